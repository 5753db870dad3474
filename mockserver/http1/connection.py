"""One connection of HTTP/1.1 (RFC 9112): requests have their turns, answers are written, each in its order."""

import asyncio
import os
import socket
import struct
from collections import deque
from collections.abc import Callable, Coroutine
from typing import IO, Any, Protocol, cast

import uvicorn
from starlette.types import Scope
from uvicorn.server import ServerState

from mockserver.exchange import Reply
from mockserver.http1.parser import RequestParser
from mockserver.http1.request_head import Head
from mockserver.http1.turn import ON_DISK, Turn

PIPELINED = 32  # requests that wait for the one before, until reading stops
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no time, so that closing resets
LINGER = 2  # seconds in which a client that still sends is let read its answer
PATROL = 5  # seconds from one look at how long a client has been waited for to the next
HEAD_TIMEOUT = 60  # seconds in which a head has to be complete, as nginx has it
STALLED = 60  # seconds in which something of a body has to come, or something of the answers to be read
ASGI = {"version": "3.0", "spec_version": "2.3"}

Garbled = Callable[[bytes, str, int], Reply]


class Answering(Protocol):
    """What a connection hands its requests to.

    Attributes:
        garbled: What answers a request that is no HTTP, by its target, empty where none was read, the reason, and the
            status.
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
        self._server_state = server_state
        self._app_state = app_state
        self._idle_limit = config.timeout_keep_alive
        self._busy: Turn | None = None
        self._waiting: deque[Turn] = deque()
        self._written: list[bytes] = []
        self._closing = self._choked = self._deaf = self._reset = False
        self._relieved: asyncio.Event | None = None  # where a part of an answer waits until others are read

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
        self._parser = RequestParser(self, self._scope, self._answering.max_body, self.loop.time)
        self._used = self.loop.time()
        self._patrol()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what nobody waits for any more."""
        self._server_state.connections.discard(cast("Any", self))
        self._timer.cancel()
        self._drop_waiting()
        self._parser.close()
        self._deaf = True
        if self._busy is not None:
            self._busy.abandon()
        if self._relieved is not None:
            self._relieved.set()

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
            if self._busy.streams or self._busy.waits:  # which may have no end of its own
                self._busy.abandon()

    def forsake(self) -> None:
        """Let go of the socket, which another process has: this one was forked off it."""
        os.close(self._transport.get_extra_info("socket").fileno())

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if not self._deaf:
            self._parser.feed(data)
            if self._parser.leave:
                self._give_leave()

    def eof_received(self) -> bool:
        """Answer what a client asked for that sends no more: it may read on (RFC 9112, 9.6).

        Returns:
            Whether the connection stays open until then; over TLS none can.
        """
        self._deaf = True
        if self._busy is None:
            return False
        self._busy.abandon()
        last = self._waiting[-1] if self._waiting else self._busy
        last.keep_alive = False
        return self._transport.get_extra_info("sslcontext") is None

    def pause_writing(self) -> None:
        """Read no more, and answer no more, of a client that does not read its answers."""
        self._choked = True
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Answer what waits, and read on."""
        self._choked = False
        self._used = self.loop.time()
        if self._relieved is not None:
            self._relieved.set()
        if self._busy is None and self._waiting:
            self._queue(self._waiting.popleft())
        self._read_on()

    # the order of turns

    def take(self, head: Head, body: bytes, file: IO[bytes] | None, *, complete: bool) -> None:
        """Give a request its turn."""
        scope = {**head.scope}
        if self._app_state:
            scope["state"] = self._app_state.copy()
        if file is not None:
            scope["extensions"] = {ON_DISK: file}
        self._queue(Turn(scope, body, file, complete=complete, keep_alive=head.keep_alive))

    def refuse(self, target: bytes, reason: str, status: int) -> None:
        """Answer what is no HTTP, and read no further."""
        reply = self._answering.garbled(target, reason, status)
        turn = Turn({**self._scope, "method": ""}, keep_alive=False)
        turn.set_answer(reply.status, reply.headers, reply.body)
        self._deaf = True
        self._queue(turn)

    def _queue(self, turn: Turn) -> None:
        if self._busy is None and not self._choked:
            self._busy = turn
            self._answering.add(self, turn)
            return
        self._waiting.append(turn)
        if len(self._waiting) == PIPELINED:
            self._transport.pause_reading()

    def keep(self, turn: Turn, rest: Coroutine[Any, Any, None]) -> None:
        """Finish a turn that has to wait for something, in a task."""
        turn.outlet = self

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

    async def write_part(self, data: bytes) -> None:
        """Write a part of an answer that has no end yet, once the client has read what was written before."""
        while self._choked and not self._transport.is_closing():
            self._relieved = asyncio.Event()
            await self._relieved.wait()
        if not self._transport.is_closing():
            self._used = self.loop.time()
            self._transport.write(data)

    def answered(self, turn: Turn) -> None:
        """Write the answer with the next flush, and let the next request have its turn."""
        self._written.append(turn.answered or b"")
        self._server_state.total_requests += 1
        self._busy = None
        if not turn.keep_alive:
            self._closing = self._deaf = True
            self._reset = turn.reset

    def flush(self) -> None:
        """Write the answers that there are; the next request has its turn if the client reads them."""
        if self._written and not self._transport.is_closing():
            self._used = self.loop.time()
            self._transport.write(b"".join(self._written))
            if self._closing:
                self._close()
        self._written.clear()
        if self._waiting and self._busy is None and not (self._choked or self._closing):
            self._queue(self._waiting.popleft())
            self._read_on()
        elif self._parser.leave:
            self._give_leave()

    def _give_leave(self) -> None:
        """Tell a client that waits for it to send the body, once the answers before are written."""
        if self._busy is None and not self._written and not self._transport.is_closing():
            self._parser.leave = False
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _close(self) -> None:
        """Close; a client that still sends would lose its answer with the connection, and is given time to read it."""
        if self._reset:
            self._abort()
        elif not self._parser.between and self._transport.can_write_eof():
            self._transport.write_eof()
            self.loop.call_later(LINGER, self._transport.close)
        else:
            self._transport.close()

    def _abort(self) -> None:
        """Reset the connection; the system would go on trying to send what nobody reads."""
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self._transport.abort()

    def _read_on(self) -> None:
        if not self._choked and len(self._waiting) < PIPELINED and not self._transport.is_closing():
            self._transport.resume_reading()

    def _patrol(self) -> None:
        """Wait no longer than is decent: for a request, for the rest of one, for a client that reads its answers."""
        self._timer = self.loop.call_later(min(PATROL, self._idle_limit), self._patrol)
        now, parser = self.loop.time(), self._parser
        if self._transport.is_closing():
            if now - self._used >= STALLED:  # it would wait for ever to be read
                self._abort()
        elif self._choked or self._deaf:
            if (self._busy is None or self._busy.streams) and now - self._used >= STALLED:
                self._abort()
        elif self._busy is not None:
            return
        elif parser.between:
            if now - self._used >= self._idle_limit:
                self._transport.close()
        elif now >= (parser.used + STALLED if parser.whole else parser.begun + HEAD_TIMEOUT):
            parser.refuse("the rest of the request did not come in time", 408)


def _address(name: Any) -> tuple[str, int] | None:
    """Host and port of a socket's end, None where it has none."""
    return (str(name[0]), int(name[1])) if isinstance(name, tuple) and len(name) >= 2 else None
