"""All that a document keeps in one namespace, and the namespaces that there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from threading import RLock
from typing import Any, NamedTuple, cast

from mockserver.exchange import Call, Draw, Request
from mockserver.rows import Change, Row, TenantRows
from mockserver.state.changes import OwnPart, Record, SharedLog, StateChange, StateReset
from mockserver.state.counters import ClockStorage, Counted, Entered
from mockserver.state.draws import CounterMoved, Drawn, Draws, DrawsForgotten, SeededDraw
from mockserver.state.feed import ChangeFeed
from mockserver.state.idempotency import KeptReplies, ReplyKept
from mockserver.state.kept_files import FileKept, KeptFiles
from mockserver.state.memory import MemoryStore
from mockserver.state.resource_rules import DuplicateError
from mockserver.state.shared import SharedState, SharedStates
from mockserver.state.tokens import IssuedToken, IssuedTokens
from mockserver.state.transitions import Awaited, Later, Pending, Settled, Transitions

PART_OF: Mapping[type, str] = {  # the part of a state that a change is one of
    Change: "rows",
    ReplyKept: "replies",
    Drawn: "draws",
    CounterMoved: "draws",
    DrawsForgotten: "draws",
    Counted: "counters",
    Entered: "counters",
    FileKept: "files",
    Awaited: "transitions",
    IssuedToken: "tokens",
}


class Mark(NamedTuple):
    """A moment of a namespace, to come back to: not the counts of rate limits, which go on."""

    rows: Any
    replies: Any
    draws: Any
    transitions: Any
    tokens: Any
    files: Any


class NamespaceState:
    """The state of one document in one namespace.

    Attributes:
        rows, replies, counters, draws, tokens, transitions, files: What it holds of its own; they change under `lock`.
        shared: What all documents of the namespace have in common; it tells of its changes by itself.
        clock, faults, stubs: Of that.
        lock: What a call holds that may change something.
        reading: What one holds that changes nothing.
        hold: Takes the lock until a call is answered, where other processes change the state too; None where none does.
        record: Told of each change, also that all of it is as it began.
        parts: What it holds of its own, to be reset, marked and listened to alike.
        tenant: What finds the rows of a tenant, by its name.
        draw: What makes the deterministic values of a request.
        namespace: Its name.
    """

    def __init__(
        self,
        rows: MemoryStore,
        seed: int,
        shared: SharedState,
        later: Later | None = None,
        namespace: str = "",
    ) -> None:
        self.rows = rows
        self.shared = shared
        self.clock = shared.clock
        self.faults = shared.faults
        self.stubs = shared.stubs
        self.counters = ClockStorage(shared.clock)
        self.replies = KeptReplies(shared.clock)
        self.draws = Draws(seed)
        self.transitions = Transitions()
        self._feed: ChangeFeed | None = None
        self.files = KeptFiles(shared.room)
        self._later = later or Later({}, [])
        self.tokens = IssuedTokens()
        self.namespace = namespace
        self.tenant: Callable[[str], TenantRows] = self.rows.tenant
        self.draw: Callable[[Request], Draw] = partial(SeededDraw, self.draws)
        self.lock: AbstractContextManager[Any] = RLock()
        self.reading: AbstractContextManager[Any] = self.lock
        self.hold: Callable[[], None] | None = None
        self.record: Record | None = None
        self.parts: tuple[OwnPart[Any], ...] = (
            self.rows,
            self.replies,
            self.counters,
            self.draws,
            self.transitions,
            self.files,
            self.tokens,
        )

    @property
    def seed(self) -> int:
        """Where every generated value starts from."""
        return self.draws.seed

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows there are, by resource and tenant."""
        with self.reading:
            return self.rows.counts()

    def reseed(self, seed: int, rows: MemoryStore) -> None:
        """Take another seed, and the rows that another store begins with; nothing else is left."""
        with self.lock:
            self.rows.take_seeds(rows)
            self.draws.seed = seed
            self.reset()

    def take_arranged(self) -> None:
        """Let stand what was written by no call, and tell of it."""
        changes = self.rows.take_changes()
        for tell in self._later.arranged if changes else ():
            tell(self, changes)

    def listen(self, record: Record | None) -> None:
        """Tell of every change from now on, in the order in which they are made; None: tell of none any more."""
        self.record = record
        for part in self.parts:
            part.record = record

    def join(self, log: SharedLog, vendor: str) -> None:
        """Have every change kept in a log, from now on, as a state of a document."""
        self.counters.lock = self.lock = log.lock
        self.reading, self.hold = log.guard, log.hold
        self.listen(log.recorder(self.namespace, vendor))

    def since_begun(self) -> Iterator[StateChange]:
        """What leads from a state that begins to this one."""
        for part in self.parts:
            yield from part.since_begun()

    def apply(self, change: StateChange) -> None:
        """Carry out what was changed elsewhere: a state that is told of all changes of another answers as that does."""
        with self.lock:
            if isinstance(change, StateReset):
                self._reset()
                return
            if isinstance(change, Change) and self._feed is not None:
                self._feed.add((change,))
            part: OwnPart[Any] = getattr(self, PART_OF[type(change)])
            part.apply(change)

    def feeding(self) -> ChangeFeed:
        """What tells of the changes of rows from the first time on that it is asked for."""
        with self.lock:
            if self._feed is None:
                self._feed = ChangeFeed()
                self.rows.tell = self._feed.add
            return self._feed

    def settle(self) -> None:
        """Carry out what is due by now, each change at the moment at which it was due."""
        if self.transitions.due > self.clock.time():
            return  # as it is most times: nobody has to wait for the lock
        with self.lock:
            now = self.clock.time()
            while self.transitions.due <= now:
                pending = self.transitions.taken()
                self._carry_out(pending, pending.call.at(pending.due))
                changes = self.rows.take_changes()
                if changes:
                    told = Settled(self.namespace, pending.operation, pending.call.at(pending.due), changes)
                    for listener in self._later.listeners:
                        listener(told)

    def show(self, tenant: str, resource: str, rows: Sequence[Row], moment: float) -> None:
        """Count a reply that shows rows, and carry out what so many of them bring; by the call that is answered."""
        for pending in self.transitions.shown((tenant, resource, row.key) for row in rows):
            self._carry_out(pending, pending.call.at(moment))

    def _carry_out(self, pending: Pending, call: Call) -> None:
        """Change a row, unless something else has changed it meanwhile, and let it wait for the next change."""
        tenant, resource, key = pending.place
        rows, steps = self.rows.tenant(tenant), self._later.steps.get(pending.operation, ())
        row = rows.get(resource, key)
        if row is None or pending.number >= len(steps):
            return
        step = steps[pending.number]
        if step.fields(row.data) != pending.held if step.holds is None else not step.holds(row, call, rows):
            return
        try:
            row = rows.replace(resource, row, step.changed(call, row.data))
        except DuplicateError:
            return  # another row has taken a unique value that it would have
        self.transitions.wait(pending.place, pending.operation, pending.number + 1, steps, row, call)

    def unchanged(self) -> bool:
        """Whether it is as it began: nothing was written, kept, counted or drawn since then that still stands."""
        return all(part.unchanged() for part in self.parts)

    def reset(self) -> None:
        """Back to the seeded rows, with no counts and nothing kept."""
        with self.lock:
            self._reset()
            if self.record is not None:
                self.record(StateReset())

    def _reset(self) -> None:
        for part in self.parts:
            part.reset()

    def snapshot(self) -> Mark:
        """A mark to come back to."""
        with self.lock:
            return Mark(
                self.rows.snapshot(),
                self.replies.snapshot(),
                self.draws.snapshot(),
                self.transitions.snapshot(),
                self.tokens.snapshot(),
                self.files.snapshot(),
            )

    def restore(self, mark: Mark) -> None:
        """Back to a mark of this state."""
        with self.lock:
            self.rows.restore(mark.rows)
            self.replies.restore(mark.replies)
            self.draws.restore(mark.draws)
            self.transitions.restore(mark.transitions)
            self.files.restore(mark.files)
            self.tokens.restore(mark.tokens)
            if self.record is not None:
                self.record(StateReset())
                for change in self.since_begun():
                    self.record(change)


