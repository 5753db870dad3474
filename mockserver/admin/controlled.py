"""What the control plane needs of the application that it controls."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from mockserver.contract.model import Contract
from mockserver.replies.arranging import Arranging
from mockserver.services import Services
from mockserver.settings import ServerOptions
from mockserver.state.journal import Journal
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.state.shared import AllFaults, Clocks


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

    def verdicts_after(self, count: int) -> Sequence[Mapping[str, Any]]:
        """The verdicts that stand by now, but for the first so many, in JSON types; nothing while nothing measures."""


class Controlled(Protocol):
    """The application."""

    clocks: Clocks
    faults: AllFaults
    journal: Journal
    options: ServerOptions
    coverage: Measuring | None
    reset_listeners: list[Callable[[str | None, str], None]]

    @property
    def vendors(self) -> Mapping[str, ControlledVendor]:
        """What is served, by name."""

    def reset(self, vendor: str | None = None, *, namespace: str = "") -> None:
        """Back to the seeded rows."""

    def snapshot(self, *, namespace: str = "") -> Any:
        """A mark to come back to."""

    def restore(self, mark: Any, *, namespace: str = "") -> None:
        """Back to a mark."""

    def reseed(self, seed: int | None = None, rows: int | None = None) -> None:
        """Other seeded rows."""
