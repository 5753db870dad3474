"""What the control plane needs of the application that it controls."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from mockserver.contract.model import Contract
from mockserver.exchange import Exchange
from mockserver.replies.arranging import Arranging
from mockserver.replies.stubbing import NamespaceStubs
from mockserver.services import Services
from mockserver.settings import ServerOptions
from mockserver.state.changes import SharedLog
from mockserver.state.journal import Journal
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.state.shared import AllFaults, Clocks
from mockserver.webhooks.hub import Webhooks


class ControlledVendor(Protocol):
    """One served document."""

    services: Services
    state: NamespaceState
    namespaces: Namespaces

    @property
    def contract(self) -> Contract:
        """The document."""

    @property
    def arranging(self) -> Arranging:
        """What arranges its rows."""


class Measuring(Protocol):
    """What the clients of the application are measured by."""

    def report(self) -> Any:
        """Coverage and verdicts in JSON types."""

    def rendered(self, name: str) -> tuple[str, str]:
        """A report in the format of a name, and its media type.

        Raises:
            UsageError: When there is no such format.
        """

    def verdicts_after(self, count: int) -> Sequence[Mapping[str, Any]]:
        """The verdicts that stand by now, but for the first so many, in JSON types; nothing while nothing measures."""


class Arranger(Protocol):
    """What arranges rows and stubs that come as one."""

    def arrange(self, given: Mapping[str, Any], namespace: str) -> int:
        """Arrange what is given; how many stubs there are more.

        Raises:
            MockserverError: For a row or a stub that the document does not admit.
        """


class Teller(Protocol):
    """What is known of the application in rooms above this one."""

    def har(self, entries: Iterable[tuple[int, Exchange]]) -> str:
        """Entries of the journal, oldest first, as HAR."""

    def places(self, exchange: Exchange) -> Sequence[tuple[str, int | None]]:
        """File and line of what each violation of a call breaks; none for a call that no operation answered."""

    def explanation(self, vendor: str) -> dict[str, Any]:
        """What was understood of a document, and from what."""


class Controlled(Protocol):
    """The application."""

    clocks: Clocks
    faults: AllFaults
    stubs: NamespaceStubs
    webhooks: Webhooks
    journal: Journal
    options: ServerOptions
    coverage: Measuring | None
    telling: Teller | None
    reset_listeners: list[Callable[[str | None, str], None]]

    @property
    def log(self) -> SharedLog | None:
        """What keeps its state, and knows what other processes change of it; None where it is its own alone."""

    @property
    def vendors(self) -> Mapping[str, ControlledVendor]:
        """What is served, by name."""

    @property
    def arrangements(self) -> Arranger:
        """What arranges rows and stubs that come as one."""

    def reset(self, vendor: str | None = None, *, namespace: str = "") -> None:
        """Back to the seeded rows."""

    def snapshot(self, *, namespace: str = "") -> Any:
        """A mark to come back to."""

    def restore(self, mark: Any, *, namespace: str = "") -> None:
        """Back to a mark."""

    def reseed(self, seed: int | None = None, rows: int | None = None) -> None:
        """Other seeded rows."""