class Namespaces:
    """The state of one document in each namespace; one begins with the seeded rows when it is first entered.

    Attributes:
        later: What becomes of rows later.
    """

    def __init__(self, rows: MemoryStore, seed: int, shared: SharedStates) -> None:
        self._shared = shared
        self.later = Later({}, [])
        self._states = {"": NamespaceState(rows, seed, shared[""], self.later)}
        self._joins: Callable[[NamespaceState], object] | None = None
        shared.closers.append(self._close)

    def join(self, log: SharedLog, vendor: str) -> None:
        """Have every change of the document kept in a log from now on, in all namespaces."""
        self._joins = lambda state: state.join(log, vendor)
        for state in self:
            self._joins(state)

    def enter(self, namespace: str) -> NamespaceState:
        """The state in a namespace, which is open then; the default one has the empty name.

        Raises:
            FullError: When there are as many namespaces as there may be.
        """
        found = self._states.get(namespace)
        return self._entered(namespace) if found is None else found

    def _entered(self, namespace: str) -> NamespaceState:
        with self._shared.lock:
            shared = self._shared[namespace]
            state = cast("NamespaceState | None", shared.states.get(self))
            if state is None:
                default = self._states[""]
                shared.states[self] = state = NamespaceState(
                    default.rows.fork(), default.seed, shared, self.later, namespace
                )
                if self._joins is not None:
                    self._joins(state)
            self._states[namespace] = state
        return state

    def _close(self, namespace: str) -> None:
        self._states.pop(namespace, None)

    def find(self, namespace: str) -> NamespaceState | None:
        """The state in a namespace that was entered; None where there is nothing but the seeded rows."""
        return self._states.get(namespace)

    def forget(self) -> None:
        """Drop every namespace but the default one."""
        with self._shared.lock:
            self._shared.drop(self)
            for name in [*filter(None, self._states)]:
                self._states.pop(name).listen(None)  # who still has it changes what nobody finds

    def __iter__(self) -> Iterator[NamespaceState]:
        """Every state that there is."""
        return iter(tuple(self._states.values()))
