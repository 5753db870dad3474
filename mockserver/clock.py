"""The server's time, which tests can stop and move."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from threading import RLock
from typing import Any

from mockserver import bounds
from mockserver.errors import FullError

SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)", re.ASCII)
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}  # seconds


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """A clock has been set.

    Attributes:
        offset: How many seconds it is ahead of the system's.
        frozen: The unix time at which it stands; None where it runs.
    """

    offset: float
    frozen: float | None


class Clock:
    """Unix time that runs with the system's until it is frozen or moved.

    Attributes:
        record: Told of each time that it is set.
        lock: Held while it is set: it may depend on what it was.
        waiting: Called when it has another time than it would have had, also where it was set elsewhere.
    """

    __slots__ = ("_frozen", "_offset", "lock", "record", "waiting")

    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen: float | None = None
        self.lock: AbstractContextManager[Any] = RLock()
        self.record: Callable[[ClockMoved], object] | None = None
        self.waiting: tuple[Callable[[], object], ...] = ()

    def time(self) -> float:
        """Seconds since the epoch, as this clock has it."""
        return time.time() + self._offset if self._frozen is None else self._frozen

    def now(self) -> datetime:
        """The same as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.time(), UTC)

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._frozen is not None

    @property
    def moved(self) -> bool:
        """Whether it is not the system's time that it has."""
        return self._frozen is not None or self._offset != 0

    def freeze(self, at: datetime | None = None) -> None:
        """Stop the clock at `at` (a datetime without a zone means UTC), or at this moment.

        Raises:
            UsageError: For a time before 1970 or after 9999; FullError: When its namespace finds no room.
        """
        moment = at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
        with self.lock:
            self._set(self._offset, self.time() if moment is None else bounds.moment(moment.timestamp()))

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`, frozen or not; a negative number moves it back.

        Raises:
            UsageError: For what is no finite number, or leads out of the years 1970 to 9999.
        """
        seconds = bounds.seconds("advance", seconds)
        with self.lock:
            bounds.moment(self.time() + seconds)
            if self._frozen is None:
                self._set(self._offset + seconds, None)
            else:
                self._set(self._offset, self._frozen + seconds)

    def resume(self) -> None:
        """Run with the system's clock again."""
        with self.lock:
            self._set(0.0, None)

    def _set(self, offset: float, frozen: float | None) -> None:
        before, change = ClockMoved(self._offset, self._frozen), ClockMoved(offset, frozen)
        if change == before:
            return
        self.apply(change)
        if self.record is not None:
            try:
                self.record(change)
            except FullError:  # there is no room for another namespace with a time of its own
                self.apply(before)
                raise

    def since_begun(self) -> Iterator[ClockMoved]:
        """What leads from a clock that nobody has set to this one."""
        if self.moved:
            yield ClockMoved(self._offset, self._frozen)

    def apply(self, change: ClockMoved) -> None:
        """Stand, or run, as a clock elsewhere was set to."""
        self._offset, self._frozen = change.offset, change.frozen
        for tell in self.waiting:
            tell()


def span_of(text: str) -> float:
    """The seconds of a span of time: `500ms`, `5s`, `1.5h`, `30d`.

    Raises:
        ValueError: For a text that is none, or longer than any clock runs.
    """
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no span of time; write it as 500ms, 5s, 30m, 12h, 90d or 2w")
    seconds = float(found[1]) * UNITS[found[2]]
    if seconds > bounds.LATEST:
        shown = bounds.quoted_value(text)
        raise ValueError(
            f"{shown} is no span of time that a clock runs: that is {bounds.LATEST:.0f}s at most"
        )
    return seconds


def timestamp(seconds: float, form: str = "seconds") -> str | int:
    """Write unix `seconds` as `seconds` or `ms` (RFC 3339 with `Z`), `unix` (integer) or `date`."""
    if form == "unix":
        return int(seconds)
    whole, micros = divmod(round(seconds * 1_000_000), 1_000_000)
    written = _second(whole)
    if form == "date":
        return written[:10]
    return f"{written}.{micros // 1000:03d}Z" if form == "ms" else written + "Z"


@lru_cache(maxsize=64)  # most moments are in the second of the one before
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().removesuffix("+00:00")
