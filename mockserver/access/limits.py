"""Whether a call is within its operation's limits, and the headers that say so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from mockserver.contract.mock import LimitPolicy, LimitRules
from mockserver.errors import ErrorKind
from mockserver.exchange import Caller, Headers, LimitDecision
from mockserver.state.counters import ClockStorage

STRATEGIES: Mapping[str, type[RateLimiter]] = {
    "fixed": FixedWindowRateLimiter,
    "moving": MovingWindowRateLimiter,
}
NO_POLICY_WAIT = 60.0  # seconds until an exhausted credential may try again where no limit is documented


class Limiter:
    """The limits of one operation.

    Attributes:
        raises: The kinds of error that its decisions may lead to.
        counts: Whether it counts the calls of those for whom limits are enforced.
    """

    def __init__(self, declared: LimitRules, policies: Sequence[LimitPolicy]) -> None:
        """Take `x-mock.limits` of the document and the policies that hold here.

        Raises:
            ValueError: When a rate is not in the notation of the `limits` library.
        """
        self._policies = [(policy.name, parse(policy.rate), policy.window) for policy in policies]
        self.raises = (ErrorKind.RATE_LIMITED,) if policies else ()
        self.counts = bool(policies)
        tightest: RateLimitItem | None = min(
            (item for _, item, _ in self._policies), key=lambda item: item.amount, default=None
        )
        self._tightest = (tightest.amount, tightest.get_expiry()) if tightest else None
        names = declared.headers.names()
        self._headers = {part: name.lower().encode("latin-1") for part, name in names.items()}
        self._epoch = declared.reset == "epoch"
        self._written = lru_cache(maxsize=64)(self._write)  # the same for every unlimited caller of a window

    def hit(self, caller: Caller, storage: ClockStorage, now: float) -> LimitDecision | None:
        """Count a call at unix time `now` and decide; None where nothing limits it and no header has to say so."""
        if caller.limits == "enforced":
            return self._count(caller, storage, now) if self._policies else None
        if caller.limits == "exhausted":
            return self._uncounted(now, exceeded=True)
        return self._uncounted(now, exceeded=False) if self._policies and self._headers else None

    def _count(self, caller: Caller, storage: ClockStorage, now: float) -> LimitDecision:
        decisions = []
        for name, item, window in self._policies:
            strategy = STRATEGIES[window](storage)
            accepted = strategy.hit(item, name, caller.name)
            stats = strategy.get_window_stats(item, name, caller.name)
            wait = max(1, ceil(stats.reset_time - now))
            decisions.append(
                LimitDecision(not accepted, item.amount, max(0, stats.remaining), stats.reset_time, wait)
            )
        return min(decisions, key=lambda decision: (not decision.exceeded, decision.remaining))

    def _uncounted(self, now: float, *, exceeded: bool) -> LimitDecision:
        if self._tightest is None:
            return LimitDecision(exceeded, 0, 0, now + NO_POLICY_WAIT, int(NO_POLICY_WAIT))
        amount, period = self._tightest
        reset = (now // period + 1) * period
        return LimitDecision(exceeded, amount, 0 if exceeded else amount, reset, max(1, ceil(reset - now)))

    def headers(self, decision: LimitDecision, now: float) -> Headers:
        """The response headers that describe `decision`; `Retry-After` only when it is a refusal."""
        reset = ceil(decision.reset) if self._epoch else max(0, ceil(decision.reset - now))
        retry_after = decision.retry_after if decision.exceeded else None
        return self._written(decision.limit, decision.remaining, reset, retry_after)

    def _write(self, limit: int, remaining: int, reset: int, retry_after: int | None) -> Headers:
        names = self._headers
        values = {"limit": limit, "remaining": remaining, "reset": reset, "retry_after": retry_after}
        return tuple(
            (names[part], b"%d" % value)
            for part, value in values.items()
            if part in names and value is not None
        )


@dataclass(frozen=True, slots=True)
class WindowUse:
    """How much of a limit a caller has used.

    Attributes:
        caller: Its name.
        used, remaining: Calls of the window that is open.
        reset: Unix time at which that ends; a caller that has used nothing begins another by its next call.
    """

    caller: str
    used: int
    remaining: int
    reset: float


def uses_of(
    name: str, policy: LimitPolicy, callers: Iterable[Caller], storage: ClockStorage | None, now: float
) -> Iterator[WindowUse]:
    """What each caller that a limit holds for has used of it.

    Args:
        name, policy: The limit.
        callers: All that there are.
        storage: What counts; None where nobody has called yet.
        now: The time by its clock.
    """
    item = parse(policy.rate)
    for caller in callers:
        if caller.limits == "exhausted":
            yield WindowUse(caller.name, item.amount, 0, now + item.get_expiry())
        elif caller.limits == "enforced":
            reset, remaining = now, item.amount
            if storage is not None:
                reset, remaining = STRATEGIES[policy.window](storage).get_window_stats(
                    item, name, caller.name
                )
            yield WindowUse(caller.name, item.amount - remaining, remaining, reset)
