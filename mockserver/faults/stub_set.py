"""The stubs of a namespace, and choosing the one that answers a call."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.exchange import Call
from mockserver.faults.active import ActiveMark, ActiveSet, IdNumbers
from mockserver.faults.stub import BEGINNING, Stub, StubAnswer

MOST_STUBS = 1000  # of a namespace


@dataclass(frozen=True, slots=True)
class StubMet:
    """A stub has answered a call: so many by now.

    Attributes:
        stub: The stub's id.
        hits: How many calls it has answered.
        scenario, state: Whose state it has moved, and to what; empty for none.
    """

    stub: str
    hits: int
    scenario: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class StubsSet:
    """Stubs have been added, replaced or removed.

    Attributes:
        active: Those that there are, the latest first.
        mark: What brought them back; None where nothing did.
    """

    active: tuple[Stub, ...]
    mark: ActiveMark[Stub] | None = None


class Stubs(ActiveSet[Stub]):
    """The stubs of one namespace: the first of `active` that matches a call answers it."""

    def __init__(self, numbers: IdNumbers | None = None) -> None:
        super().__init__("stubs", MOST_STUBS, StubsSet, numbers)
        self._by_operation: dict[tuple[str, str], tuple[Stub, ...]] = {}
        self._states: dict[str, str] = {}

    @property
    def weight(self) -> int:
        """Bytes of all of them, as they were written."""
        return sum(stub.weight for stub in self.active)

    @property
    def scenarios(self) -> dict[str, str]:
        """The state of each scenario that a stub names."""
        names = sorted({stub.scenario.name for stub in self.active if stub.scenario is not None})
        return {name: self._states.get(name, BEGINNING) for name in names}

    def put(self, stub: Stub) -> None:
        """Have a stub in the place of that of its id, whose hits are forgotten."""
        with self.lock:
            self._hits.pop(stub.id, None)
            self._set(tuple(stub if each.id == stub.id else each for each in self.active))

    def answers(self, vendor: str, operation: str) -> bool:
        """Whether any of them is for calls of an operation."""
        return (vendor, operation) in self._by_operation

    def meet(
        self, vendor: str, operation: str, call: Call, *, broken: bool = False
    ) -> tuple[Stub, StubAnswer, int] | None:
        """The stub that answers a call, its answer, and how many it has answered before; None for none.

        Args:
            vendor, operation, call: Of the call, as far as it was read.
            broken: Whether the call breaks its contract: who says that it `breaks` answers that alone.
        """
        for stub in self._by_operation.get((vendor, operation), ()):
            if (stub.breaks or not broken) and stub.matches(call):
                met = self._met(stub)
                if met is not None:
                    return stub, stub.answer(met), met
        return None

    def _met(self, stub: Stub) -> int | None:
        """Count a call that matches, and move its scenario; None where the stub is spent, or not in turn."""
        with self.lock:
            hits, step = self._hits[stub.id], stub.scenario
            if stub.times is not None and hits >= stub.times:
                return None
            if step is not None and step.required not in {None, self._states.get(step.name, BEGINNING)}:
                return None
            self._hits[stub.id] = hits + 1
            moved = step is not None and step.new is not None
            if step is not None and step.new is not None:
                self._states[step.name] = step.new
            if self.record is not None:
                scenario, state = (step.name, step.new or "") if step is not None and moved else ("", "")
                self.record(StubMet(stub.id, hits + 1, scenario, state))
        return hits

    def apply(self, change: StubMet | StubsSet) -> None:
        """Have the stubs that were set elsewhere; count a call that one has answered there."""
        with self.lock:
            if isinstance(change, StubsSet):
                if change.mark is not None:
                    self._bring_back(change.mark)
                else:
                    self._take(change.active)
                return
            self._hits[change.stub] = change.hits
            if change.scenario:
                self._states[change.scenario] = change.state

    def _more(self) -> Mapping[str, str]:
        """The states of scenarios."""
        return dict(self._states)

    def _bring_back_more(self, more: Mapping[str, str]) -> None:
        self._states = dict(more)

    def _take(self, active: tuple[Stub, ...]) -> None:
        """Have these stubs, and forget what the others have met."""
        named = {stub.scenario.name for stub in active if stub.scenario is not None}
        self._states = {name: state for name, state in self._states.items() if name in named}
        by_operation: dict[tuple[str, str], list[Stub]] = {}
        for stub in active:
            by_operation.setdefault((stub.vendor, stub.operation), []).append(stub)
        self._by_operation = {key: tuple(found) for key, found in by_operation.items()}
        super()._take(active)
