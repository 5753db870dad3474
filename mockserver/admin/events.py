"""`/__admin/events`: the journal as server-sent events (WHATWG HTML, 9.2), beside the commands that change a state.

Clients wait for no reader. What is told of a request costs them a look at one flag; all readers together are served by
a timer that renders a request once, not more often than `PACE` and not more of them than `MOST` at a time. A burst is
told in full for as long as the journal has it, which is the queue; a reader that is slower than the rest has one of its
own, with a bound in bytes, and is told how many events it has missed.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.admin.entries import Numbered, Wanted
from mockserver.bounds import EVENT_READERS
from mockserver.exchange import Exchange
from mockserver.http1.turn import client_left
from mockserver.state.journal import Journal

PACE = 0.1  # seconds from one look at the journal to the next
MOST = 100  # requests that are told of at each
MOST_WAITING = 1 << 20  # bytes of events that wait for one reader; one that is larger comes alone
SHORTEST = 32  # bytes of an event at least: so many wait for no reader, its bytes are bounded before
BEGINNING = b"retry: 1000\n\n"  # milliseconds until a reader whose connection broke comes back

NO_CHANGE = ("requests/count", "reset", "restore")  # the latter two are told of wherever they come from

Brief = Callable[[int, Exchange], dict[str, Any]]
Verdicts = Callable[[int], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as it is written.

    Attributes:
        text: The lines of it.
        about: The request that it tells of; None for every other, which each reader gets.
    """

    text: bytes
    about: Numbered | None = None


def event(name: str, data: Mapping[str, Any], number: int | None = None) -> bytes:
    """The lines of an event; one with a number is what a reader says that it had last."""
    identified = b"" if number is None else b"id: %d\n" % number
    return b"%bevent: %b\ndata: %b\n\n" % (identified, name.encode(), orjson.dumps(data))


