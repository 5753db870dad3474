"""What changes in a namespace: the unit in which a store tells of it, and in which it is carried out elsewhere."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from mockserver.clock import ClockMoved
from mockserver.exchange import Exchange
from mockserver.faults.injector import FaultMet, FaultsSet
from mockserver.faults.stub_set import StubMet, StubsSet
from mockserver.rows import Change
from mockserver.state.counters import Counted, Entered
from mockserver.state.draws import CounterMoved, Drawn
from mockserver.state.idempotency import ReplyKept
from mockserver.state.journal import Forgotten
from mockserver.state.kept_files import FileKept
from mockserver.state.subscriptions import SubscriptionsSet
from mockserver.state.tokens import IssuedToken
from mockserver.state.transitions import Awaited

StateChange = (
    Change | ReplyKept | Drawn | CounterMoved | Counted | Entered | Awaited | FileKept | IssuedToken
)  # of one document in a namespace
SharedChange = (
    ClockMoved | FaultMet | FaultsSet | StubMet | StubsSet | SubscriptionsSet | Exchange | Forgotten
)  # of all documents of a namespace
Record = Callable[[StateChange], object]

C_contra = TypeVar("C_contra", contravariant=True)


class StatePart(Protocol[C_contra]):
    """One kind of thing that a namespace holds, of one document or of all of them.

    Attributes:
        record: Told of each change as it is made; None where nobody has to know, as in a single process.
    """

    record: Any  # what takes its own kind of change, or None

    def apply(self, change: C_contra) -> None:
        """Carry out what was changed elsewhere, or before; it is not told again."""


class OwnPart(StatePart[C_contra], Protocol[C_contra]):
    """One kind of thing that a namespace holds of one document, which is reset and marked with the others."""

    def unchanged(self) -> bool:
        """Whether it is as it began."""

    def reset(self) -> object:
        """Back to how it began."""

    def snapshot(self) -> Any:
        """A mark to come back to."""

    def restore(self, mark: Any) -> None:
        """Back to a mark."""
