"""A reply that is sent event by event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Tell = Callable[[bytes], object]
Join = Callable[[Tell], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class EventParts:
    """The events of a reply.

    Attributes:
        whole: All that is known when it begins: its body, for whoever takes that at once.
        parts: The same, event by event.
        every: Seconds from one to the next.
        beat: What is sent while nothing happens, and after how many seconds each time; None for nothing.
        join: Has further events told as they happen, from any thread, until what it gives is called; None where there
            are none: the reply ends then.
    """

    whole: bytes
    parts: Sequence[bytes]
    every: float = 0.0
    beat: tuple[bytes, float] | None = None
    join: Join | None = None
