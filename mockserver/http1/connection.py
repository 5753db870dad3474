"""One connection of HTTP/1.1 (RFC 9112): bytes to requests, answers to bytes, each in its order."""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable, Coroutine
from typing import IO, Any, Protocol, cast

import httptools
import uvicorn
from starlette.types import Scope
from uvicorn.server import ServerState

from mockserver.bounded import Recent
from mockserver.exchange import Reply
from mockserver.http1.incoming import Incoming
from mockserver.http1.request_head import Head, read_head
from mockserver.http1.turn import ON_DISK, Turn

KNOWN, LONGEST_KNOWN = 16, 4096  # heads of one connection that are remembered, and their bytes
END = b"\r\n\r\n"  # of a head
PIPELINED = 32  # requests that wait for the one before, until reading stops
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no time, so that closing resets
LINGER = 2  # seconds in which a client that still sends is let read its answer
UPGRADES = frozenset({b"upgrade", b"http2-settings"})
ASGI = {"version": "3.0", "spec_version": "2.3"}

Garbled = Callable[[bytes, str], Reply]


class Answering(Protocol):
    """What a connection hands its requests to.

    Attributes:
        garbled: What answers a request that is no HTTP, by its target, empty where none was read, and the reason.
        max_body: The most bytes of a body that are read.
    """

    garbled: Garbled
    max_body: int

    def add(self, connection: "Connection", turn: Turn) -> None:
        """Answer a turn soon; `answered` and `flush` are called then."""


