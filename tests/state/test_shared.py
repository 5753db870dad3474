"""What the documents of a server share: one that is told of all changes of another has the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mockserver.exchange import Exchange, Request
from mockserver.state.changes import SharedChange
from mockserver.state.shared import SharedState, SharedStates


def of(state: SharedState) -> tuple[Any, ...]:
    """All that a shared state shows, but for the time of a clock that runs."""
    clock = state.clock.time() if state.clock.frozen else None
    return clock, [(fault, state.faults.hits(fault)) for fault in state.faults]


def exchange(vendor: str, namespace: str = "") -> Exchange:
    made = Exchange(Request("GET", b"/x", b"", {}), 0.0)
    made.vendor, made.namespace = vendor, namespace
    return made


def marked(state: SharedState) -> Any:
    """A mark of faults that were cleared since, and met more."""
    mark = state.faults.snapshot()
    state.faults.strike("acme", "list", Request("GET", b"/x", b"", {}), 1)
    state.faults.clear()
    return mark


Step = Callable[[SharedState], object]
STEPS: dict[str, list[Step]] = {
    "a clock that stands": [lambda state: state.clock.freeze(datetime(2026, 2, 3, tzinfo=UTC))],
    "a clock that stands and is moved": [
        lambda state: state.clock.freeze(datetime(2026, 2, 3, tzinfo=UTC)),
        lambda state: state.clock.advance(60),
    ],
    "a clock that runs again": [lambda state: state.clock.freeze(), lambda state: state.clock.resume()],
    "a fault that has struck": [
        lambda state: state.faults.add(status=503, times=2),
        lambda state: state.faults.strike("acme", "list", Request("GET", b"/x", b"", {}), 1),
    ],
    "a fault that is gone": [
        lambda state: state.faults.add(status=503),
        lambda state: state.faults.add(status=500),
        lambda state: state.faults.remove(state.faults.active[0]),
    ],
    "a fault that was brought back": [
        lambda state: state.faults.add(status=503, probability=0.5),
        lambda state: state.faults.strike("acme", "list", Request("GET", b"/x", b"", {}), 1),
        lambda state: state.faults.restore(marked(state)),
    ],
    "no faults any more": [lambda state: state.faults.add(status=503), lambda state: state.faults.clear()],
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_a_state_that_is_told_of_the_changes_of_another_has_the_same(steps: list[Step]) -> None:
    first, second = SharedStates({})["mine"], SharedStates({})["mine"]
    changes: list[SharedChange] = []
    first.listen(changes.append)
    for step in steps:
        step(first)

    told: list[SharedChange] = []
    second.listen(told.append)
    for change in changes:
        second.apply(change)

    assert changes
    assert of(first) == of(second)
    assert told == []


def test_a_clock_that_was_moved_elsewhere_is_as_far_ahead() -> None:
    first, second = SharedStates({})[""], SharedStates({})[""]
    first.listen(second.apply)

    first.clock.advance(3600)

    assert abs(first.clock.time() - second.clock.time()) < 60


def test_a_journal_that_is_told_of_the_exchanges_of_a_namespace_has_these_alone() -> None:
    first, second = SharedStates({}), SharedStates({})
    first["mine"].listen(second["mine"].apply)
    heard: list[Exchange] = []
    second.journal.listeners.append(heard.append)

    for vendor, namespace in (("acme", "mine"), ("acme", ""), ("other", "mine"), ("acme", "mine")):
        first.journal.add(exchange(vendor, namespace))
    assert [each.vendor for each in heard] == ["acme", "other", "acme"]

    first.journal.clear("acme", namespace="mine")
    assert [each.vendor for _, each in second.journal.entries()] == ["other"]
    first.journal.clear()
    assert len(second.journal) == 0