class EventReader:
    """One reader, with what waits for it."""

    def __init__(self, wanted: Wanted) -> None:
        """Begin with nothing; `wanted` says of which requests it is told."""
        self._wanted = wanted
        self._all = wanted == Wanted()
        self._waiting: deque[bytes] = deque([BEGINNING], maxlen=MOST_WAITING // SHORTEST)
        self._size = self._missed = 0
        self._come = asyncio.Event()
        self._come.set()

    def tell(self, events: Sequence[Event]) -> None:
        """Have events wait, and the oldest no more where they are too many."""
        for each in events:
            if each.about is None or self._all or any(self._wanted.among([each.about])):
                self._waiting.append(each.text)
                self._size += len(each.text)
        while self._size > MOST_WAITING and len(self._waiting) > 1:
            self._size -= len(self._waiting.popleft())
            self._missed += 1
        self._come.set()

    async def taken(self) -> bytes:
        """All that waits, once there is something."""
        await self._come.wait()
        self._come.clear()
        missed = event("missed", {"count": self._missed}) if self._missed else b""
        text = missed + b"".join(self._waiting)
        self._waiting.clear()
        self._size = self._missed = 0
        return text


class Events:
    """Tells readers of what happens; does nothing, and is told nothing, while there are none."""

    def __init__(self, journal: Journal, shown: Brief, verdicts: Verdicts) -> None:
        """Compose.

        Args:
            journal: What is told.
            shown: A request in JSON types.
            verdicts: What the rules say of clients by now, but for the first so many; nothing where nothing measures.
        """
        self._journal = journal
        self._shown = shown
        self._verdicts = verdicts
        self._readers: list[EventReader] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = Lock()
        self._due = False
        self._told = self._said = 0
        self._looked = 0.0
        self._commands: list[Event] = []

    # readers

    def join(self, wanted: Wanted, after: int | None) -> EventReader:
        """A reader of what happens from now on, and of what the journal has after a number, if one is given."""
        if not self._readers:
            self._begin()
        reader = EventReader(wanted)
        if after is not None:
            known = after if after <= self._journal.latest else 0  # else it is the number of another server's
            since, _ = self._journal.since(known)
            reader.tell([self._of(exchange) for exchange in since if exchange.number <= self._told])
        self._readers.append(reader)
        return reader

    @property
    def full(self) -> bool:
        """Whether there are as many readers as there may be."""
        return len(self._readers) >= EVENT_READERS

    def leave(self, reader: EventReader) -> None:
        """Tell a reader no more."""
        self._readers.remove(reader)
        if not self._readers:
            self._journal.listeners.remove(self._heard)

    def _begin(self) -> None:
        self._loop, self._due = asyncio.get_running_loop(), False
        self._told, self._said = self._journal.latest, len(self._verdicts(0))
        self._journal.listeners.append(self._heard)

    # what happens

    def command(
        self, what: str, vendor: str | None = None, namespace: str | None = None, **facts: object
    ) -> None:
        """Tell of a command that has changed something; from any thread.

        Args:
            what: Such as `rows`, `clock`, `reset`.
            vendor, namespace: Whose, None where the command alone knows.
            facts: What else is known.
        """
        if self._readers:
            told = {"what": what, "vendor": vendor, "namespace": namespace, **facts}
            with self._lock:
                self._commands.append(Event(event("change", told)))
            self._wake()

    def _heard(self, exchange: Exchange) -> None:
        if not self._due:
            self._wake()

    def _wake(self) -> None:
        if not self._due and self._loop is not None and not self._loop.is_closed():
            self._due = True
            self._loop.call_soon_threadsafe(self._arm, self._loop)

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(max(0.0, self._looked + PACE - loop.time()), self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell all readers what has happened since the last look."""
        self._looked, self._due = loop.time(), False
        with self._lock:
            events, self._commands = self._commands, []
        fresh, missed = self._journal.since(self._told)
        if missed:
            events.append(Event(event("missed", {"count": missed})))
        events += map(self._of, fresh[:MOST])
        self._told = fresh[:MOST][-1].number if fresh else self._told
        verdicts = self._verdicts(self._said)
        events += [Event(event("verdict", verdict)) for verdict in verdicts]
        self._said += len(verdicts)
        for reader in self._readers:
            reader.tell(events)
        if len(fresh) > MOST and self._readers:
            self._due = True
            self._arm(loop)

    def _of(self, exchange: Exchange) -> Event:
        number = exchange.number
        return Event(event("request", self._shown(number, exchange), number), (number, exchange))


class ToldCommands:
    """Tells readers of each command that has changed something."""

    def __init__(self, app: ASGIApp, events: Events, root: str) -> None:
        """Stand before the control plane, whose paths begin with `root`."""
        self._app = app
        self._events = events
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        path, method = scope["path"].removeprefix(f"{self._root}/"), scope.get("method", "GET")
        if method in {"GET", "HEAD"} or path in NO_CHANGE:
            await self._app(scope, receive, send)
            return
        statuses: list[int] = []

        async def noted(message: Message) -> None:
            statuses.append(message.get("status", 0))
            await send(message)

        await self._app(scope, receive, noted)
        if statuses and 200 <= statuses[0] < 300:
            self._events.command(path.partition("/")[0], method=method, path=f"/{path}")


class EventStream(Response):
    """The answer that is a stream of events; it ends when its reader is gone, or the server stops."""

    def __init__(self, events: Events, wanted: Wanted, after: int | None) -> None:
        """Take what `Events.join` asks for."""
        super().__init__(media_type="text/event-stream", headers={"cache-control": "no-store"})
        self._events = events
        self._asked = (wanted, after)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        headers = [field for field in self.raw_headers if field[0] != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        reader = self._events.join(*self._asked)
        ends = [asyncio.ensure_future(each) for each in (self._write(reader, send), client_left(receive))]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._events.leave(reader)
            for each in ends:
                each.cancel()
            await asyncio.gather(*ends, return_exceptions=True)

    async def _write(self, reader: EventReader, send: Send) -> None:
        while True:
            await send({"type": "http.response.body", "body": await reader.taken(), "more_body": True})
