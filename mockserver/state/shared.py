"""What the documents of a server share in each namespace: the time, what goes wrong on purpose, what was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary

from mockserver.bounds import NAMESPACES
from mockserver.clock import Clock, ClockMoved
from mockserver.contract.model import Contract
from mockserver.errors import FullError
from mockserver.exchange import Exchange
from mockserver.faults.active import IdNumbers
from mockserver.faults.injector import FaultMet, Faults, FaultsSet
from mockserver.faults.stub_set import StubMet, Stubs, StubsSet
from mockserver.state.changes import FirstChange, OwnState, SharedChange, SharedLog
from mockserver.state.journal import Forgotten, Journal, NamespaceJournal
from mockserver.state.kept_files import FileRoom
from mockserver.state.subscriptions import Subscriptions, SubscriptionsSet


class SharedState:
    """The shared state of one namespace; its parts change by themselves, each under a lock of its own.

    Attributes:
        clock, faults, stubs, subscriptions, journal: What it holds.
        states: What the documents hold there, by who made it.
        room: Where the files are that were uploaded, of all namespaces.
    """

    __slots__ = ("__weakref__", "clock", "faults", "journal", "room", "states", "stubs", "subscriptions")

    def __init__(
        self,
        clock: Clock,
        faults: Faults,
        stubs: Stubs,
        subscriptions: Subscriptions,
        journal: NamespaceJournal,
        room: FileRoom,
    ) -> None:
        self.room = room
        self.clock = clock
        self.faults = faults
        self.stubs = stubs
        self.subscriptions = subscriptions
        self.journal = journal
        self.states: dict[object, OwnState] = {}

    def listen(self, record: Callable[[SharedChange], object]) -> None:
        """Tell of every change from now on, in the order in which they are made."""
        self.clock.record = self.faults.record = self.stubs.record = self.subscriptions.record = record
        self.journal.listen(record)

    def join(self, log: SharedLog, namespace: str) -> None:
        """Have every change kept in a log, from now on; not what is asked: that stays where it came."""
        record = log.recorder(namespace, None)
        self.clock.lock = self.faults.lock = self.stubs.lock = self.subscriptions.lock = log.lock
        self.clock.record = self.faults.record = self.stubs.record = self.subscriptions.record = record
        self.journal.listen(lambda change: record(change) if isinstance(change, Forgotten) else None)

    def since_begun(self) -> Iterator[SharedChange]:
        """What leads from a state that begins to this one."""
        for part in (self.clock, self.faults, self.stubs, self.subscriptions):
            yield from part.since_begun()

    def reset(self) -> None:
        """Back to a clock that runs, and nothing that was arranged."""
        self.clock.resume()
        for part in (self.faults, self.stubs, self.subscriptions):
            part.keep(lambda _: False)

    def apply(self, change: SharedChange) -> None:
        """Carry out what was changed elsewhere; it is not told again."""
        match change:
            case ClockMoved():
                self.clock.apply(change)
            case FaultMet() | FaultsSet():
                self.faults.apply(change)
            case StubMet() | StubsSet():
                self.stubs.apply(change)
            case SubscriptionsSet():
                self.subscriptions.apply(change)
            case Exchange() | Forgotten():
                self.journal.apply(change)

    def unchanged(self) -> bool:
        """Whether nothing was changed since it began, by any document, or all was put back."""
        return (
            not self.clock.moved
            and not self.faults.active
            and not self.stubs.active
            and not self.subscriptions.active
            and all(state.unchanged() for state in list(self.states.values()))
        )

    def _parts(self) -> list[Any]:
        parts: list[Any] = [self.clock, self.faults, self.stubs, self.subscriptions]
        return [*parts, *(part for state in self.states.values() for part in state.parts)]

    def watch(self, tell: Callable[[], object]) -> None:
        """Tell of the next change."""
        for part in self._parts():
            part.record = FirstChange(part.record, tell)

    def unwatch(self) -> None:
        """Tell of it no more."""
        for part in self._parts():
            if isinstance(part.record, FirstChange):
                part.record = part.record.record


class SharedStates:
    """The shared state of each namespace that is open; the default one, which always is, has the empty name.

    There may be so many. Where another one opens, those are closed that nobody can tell from new ones; who still holds
    a part of one, as a call does that is being answered, opens it again by changing that part.

    Attributes:
        clocks, faults, stubs: Of the namespaces.
        journal: Of all of them.
        lock: Held while a namespace opens or closes.
        room: Where the files are that were uploaded, of all of them.
        closers: Told of each that closes, by its name.
    """

    def __init__(
        self,
        contracts: Mapping[str, Contract],
        journal: Journal | None = None,
        most: int = NAMESPACES,
        room: FileRoom | None = None,
    ) -> None:
        """Begin with the default one, nothing but `contracts`, and a journal, by default one with the usual bounds."""
        self.clocks = Clocks(self)
        self.faults = AllFaults(self)
        self.stubs = AllStubs(self)
        self.journal = Journal() if journal is None else journal
        self.lock: AbstractContextManager[Any] = RLock()
        self.room = FileRoom() if room is None else room
        self.closers: list[Callable[[str], object]] = []
        self._contracts = contracts
        self._fault_ids, self._stub_ids, self._subscription_ids = IdNumbers(), IdNumbers(), IdNumbers()
        self._most = most
        self._log: SharedLog | None = None
        self._open: dict[str, SharedState] = {}
        self._closed: WeakValueDictionary[str, SharedState] = WeakValueDictionary()
        self._open[""] = self._made("")

    def _made(self, namespace: str) -> SharedState:
        made = SharedState(
            Clock(),
            Faults(self._contracts, self._fault_ids),
            Stubs(self._stub_ids),
            Subscriptions(self._subscription_ids),
            self.journal.of(namespace),
            self.room,
        )
        if self._log is not None:
            made.join(self._log, namespace)
        return made

    def join(self, log: SharedLog) -> None:
        """Have every change of what documents share kept in a log from now on, in all namespaces."""
        self._log = log
        self.lock = log.guard  # the same for all: who holds one of two could wait for the other
        for namespace, state in self._open.items():
            state.join(log, namespace)

    def follow(self, namespace: str) -> SharedState:
        """The shared state of a namespace that another process has opened: it opens here too, room or not."""
        with self.lock:
            found = self.at(namespace)
            if namespace not in self._open:
                self._keep(namespace, found)
        return found

    def __getitem__(self, namespace: str) -> SharedState:
        """The shared state of a namespace, which is open then.

        Raises:
            FullError: When there are as many as there may be, and all of them have changed.
        """
        found = self._open.get(namespace)
        if found is None:
            with self.lock:
                found = self.at(namespace)
                self._admit(namespace, found)
        return found

    def names(self) -> list[str]:
        """The namespaces that are open."""
        with self.lock:
            return list(self._open)

    def __iter__(self) -> Iterator[SharedState]:
        """Every state that is open."""
        with self.lock:
            return iter([*self._open.values()])

    def at(self, namespace: str) -> SharedState:
        """The same, to look at; where the namespace is not open, a change opens it, or raises FullError."""
        with self.lock:
            found = self._open.get(namespace) or self._closed.get(namespace)
            if found is None:
                found = self._closed[namespace] = self._made(namespace)
                found.watch(partial(self._admit, namespace, found))
        return found

    def _admit(self, namespace: str, state: SharedState) -> None:
        with self.lock:
            if namespace not in self._open:
                self._make_room()
                self._keep(namespace, state)

    def drop(self, owner: object) -> None:
        """Forget what a document holds in every namespace but the default one, and so in those that are closed."""
        with self.lock:
            for name, state in [*self._open.items(), *self._closed.items()]:
                if name:
                    state.states.pop(owner, None)

    def _keep(self, namespace: str, state: SharedState) -> None:
        with self.lock:
            state.unwatch()
            self._open[namespace] = state
            self._closed.pop(namespace, None)

    def _make_room(self) -> None:
        """Close what is unchanged, where there are as many as there may be."""
        if len(self._open) <= self._most:
            return
        for name, state in list(self._open.items()):
            if name and state.unchanged():
                self._close(name, state)
        if len(self._open) > self._most:
            raise FullError(
                f"there are {self._most} namespaces, and all of them have changed: reset those that are done"
                " (POST /__admin/reset), or raise --namespaces"
            )

    def _close(self, name: str, state: SharedState) -> None:
        state.watch(partial(self._keep, name, state))
        if not state.unchanged():  # another thread has changed it meanwhile
            state.unwatch()
            return
        del self._open[name]
        self._closed[name] = state
        for close in self.closers:
            close(name)


class Clocks:
    """The clock of each namespace; the default one has the empty name."""

    def __init__(self, states: SharedStates) -> None:
        self._states = states

    def __getitem__(self, namespace: str) -> Clock:
        """The clock of a namespace, which moving it opens."""
        return self._states.at(namespace).clock

    def __iter__(self) -> Iterator[str]:
        """The names of the namespaces that are open."""
        return iter(self._states.names())


class AllFaults:
    """The faults of each namespace."""

    def __init__(self, states: SharedStates) -> None:
        self._states = states

    def __getitem__(self, namespace: str) -> Faults:
        """The faults of a namespace, which adding one opens."""
        return self._states.at(namespace).faults


class AllStubs:
    """The stubs of each namespace."""

    def __init__(self, states: SharedStates) -> None:
        self._states = states

    def __getitem__(self, namespace: str) -> Stubs:
        """The stubs of a namespace, which adding one opens."""
        return self._states.at(namespace).stubs

    def __iter__(self) -> Iterator[Stubs]:
        """Those of every namespace that may have some."""
        return iter([state.stubs for state in self._states])
