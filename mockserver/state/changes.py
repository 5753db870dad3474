"""What changes in a namespace: the unit in which a store tells of it, and in which it is carried out elsewhere."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from mockserver.faults.injector import FaultMet
from mockserver.rows import Change
from mockserver.state.counters import Counted, Entered
from mockserver.state.draws import Drawn
from mockserver.state.idempotency import ReplyKept

StateChange = Change | ReplyKept | Drawn | Counted | Entered | FaultMet
Record = Callable[[StateChange], object]

C_contra = TypeVar("C_contra", contravariant=True)


class StatePart(Protocol[C_contra]):
    """One kind of thing that a namespace holds.

    Attributes:
        record: Told of each change as it is made; None where nobody has to know, as in a single process.
    """

    record: Any  # what takes its own kind of change, or None

    def apply(self, change: C_contra) -> None:
        """Carry out what was changed elsewhere, or before; it is not told again."""

    def reset(self) -> object:
        """Back to how it began."""

    def snapshot(self) -> Any:
        """A mark to come back to."""

    def restore(self, mark: Any) -> None:
        """Back to a mark."""
