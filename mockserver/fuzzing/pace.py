"""How far a run is, told while it goes on, and where its time limit ends it."""

from contextlib import suppress
from pathlib import Path
from time import monotonic

from mockserver.exchange import Exchange

INTERVAL = 0.5  # seconds between two notes


class Pace:
    """Counts the requests of a run, notes the count where another process reads it, and ends the run in time.

    Attributes:
        until: When the time limit ends it, by the monotonic clock; None for never.
    """

    def __init__(self, notes: str, time_limit: float | None) -> None:
        """Begin.

        Args:
            notes: The file that the count is noted in; empty for none.
            time_limit: Seconds from now; None for no limit.
        """
        self.until = None if time_limit is None else monotonic() + time_limit
        self._notes = Path(notes) if notes else None
        self._count = 0
        self._next = 0.0

    def hear(self, exchange: Exchange) -> None:
        """Count an exchange."""
        self._count += 1
        now = monotonic()
        if self._notes is not None and now >= self._next:
            self._next = now + INTERVAL
            with suppress(OSError):  # nobody reads it any more
                self._notes.write_text(str(self._count))

    def check(self) -> None:
        """Go on, as long as there is time.

        Raises:
            KeyboardInterrupt: What Schemathesis ends a run for, with a report of what it found until then.
        """
        if self.over:
            raise KeyboardInterrupt

    @property
    def over(self) -> bool:
        """Whether the time limit is reached."""
        return self.until is not None and monotonic() > self.until


def noted(notes: str) -> int:
    """How many requests a run has counted."""
    try:
        return int(Path(notes).read_text() or 0)
    except (OSError, ValueError):
        return 0
