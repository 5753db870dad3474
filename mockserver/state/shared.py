"""What the documents of a server share in each namespace: the time, what goes wrong on purpose, what was asked."""

from collections.abc import Callable, Mapping

from mockserver.clock import Clock, ClockMoved, Clocks
from mockserver.contract.model import Contract
from mockserver.exchange import Exchange
from mockserver.faults.injector import AllFaults, FaultMet, Faults, FaultsSet
from mockserver.state.changes import SharedChange
from mockserver.state.journal import Forgotten, Journal, NamespaceJournal


class SharedState:
    """The shared state of one namespace; its parts change by themselves, each under a lock of its own.

    Attributes:
        clock, faults, journal: What it holds.
    """

    __slots__ = ("clock", "faults", "journal")

    def __init__(self, clock: Clock, faults: Faults, journal: NamespaceJournal) -> None:
        self.clock = clock
        self.faults = faults
        self.journal = journal

    def listen(self, record: Callable[[SharedChange], object]) -> None:
        """Tell of every change from now on, in the order in which they are made."""
        self.clock.record = self.faults.record = record
        self.journal.listen(record)

    def apply(self, change: SharedChange) -> None:
        """Carry out what was changed elsewhere; it is not told again."""
        match change:
            case ClockMoved():
                self.clock.apply(change)
            case FaultMet() | FaultsSet():
                self.faults.apply(change)
            case Exchange() | Forgotten():
                self.journal.apply(change)


class SharedStates:
    """The shared state of each namespace; the default one has the empty name.

    Attributes:
        clocks, faults: Of the namespaces.
        journal: Of all of them.
    """

    def __init__(self, contracts: Mapping[str, Contract], journal: Journal | None = None) -> None:
        """Begin with nothing but `contracts`, and a journal, by default one with the usual bounds."""
        self.clocks = Clocks()
        self.faults = AllFaults(contracts)
        self.journal = Journal() if journal is None else journal

    def __getitem__(self, namespace: str) -> SharedState:
        """The shared state of a namespace."""
        return SharedState(self.clocks[namespace], self.faults[namespace], self.journal.of(namespace))
