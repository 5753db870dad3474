"""Changes that rows undergo later, by the clock or by how often they are read.

Nothing runs in the background: what is due is carried out before the next call sees the rows, each change at the moment
at which it was due, in the order of these moments. So the rows are the same whoever looks, and however often.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from mockserver.bounds import MOST_TRANSITIONS
from mockserver.errors import FullError
from mockserver.exchange import Call
from mockserver.rows import Change, Row, Rows

RowPlace = tuple[str, str, str]  # tenant, resource and key
NEVER = math.inf
SPARE = 64  # entries of a queue that are waited for no more, beside as many as are


@dataclass(frozen=True, slots=True)
class LaterStep:
    """One compiled transition.

    Attributes:
        after: Seconds until it is due; None where reads are counted.
        reads: How many replies show the row before it; 0 where it is due by time.
        fields: What it sets, each with what reads it from a row.
        holds: Whether a row is one that it befalls; None where its fields have to be as they were when it began.
        changed: The fields of the row afterwards.
    """

    after: float | None
    reads: int
    fields: Callable[[Mapping[str, Any]], Any]
    holds: Callable[[Row, Call, Rows], bool] | None
    changed: Callable[[Call, Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pending:
    """A row's next transition.

    Attributes:
        place: Which row.
        operation: Whose transitions they are.
        number: Which of them is next.
        due: Unix time at which it is due; never, where reads are counted.
        reads: How many more replies may show the row before it.
        held: What its fields were when it began.
        call: What started it, without its body as it was sent.
    """

    place: RowPlace
    operation: str
    number: int
    due: float
    reads: int
    held: Any
    call: Call


@dataclass(frozen=True, slots=True)
class Awaited:
    """A row has another next transition, or none any more."""

    place: RowPlace
    pending: Pending | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Changes that the time has brought.

    Attributes:
        namespace: Where.
        operation: The operation that started them.
        call: Its call, at the moment at which they were due.
        changes: What became of rows.
    """

    namespace: str
    operation: str
    call: Call
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Later:
    """What becomes of rows later, of all namespaces of a document.

    Attributes:
        steps: The transitions that each operation starts, by its id.
        listeners: Told of the changes that the time has brought.
        arranged: Told of those that a test has made, and where.
    """

    steps: dict[str, Sequence[LaterStep]]
    listeners: list[Callable[[Settled], object]]
    arranged: list[Callable[[Any, Sequence[Change]], object]] = field(default_factory=list)


class Transitions:
    """The transitions that rows of one document in one namespace wait for.

    Attributes:
        due: Unix time at which the first one is due; never, where none is.
        record: Told of each row that waits for another one, or for none any more.
    """

    def __init__(self, most: int = MOST_TRANSITIONS) -> None:
        """Begin with none; there are as many as `most` at once."""
        self.due = NEVER
        self.record: Callable[[Awaited], object] | None = None
        self._most = most
        self._numbers = count()
        self.restore({})

    def begin(self, change: Change, operation: str, steps: Sequence[LaterStep], call: Call) -> None:
        """Let a row that was written wait for the first of its operation's transitions.

        Raises:
            FullError: When too many rows wait.
        """
        if change.after is None:
            return
        place = (change.tenant, change.resource, change.key)
        if len(self._pending) >= self._most and place not in self._pending:
            raise FullError(
                f"{self._most} rows of this namespace wait for a transition, which is as many as may: move its clock on"
                " (POST /__admin/clock), or reset it (POST /__admin/reset)"
            )
        self.wait(place, operation, 0, steps, change.after, lasting(call))

    def wait(
        self,
        place: RowPlace,
        operation: str,
        number: int,
        steps: Sequence[LaterStep],
        row: Row,
        call: Call,
    ) -> None:
        """Let a row wait for the transition of a number, from the moment of a call on; after the last one for none."""
        pending = None
        if number < len(steps):
            step = steps[number]
            due = NEVER if step.after is None else call.moment + step.after
            pending = Pending(place, operation, number, due, step.reads, step.fields(row.data), call)
        self._put(Awaited(place, pending))

    def shown(self, places: Iterable[RowPlace]) -> list[Pending]:
        """Count replies that have shown rows; the transitions that these have brought."""
        brought = []
        for place in places:
            pending = self._pending.get(place)
            if pending is None or not pending.reads:
                continue
            if pending.reads == 1:
                brought.append(pending)
                self._put(Awaited(place, None))
            else:
                self._put(Awaited(place, replace(pending, reads=pending.reads - 1)))
        return brought

    def taken(self) -> Pending:
        """The transition that is due first; it is waited for no more. There has to be one."""
        found = self._queue[0][2]
        self._put(Awaited(found.place, None))
        return found

    def _put(self, change: Awaited) -> None:
        self.apply(change)
        if self.record is not None:
            self.record(change)

    def apply(self, change: Awaited) -> None:
        """Wait as a row does elsewhere."""
        if change.pending is None:
            self._pending.pop(change.place, None)
        else:
            self._wait_for(change.pending)
        self._look()

    def _wait_for(self, pending: Pending) -> None:
        self._pending[pending.place] = pending
        if pending.due < NEVER:
            heappush(self._queue, (pending.due, next(self._numbers), pending))
            if len(self._queue) > 2 * len(self._pending) + SPARE:
                self._queue[:] = [each for each in self._queue if self._is_waited_for(each[2])]
                heapify(self._queue)

    def _look(self) -> None:
        """Find the first one that is due, past those that are waited for no more."""
        queue = self._queue
        while queue and not self._is_waited_for(queue[0][2]):
            heappop(queue)
        self.due = queue[0][0] if queue else NEVER

    def _is_waited_for(self, pending: Pending) -> bool:
        return self._pending.get(pending.place) is pending

    def since_begun(self) -> Iterator[Awaited]:
        """What leads from none that waits to those that do."""
        return (Awaited(place, pending) for place, pending in self._pending.items())

    def unchanged(self) -> bool:
        """Whether no row waits."""
        return not self._pending

    def reset(self) -> None:
        """Wait for nothing."""
        self.restore({})

    def snapshot(self) -> Mapping[RowPlace, Pending]:
        """What is waited for, to come back to."""
        return dict(self._pending)

    def restore(self, mark: Mapping[RowPlace, Pending]) -> None:
        """Back to a mark."""
        self._pending: dict[RowPlace, Pending] = {}
        self._queue: list[
            tuple[float, int, Pending]
        ] = []  # by what is due first, also what is waited for no more
        for pending in mark.values():
            self._wait_for(pending)
        self._look()


def lasting(call: Call) -> Call:
    """What is kept of a call for what comes later: all but its body as it was sent, and what it did."""
    kept = call.at(call.moment)
    kept.request = request = copy(call.request)
    request.body, request.file = b"", None
    return kept
