"""What changes in a namespace: the unit in which a store tells of it, and in which it is carried out elsewhere."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from mockserver.clock import ClockMoved
from mockserver.exchange import Exchange
from mockserver.faults.injector import FaultMet, FaultsSet
from mockserver.faults.stub_set import StubMet, StubsSet
from mockserver.rows import Change
from mockserver.state.counters import Counted, Entered
from mockserver.state.draws import CounterMoved, Drawn, DrawsForgotten
from mockserver.state.idempotency import ReplyKept
from mockserver.state.journal import Forgotten
from mockserver.state.kept_files import FileKept
from mockserver.state.subscriptions import SubscriptionsSet
from mockserver.state.tokens import IssuedToken
from mockserver.state.transitions import Awaited


@dataclass(frozen=True, slots=True)
class StateReset:
    """A document's state in a namespace is as it began."""


@dataclass(frozen=True, slots=True)
class Reseeded:
    """Other seeded rows have taken the place of all rows, in every namespace.

    Attributes:
        seed, rows: As for `MockApp.reseed`.
    """

    seed: int
    rows: int | None


StateChange = (
    Change
    | ReplyKept
    | Drawn
    | CounterMoved
    | DrawsForgotten
    | Counted
    | Entered
    | Awaited
    | FileKept
    | IssuedToken
    | StateReset
)  # of one document in a namespace
SharedChange = (
    ClockMoved | FaultMet | FaultsSet | StubMet | StubsSet | SubscriptionsSet | Exchange | Forgotten
)  # of all documents of a namespace
Record = Callable[[StateChange], object]


class SharedLog(Protocol):
    """The changes of all namespaces in one order, which other processes follow.

    Attributes:
        lock: Held while something may change: within it all is known that others have changed, and what is changed is
            kept once it is let go.
        guard: Held while something is looked at, by one thread of this process at a time.
    """

    lock: AbstractContextManager[Any]
    guard: AbstractContextManager[Any]

    def look(self) -> None:
        """Know what others have changed.

        Raises:
            UnavailableError: When that cannot be known.
        """

    def hold(self) -> None:
        """Take the lock for a call that may change something, until it is answered."""

    def give_back(self) -> None:
        """Let go of the lock at the end of a call, if it is held, and keep what was changed without it.

        Raises:
            UnavailableError: When it cannot be kept: nothing has changed then.
        """

    def reseeded(self, change: Reseeded) -> None:
        """Have others put the same seeded rows in the place of all rows."""

    def close(self) -> None:
        """Let go of the store."""

    def recorder(self, namespace: str, vendor: str | None) -> Callable[[Any], object]:
        """What is told of the changes of a document in a namespace; None for what all documents share there."""


C_contra = TypeVar("C_contra", contravariant=True)


class StatePart(Protocol[C_contra]):
    """One kind of thing that a namespace holds, of one document or of all of them.

    Attributes:
        record: Told of each change as it is made; None where nobody has to know, as in a single process.
    """

    record: Any  # what takes its own kind of change, or None

    def apply(self, change: C_contra) -> None:
        """Carry out what was changed elsewhere, or before; it is not told again."""

    def since_begun(self) -> Iterable[Any]:
        """What leads from how it began to how it is; carried out in this order where it is as it began."""


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


class FirstChange:
    """Told of the next change of a part that nobody has to keep: it has to be kept from then on."""

    __slots__ = ("_tell", "record")

    def __init__(self, record: Any, tell: Callable[[], object]) -> None:
        self.record = record
        self._tell = tell

    def __call__(self, change: Any) -> None:
        """Tell of a change, and then as before."""
        self._tell()
        if self.record is not None:
            self.record(change)


class OwnState(Protocol):
    """What one document keeps in a namespace."""

    @property
    def parts(self) -> Iterable[StatePart[Any]]:
        """What it consists of."""

    def unchanged(self) -> bool:
        """Whether it is as it began, so that nobody can tell it from another one that begins."""
