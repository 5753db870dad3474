"""Counters for the `limits` library that follow a clock that tests can move."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from limits.storage import MovingWindowSupport, Storage

from mockserver.clock import Clock


@dataclass(slots=True)  # made for every limited request, and frozen ones are slow to make
class Counted:
    """Hits of a fixed window, so many by now.

    Attributes:
        key: Whose, of which limit.
        count: How many.
        end: Unix time at which the window ends.
    """

    key: str
    count: int
    end: float


@dataclass(slots=True)  # as above
class Entered:
    """Hits of a moving window.

    Attributes:
        key: Whose, of which limit.
        times: Unix time of each that still counts, the oldest first.
        expiry: For how many seconds each does.
    """

    key: str
    times: list[float]
    expiry: int


class ClockStorage(Storage, MovingWindowSupport):
    """Windows in memory. Fixed windows are aligned to the clock: a minute starts at :00, a day at 00:00 UTC.

    Attributes:
        record: Told of each window that has changed.
        lock: Held while one is read and written, so that no hit is let in twice.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.lock: AbstractContextManager[Any] = Lock()
        self.record: Callable[[Counted | Entered], object] | None = None
        self._clock = clock
        self._counts: dict[str, tuple[int, float]] = {}
        self._entries: dict[str, tuple[list[float], int]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errors of a back end, of which memory has none."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` in the current window of `expiry` seconds; the count so far."""
        with self.lock:
            now = self._clock.time()
            count, end = self._counts.get(key, (0, 0.0))
            if now >= end or now < end - expiry:
                count, end = 0, (now // expiry + 1) * expiry
            self._counts[key] = (count + amount, end)
            if self.record is not None:
                self.record(Counted(key, count + amount, end))
            return count + amount

    def get(self, key: str) -> int:
        """The count in the current window."""
        count, end = self._counts.get(key, (0, 0.0))
        return count if self._clock.time() < end else 0

    def get_expiry(self, key: str) -> float:
        """The unix time at which the current window ends."""
        return self._counts.get(key, (0, self._clock.time()))[1]

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        forgotten = len(self._counts) + len(self._entries)
        self._counts.clear()
        self._entries.clear()
        return forgotten

    def clear(self, key: str) -> None:
        """Forget the count of one key."""
        self._counts.pop(key, None)
        self._entries.pop(key, None)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Record `amount` hits unless they would pass `limit` within the last `expiry` seconds."""
        with self.lock:
            now = self._clock.time()
            times, _ = self._entries.setdefault(key, ([], expiry))
            del times[: bisect_right(times, now - expiry)]
            accepted = len(times) + amount <= limit
            if accepted:
                place = bisect_right(
                    times, now
                )  # a clock that was moved back has hits that are still to come
                times[place:place] = [now] * amount
            if self.record is not None:
                self.record(Entered(key, list(times), expiry))
            return accepted

    def apply(self, change: Counted | Entered) -> None:
        """Count what was counted elsewhere."""
        if isinstance(change, Counted):
            self._counts[change.key] = (change.count, change.end)
        else:
            self._entries[change.key] = (list(change.times), change.expiry)

    def since_begun(self) -> Iterator[Counted | Entered]:
        """What leads from none to the windows that there are."""
        for key, (count, end) in self._counts.items():
            yield Counted(key, count, end)
        for key, (times, expiry) in self._entries.items():
            yield Entered(key, list(times), expiry)

    def unchanged(self) -> bool:
        """Whether nothing is counted that still counts."""
        now = self._clock.time()
        return not any(now < end for _, end in list(self._counts.values())) and not any(
            times and times[-1] > now - expiry for times, expiry in list(self._entries.values())
        )

    def snapshot(self) -> tuple[dict[str, tuple[int, float]], dict[str, tuple[list[float], int]]]:
        """Every window, to come back to."""
        return dict(self._counts), {key: (list(times), each) for key, (times, each) in self._entries.items()}

    def restore(self, mark: tuple[dict[str, tuple[int, float]], dict[str, tuple[list[float], int]]]) -> None:
        """Back to a mark."""
        self._counts = dict(mark[0])
        self._entries = {key: (list(times), each) for key, (times, each) in mark[1].items()}

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """The time of the oldest hit within the last `expiry` seconds, and how many there are."""
        now = self._clock.time()
        times, _ = self._entries.get(key, ((), expiry))
        gone = bisect_right(times, now - expiry)
        return (times[gone] if gone < len(times) else now), len(times) - gone
