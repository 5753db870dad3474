"""Which calls a fault strikes: by place, by count, and by chances that depend on the seed and the request alone."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange import Request
from mockserver.faults.injector import Faults
from tests.builders import compiled

ACME = compiled("""
paths:
  /things:
    get: {operationId: listThings, responses: {'200': {description: Things.}}}
    post: {operationId: createThing, responses: {'201': {description: A thing.}}}
""")


def request(number: int) -> Request:
    """A request, told by a number."""
    return Request("GET", b"/things", b"page=%d" % number, {})


def struck(faults: Faults, numbers: Sequence[int], seed: int = 42) -> list[tuple[int, float | None]]:
    """Each request by its number, and for how long it was delayed; None for one that no fault struck."""
    strikes = [(number, faults.strike("acme", "listThings", request(number), seed)) for number in numbers]
    return [(number, None if strike is None else strike.delay) for number, strike in strikes]


def test_a_fault_strikes_the_calls_of_its_vendor_and_operation_alone() -> None:
    faults = Faults({"acme": ACME, "other": ACME})
    faults.add(vendor="acme", operation="listThings", status=503)
    assert faults.strike("acme", "listThings", request(1), 42) is not None
    assert faults.strike("acme", "createThing", request(1), 42) is None
    assert faults.strike("other", "listThings", request(1), 42) is None


def test_a_fault_is_spent_after_its_times_and_those_before_it_strike_again() -> None:
    faults = Faults({"acme": ACME})
    first, latest = faults.add(status=500), faults.add(status=503, times=2)
    strikes = [faults.strike("acme", "listThings", request(1), 42) for _ in range(4)]
    assert [strike and strike.fault for strike in strikes] == [latest.id, latest.id, first.id, first.id]
    assert (faults.hits(first), faults.hits(latest)) == (2, 2)


def test_a_removed_fault_strikes_no_more_and_clearing_a_vendor_keeps_the_others() -> None:
    faults = Faults({"acme": ACME, "other": ACME})
    mine, its = faults.add(vendor="acme", status=500), faults.add(vendor="other", status=500)
    everywhere = faults.add(status=500)
    faults.clear("other")
    assert list(faults) == [mine, everywhere]
    assert its not in faults.active
    faults.remove(mine)
    assert list(faults) == [everywhere]
    faults.clear()
    assert not list(faults)


@given(
    numbers=st.lists(st.integers(0, 30), max_size=40),
    order=st.randoms(use_true_random=False),
    seed=st.integers(0, 2**31),
)
def test_chances_depend_on_the_seed_and_the_request_not_on_the_order_of_other_calls(
    numbers: list[int], order: Random, seed: int
) -> None:
    shuffled = numbers.copy()
    order.shuffle(shuffled)

    def by_request(given: list[int]) -> dict[int, list[float | None]]:
        faults = Faults({"acme": ACME})
        faults.add(delay=[0, 10], probability=0.5)
        found: dict[int, list[float | None]] = {}
        for number, delay in struck(faults, given, seed):
            found.setdefault(number, []).append(delay)
        return found

    assert by_request(numbers) == by_request(shuffled)


def test_a_probability_is_the_share_of_calls_and_delays_lie_between_their_bounds() -> None:
    faults = Faults({"acme": ACME})
    faults.add(delay=[1, 3], probability=0.25)
    delays = [delay for _, delay in struck(faults, range(2000)) if delay is not None]
    assert 400 < len(delays) < 600
    assert 1 <= min(delays) < 1.1
    assert 2.9 < max(delays) <= 3
    again = Faults({"acme": ACME})
    again.add(delay=[1, 3], probability=0.25)
    assert struck(again, range(2000), seed=43) != struck(faults, range(2000), seed=43)
