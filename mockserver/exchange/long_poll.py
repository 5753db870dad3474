"""A call that waits for a change before it is answered."""

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.exchange.stream import Join


@dataclass(frozen=True, slots=True)
class LongPoll:
    """What a call waits for that has nothing new to be shown.

    Attributes:
        seconds: For how long.
        join: Has each change told that it may be about, from any thread, until what it gives is called.
        settle: Carries out the changes that the time has brought by now.
        once: Whether any change is new to its client; else what it is answered then says whether it goes on waiting.
    """

    seconds: float
    join: Join
    settle: Callable[[], object]
    once: bool
