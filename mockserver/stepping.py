"""Long work in steps: off the loop, and stopped between two steps when nobody waits for it any more."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from threading import Event
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_stopped: ContextVar[Event | None] = ContextVar("stopped", default=None)


class StoppedError(Exception):
    """Nobody waits for this work any more."""


class LongWorkError(Exception):
    """What is asked for may take long: it is begun again in a thread. Nothing was changed yet."""


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What a function returns that runs in a thread; when its caller is cancelled, it goes no further than `go_on`."""
    from anyio import to_thread  # noqa: PLC0415 - most who make rows wait for them, and need no threads

    stopped = Event()
    token = _stopped.set(stopped)
    try:
        return await to_thread.run_sync(partial(function, *args, **kwargs), abandon_on_cancel=True)
    finally:
        stopped.set()
        _stopped.reset(token)


def go_on() -> None:
    """Go on to the next step of long work.

    Raises:
        StoppedError: When it has been stopped.
    """
    stopped = _stopped.get()
    if stopped is not None and stopped.is_set():
        raise StoppedError