class Connection(asyncio.Protocol):
    """One connection: its requests in their order, its answers in the same."""

    def __init__(
        self,
        answering: Answering,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.loop = loop
        self._answering = answering
        self._max_body = answering.max_body
        self._server_state = server_state
        self._app_state = app_state
        self._idle_limit = config.timeout_keep_alive
        self._parser = httptools.HttpRequestParser(self)
        self._busy: Turn | None = None
        self._waiting: deque[Turn] = deque()
        self._written: list[bytes] = []
        self._known: Recent[bytes, Head] = Recent(KNOWN)
        self._closing = self._choked = self._deaf = self._reset = False
        self._used = 0.0  # when it was last used, by the loop's clock
        self._incoming = Incoming()
        self.on_message_begin()
        self._between = True  # requests: nothing of a next one has come
        self._heard: list[Head] = []  # in what came last

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a new connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._server_state.connections.add(cast("Any", self))
        self._scope: Scope = {
            "type": "http",
            "asgi": ASGI,
            "http_version": "1.1",
            "scheme": "http" if transport.get_extra_info("sslcontext") is None else "https",
            "root_path": "",
            "client": _address(transport.get_extra_info("peername")),
            "server": _address(transport.get_extra_info("sockname")),
        }
        self._used = self.loop.time()
        self._timer = self.loop.call_later(self._idle_limit, self._close_when_idle)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what nobody waits for any more."""
        self._server_state.connections.discard(cast("Any", self))
        self._timer.cancel()
        self._drop_waiting()
        self._incoming.close()
        self._deaf = True
        del self._parser  # which refers back here
        if self._busy is not None:
            self._busy.abandon()

    def _drop_waiting(self) -> None:
        for turn in self._waiting:
            turn.drop()
        self._waiting.clear()

    def shutdown(self) -> None:
        """Close, after the answer that is being made, if any: uvicorn's word at the end."""
        self._drop_waiting()
        if self._busy is None:
            self._transport.close()
        else:
            self._busy.keep_alive = False

    def pause_writing(self) -> None:
        """Read no more of a client that does not read its answers."""
        self._choked = True
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Read on."""
        self._choked = False
        self._read_on()

    def data_received(self, data: bytes) -> None:
        """Parse what came; complete requests are queued."""
        if self._deaf:
            return
        end = data.find(END) + len(END) if self._between else 0
        head = data[:end]
        known = self._known.get(head)
        if known is not None and known.length == len(data) - end:
            self._take(known, data[end:])
            return
        self._heard.clear()
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._parser.get_method() == b"CONNECT":
                self._refuse("this is no proxy")
            else:
                self._stay(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            self._refuse(str(error.__context__ or error))
        else:
            if len(self._heard) == 1 and len(END) <= end <= LONGEST_KNOWN:
                self._learn(head, self._heard[0], len(data) - end)

    def _learn(self, head: bytes, heard: Head, length: int) -> None:
        """Remember a head that came in one piece with its body, and nothing else."""
        if heard.length == length and heard.keep_alive and self._between:
            self._known[head] = heard

    def _refuse(self, reason: str) -> None:
        """Answer what is no HTTP, and read no further: nobody knows where a next request would begin."""
        reply = self._answering.garbled(self._url, reason)
        turn = Turn({**self._scope, "method": ""}, keep_alive=False)
        turn.set_answer(reply.status, reply.headers, reply.body)
        self._deaf = True
        self._queue(turn)

    def _stay(self, rest: bytes) -> None:
        """Read a request that asks for another protocol as one of this protocol (RFC 9110, 7.8)."""
        fields = [name + b": " + value for name, value in self._headers if name not in UPGRADES]
        method = self._parser.get_method()
        self._parser = httptools.HttpRequestParser(self)
        head = b"\r\n".join([method + b" " + self._url + b" HTTP/1.1", *fields, b"\r\n"])
        self.data_received(head + rest)

    # httptools calls what follows

    def on_message_begin(self) -> None:
        """A new request."""
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._incoming.begin()
        self._between = False

    def on_url(self, part: bytes) -> None:
        """A part of its target."""
        self._url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its fields."""
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """All of its fields: a client that waits for leave to send the body is given it (RFC 9110, 10.1.1)."""
        if (b"expect", b"100-continue") in self._headers and self._busy is None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, part: bytes) -> None:
        """A part of its body."""
        if self._incoming.size > self._max_body:
            return
        self._used = self.loop.time()
        self._incoming.add(part)
        if self._incoming.size > self._max_body:
            self._take(self._head(), *self._incoming.taken(), complete=False)

    def on_message_complete(self) -> None:
        """The end of it."""
        self._between = True
        if self._incoming.size <= self._max_body and not self._parser.should_upgrade():
            head = self._head()
            self._heard.append(head)
            self._take(head, *self._incoming.taken())
            self._url = b""

    def _head(self) -> Head:
        return read_head(self._parser, self._url, self._headers, self._incoming.size, self._scope)

    def _take(self, head: Head, body: bytes, file: IO[bytes] | None = None, *, complete: bool = True) -> None:
        scope = {**head.scope}
        if self._app_state:
            scope["state"] = self._app_state.copy()
        if file is not None:
            scope["extensions"] = {ON_DISK: file}
        self._queue(Turn(scope, body, file, complete=complete, keep_alive=head.keep_alive))

    # the order of turns

    def _queue(self, turn: Turn) -> None:
        if self._busy is None:
            self._busy = turn
            self._answering.add(self, turn)
            return
        self._waiting.append(turn)
        if len(self._waiting) == PIPELINED:
            self._transport.pause_reading()

    def keep(self, turn: Turn, rest: Coroutine[Any, Any, None]) -> None:
        """Finish a turn that has to wait for something, in a task."""

        async def finish() -> None:
            try:
                await rest
            except asyncio.CancelledError:  # the server stops
                self._transport.abort()
                raise
            self.answered(turn)
            self.flush()

        task = self.loop.create_task(finish())
        self._server_state.tasks.add(task)
        task.add_done_callback(self._server_state.tasks.discard)

    def answered(self, turn: Turn) -> None:
        """Write the answer with the next flush, and let the next request have its turn."""
        self._written.append(turn.answered or b"")
        self._server_state.total_requests += 1
        self._busy = None
        if not turn.keep_alive:
            self._closing = self._deaf = True
            self._reset = turn.reset
        elif self._waiting:
            self._queue(self._waiting.popleft())
            self._read_on()

    def flush(self) -> None:
        """Write the answers that there are."""
        if self._written and not self._transport.is_closing():
            self._used = self.loop.time()
            self._transport.write(b"".join(self._written))
            if self._closing:
                self._leave()
        self._written.clear()

    def _leave(self) -> None:
        """Close; a client that still sends would lose its answer with the connection, and is given time to read it."""
        if self._reset:
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self._transport.abort()
        elif self._incoming.size > self._max_body:
            self.loop.call_later(LINGER, self._transport.close)
        else:
            self._transport.close()

    def _read_on(self) -> None:
        if not self._choked and len(self._waiting) < PIPELINED and not self._transport.is_closing():
            self._transport.resume_reading()

    def _close_when_idle(self) -> None:
        idle = self.loop.time() - self._used if self._busy is None else 0.0
        if idle >= self._idle_limit:
            self._transport.close()
        else:
            self._timer = self.loop.call_later(self._idle_limit - idle, self._close_when_idle)


def _address(name: Any) -> tuple[str, int] | None:
    """Host and port of a socket's end, None where it has none."""
    return (str(name[0]), int(name[1])) if isinstance(name, tuple) and len(name) >= 2 else None
