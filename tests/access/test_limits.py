"""Rate limits on the server's own clock."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.access.limits import Limiter
from mockserver.clock import Clock
from mockserver.contract.mock import LimitHeaders, LimitPolicy, LimitRules
from mockserver.exchange import Caller, LimitDecision
from mockserver.state.counters import ClockStorage

MINUTE, HOUR, DAY = 60, 3600, 86400
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC).timestamp()
HEADERS = {"limit": "X-Limit", "remaining": "X-Remaining", "reset": "X-Reset", "retry_after": "Retry-After"}
METERED = Caller("metered", limits="enforced")


class Limited:
    """A limiter with its clock, which starts at noon and some seconds."""

    def __init__(self, *rates: str, offset: float = 0, **declared: Any) -> None:
        window = declared.get("window", "fixed")
        policies = [LimitPolicy(name=f"p{n}", rate=rate, window=window) for n, rate in enumerate(rates)]
        self.clock = Clock()
        self.clock.freeze(datetime.fromtimestamp(NOON + offset, UTC))
        self.storage = ClockStorage(self.clock)
        reset = declared.get("reset", "epoch")
        headers = LimitHeaders(**declared.get("headers", HEADERS))
        self.limiter = Limiter(LimitRules(headers=headers, reset=reset), policies)

    def hit(self, caller: Caller = METERED) -> LimitDecision | None:
        return self.limiter.hit(caller, self.storage, self.clock.time())

    def accepted(self, times: int) -> list[bool]:
        return [
            decision is not None and not decision.exceeded for decision in (self.hit() for _ in range(times))
        ]

    def headers(self, decision: LimitDecision | None) -> dict[str, str]:
        assert decision is not None
        found = self.limiter.headers(decision, self.clock.time())
        return {name.decode(): value.decode() for name, value in found}


def test_a_window_admits_its_number_of_calls() -> None:
    assert Limited("3/minute").accepted(5) == [True, True, True, False, False]


def test_fixed_windows_are_aligned_to_the_clock() -> None:
    made = Limited("2/minute", offset=59)
    assert made.accepted(3) == [True, True, False]

    made.clock.advance(1)

    assert made.accepted(3) == [True, True, False]


def test_a_day_starts_at_midnight() -> None:
    made = Limited("1/day")
    decision = made.hit()

    assert decision is not None
    assert decision.reset == NOON + DAY / 2


def test_a_moving_window_is_any_span_of_its_length() -> None:
    made = Limited("2/minute", window="moving", offset=50)
    assert made.accepted(2) == [True, True]
    made.clock.advance(20)
    assert made.accepted(1) == [False]
    made.clock.advance(40)

    assert made.accepted(3) == [True, True, False]


def test_refused_calls_do_not_prolong_a_moving_window() -> None:
    made = Limited("1/minute", window="moving")
    made.hit()
    for _ in range(5):
        made.clock.advance(10)
        made.hit()
    made.clock.advance(10)

    assert made.accepted(1) == [True]


def test_headers_describe_the_policy_nearest_exhaustion() -> None:
    made = Limited("3/minute", "4/hour", offset=30)

    seen = [made.headers(made.hit()) for _ in range(2)]
    assert seen[1] == {"x-limit": "3", "x-remaining": "1", "x-reset": str(int(NOON) + MINUTE)}
    made.hit()
    made.clock.advance(MINUTE)
    last, refused = made.hit(), made.hit()

    assert made.headers(last) == {"x-limit": "4", "x-remaining": "0", "x-reset": str(int(NOON) + HOUR)}
    assert made.headers(refused)["retry-after"] == str(HOUR - 90)


def test_the_reset_may_be_written_in_seconds() -> None:
    made = Limited("3/minute", offset=20, reset="seconds")

    assert made.headers(made.hit())["x-reset"] == "40"


def test_headers_that_are_not_named_are_not_sent() -> None:
    made = Limited("1/minute", headers={"remaining": "RateLimit-Remaining"})

    assert made.headers(made.hit()) == {"ratelimit-remaining": "0"}
    assert made.headers(made.hit()) == {"ratelimit-remaining": "0"}


def test_each_credential_has_a_count_of_its_own() -> None:
    made = Limited("1/minute")
    made.hit()

    other = made.hit(Caller("other", limits="enforced"))

    assert other is not None
    assert not other.exceeded


def test_operations_of_one_policy_share_its_count() -> None:
    made = Limited("2/minute")
    same = Limiter(LimitRules(), [LimitPolicy(name="p0", rate="2/minute")])
    made.hit()

    first, second = (same.hit(METERED, made.storage, made.clock.time()) for _ in range(2))

    assert first is not None
    assert second is not None
    assert (first.exceeded, second.exceeded) == (False, True)


def test_a_credential_without_limits_sees_an_untouched_window() -> None:
    made = Limited("3/minute", offset=15)

    for _ in range(9):
        decision = made.hit(Caller("full"))
    assert made.headers(decision) == {"x-limit": "3", "x-remaining": "3", "x-reset": str(int(NOON) + MINUTE)}


def test_an_exhausted_credential_is_always_over_its_limit() -> None:
    made = Limited("3/minute", offset=15)
    decision = made.hit(Caller("exhausted", limits="exhausted"))

    assert decision is not None
    assert decision.facts() == {"limit": 3, "remaining": 0, "reset": int(NOON) + MINUTE, "retry_after": 45}
    assert made.headers(decision)["retry-after"] == "45"


def test_without_a_policy_only_an_exhausted_credential_is_limited() -> None:
    made = Limited()

    assert made.hit() is None
    assert made.hit(Caller("full")) is None
    decision = made.hit(Caller("exhausted", limits="exhausted"))
    assert decision is not None
    assert (decision.exceeded, decision.retry_after) == (True, 60)


def test_a_reset_forgets_every_count() -> None:
    made = Limited("1/minute")
    made.hit()

    made.storage.reset()

    assert made.accepted(1) == [True]


def test_a_clock_that_goes_back_opens_the_window_that_it_is_in() -> None:
    made = Limited("1/minute")
    made.hit()

    made.clock.advance(-HOUR)

    assert made.accepted(2) == [True, False]


@pytest.mark.parametrize("rate", ["many", "5", "5/fortnight", "", "-1/minute"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Limited(rate)


@given(
    st.integers(1, 5),
    st.sampled_from(["fixed", "moving"]),
    st.lists(st.floats(0, 40), max_size=40),
)
def test_no_window_admits_more_than_its_number(amount: int, window: str, gaps: list[float]) -> None:
    made = Limited(f"{amount}/minute", window=window)
    admitted: list[float] = []
    for gap in gaps:
        made.clock.advance(gap)
        if made.accepted(1) == [True]:
            admitted.append(made.clock.time())

    for moment in admitted:
        if window == "fixed":
            together = [other for other in admitted if other // MINUTE == moment // MINUTE]
        else:
            together = [other for other in admitted if moment - MINUTE < other <= moment]
        assert len(together) <= amount
