"""Sending a reply event by event, as fast as its reader takes it, until there is no more or nobody reads."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from starlette.types import Receive, Send

from mockserver.exchange import Reply
from mockserver.exchange.stream import EventParts
from mockserver.http1.turn import Turn, in_task, while_there

MOST_WAITING = (
    1 << 20
)  # bytes of events that wait for one reader: one who is slower is cut off, and may come back
AT_ONCE = 1 << 16  # bytes of events that are written together where nothing is waited for between them


class EventQueue:
    """Events that wait for one reader.

    Attributes:
        full: Whether there were too many: none is taken any more.
    """

    def __init__(self) -> None:
        """Begin with none, on the loop that runs."""
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)  # each has one byte at least
        self._size = 0
        self._come = asyncio.Event()
        self.full = False

    def tell(self, event: bytes) -> None:
        """Have an event wait; from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, event)

    def _take(self, event: bytes) -> None:
        self._size += len(event)
        self.full = self.full or self._size > MOST_WAITING
        if not self.full:
            self._waiting.append(event)
        self._come.set()

    async def taken(self, seconds: float | None) -> bytes:
        """All that waits, once there is something; nothing after so many seconds without."""
        try:
            async with asyncio.timeout(seconds):
                await self._come.wait()
        except TimeoutError:
            return b""
        self._come.clear()
        found = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        return found


async def send_events(reply: Reply, events: EventParts, receive: Receive, send: Send) -> None:
    """Send a reply whose body is events; it ends with the last one, or when its reader is gone."""
    await in_task()  # as time limits must be
    if isinstance(send, Turn):
        send.in_parts = True
    named = {name for name, _ in reply.headers}
    more = [] if b"cache-control" in named else [(b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": reply.status, "headers": [*reply.headers, *more]})
    await while_there(_write(events, lambda part: _part(send, part)), receive)
    await send({"type": "http.response.body", "body": b""})


async def _write(events: EventParts, write: Callable[[bytes], Awaitable[None]]) -> None:
    queue = EventQueue()
    leave = events.join(queue.tell) if events.join is not None else None
    try:
        gathered = b""
        for number, part in enumerate(events.parts):
            if number and events.every:
                await asyncio.sleep(events.every)
            gathered += part
            if events.every or len(gathered) > AT_ONCE:
                await write(gathered)
                gathered = b""
        await write(gathered)  # also where there is none yet: the head is sent with it
        while leave is not None and not queue.full:
            found = await queue.taken(events.beat[1] if events.beat is not None else None)
            await write(found or (events.beat[0] if events.beat is not None else b""))
    finally:
        if leave is not None:
            leave()


async def _part(send: Send, part: bytes) -> None:
    await send({"type": "http.response.body", "body": part, "more_body": True})
