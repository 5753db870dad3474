"""One turn of a connection: a request, the ASGI application that answers it, the bytes of its answer."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Generator
from functools import lru_cache
from http import HTTPStatus
from types import coroutine
from typing import IO, Any, Protocol, TypeVar

from starlette.types import Message, Receive, Scope, Send

from mockserver.errors import ConnectionFault
from mockserver.exchange import HeaderField, Headers

BODILESS = frozenset({204, 304})
FRAMING = frozenset({b"connection", b"content-length", b"transfer-encoding"})
STATUS_LINES = {number: b"HTTP/1.1 %d " % number for number in range(100, 600)} | {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}".encode() for status in HTTPStatus
}
ON_DISK = "mockserver.file"  # the ASGI extension that is the file in which a large body is
PIECE = 1 << 18  # bytes of such a body that the application gets at once
HEADS = 512  # of answers, that are remembered as they are written
PLAIN = (b"content-type", b"text/plain; charset=utf-8")
EVENTS = b"text/event-stream"  # an answer that is sent part by part, until one side has enough

T = TypeVar("T")

logger = logging.getLogger("mockserver")

Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]  # of ASGI, a coroutine function


class Outlet(Protocol):
    """What writes the parts of an answer that has no end yet."""

    async def write_part(self, data: bytes) -> None:
        """Write, once the client has read what was written before."""


class Turn:
    """A request and its answer; what the application has for `send`, so that one that knows can hand an answer whole.

    Attributes:
        scope: ASGI's description of the request.
        keep_alive: Whether the connection stays open afterwards.
        answered: The answer as it is written; None until it is there.
        reset: Whether the connection is reset in the place of an answer.
        outlet: What writes the parts of an answer without an end; None for a turn that has waited for nothing.
        in_parts: Whether its answer is written part by part whatever it is, as one that passes through.
        streams: Whether its answer is written so, and has begun.
        waits: Whether its answer waits for nothing but what may happen.
    """

    __slots__ = (
        "_asked", "_body", "_chunked", "_complete", "_file", "_gone", "_headers", "_parts", "_status",
        "answered", "in_parts", "keep_alive", "outlet", "reset", "scope", "streams", "waits",
    )  # fmt: skip

    def __init__(
        self,
        scope: Scope,
        body: bytes = b"",
        file: IO[bytes] | None = None,
        *,
        complete: bool = True,
        keep_alive: bool,
    ) -> None:
        """Take a request.

        Args:
            scope, body: What came.
            file: Where the body is, if it is on disk.
            complete: Whether all of the body did.
            keep_alive: What the client wants of the connection.
        """
        self.scope = scope
        self.keep_alive = keep_alive and complete
        self.answered: bytes | None = None
        self.reset = self.streams = self.waits = self.in_parts = self._chunked = False
        self.outlet: Outlet | None = None
        self._body = body
        self._file = file
        self._complete = complete
        self._asked = False
        self._gone: asyncio.Event | None = None
        self._status = 0
        self._headers: Headers = ()
        self._parts = b""

    def run(self, app: Application) -> Coroutine[Any, Any, None] | None:
        """Let the application answer.

        Returns:
            What remains to be awaited when the application waits for something; None when the answer is there.
        """
        if self.answered is not None:
            return None
        running = app(self.scope, self.receive, self)
        try:
            waits_for = running.send(None)
        except StopIteration:
            self._end()
        except Exception as error:  # noqa: BLE001 - the application's fault must not end the server
            self._end(error)
        else:
            return self._go_on(running, waits_for)
        return None

    async def _go_on(self, running: Coroutine[Any, Any, None], waits_for: Any) -> None:
        try:
            await _rest(running, waits_for)
            self._end()
        except Exception as error:  # noqa: BLE001 - as above
            self._end(error)

    def _end(self, error: Exception | None = None) -> None:
        """See to it that there is an answer, or none as a fault wants it."""
        if self._file is not None:
            self._file.close()
        if isinstance(error, ConnectionFault):
            self.answered, self.reset, self.keep_alive = error.sent, error.reset, False
        elif error is not None:
            logger.error("Exception in ASGI application", exc_info=error)
        if self.streams and self.answered is None:
            self.answered, self.keep_alive = b"", False  # all of it is written
        if self.answered is None:
            self.keep_alive = False
            self.set_answer(500, [PLAIN], b"Internal Server Error")

    async def receive(self) -> Message:
        """ASGI's: the body in one piece, or in many where it is on disk; then nothing until the client is gone."""
        if self._file is not None and not self._asked:
            piece = self._file.read(PIECE)
            self._asked = len(piece) < PIECE
            more = not (self._asked and self._complete)
            return {"type": "http.request", "body": piece, "more_body": more}
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._body, "more_body": not self._complete}
        if self._complete and self.answered is None:
            self._gone = self._gone or asyncio.Event()
            await self._gone.wait()
        return {"type": "http.disconnect"}

    def drop(self) -> None:
        """Leave a request unanswered that the application has not got."""
        if self._file is not None:
            self._file.close()

    def abandon(self) -> None:
        """Tell the application that the client is gone, now or once it asks."""
        self._gone = self._gone or asyncio.Event()
        self._gone.set()

    async def __call__(self, message: Message) -> None:
        """ASGI's `send`: the answer, gathered until it is complete, or written in parts where it is one of events."""
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], message.get("headers", ())
            return
        body = message.get("body", b"")
        if message.get("more_body"):
            if self.outlet is not None and (self.streams or self.in_parts or self._is_of_events()):
                await self._write_part(self.outlet, body)
            else:
                self._parts += body
        elif self.streams and self.in_parts:
            self.answered = self._part(body) + (b"0\r\n\r\n" if self._chunked else b"")
        elif self.answered is None and not self.streams:
            self.set_answer(self._status, self._headers, self._parts + body if self._parts else body)

    def _is_of_events(self) -> bool:
        fields = (value for name, value in self._headers if name == b"content-type")
        return self.scope["method"] != "HEAD" and next(fields, b"").partition(b";")[0] == EVENTS

    async def _write_part(self, outlet: Outlet, body: bytes) -> None:
        """Write a part, the first after a head."""
        part = self._part(body)
        if not self.streams:
            self.streams = True
            part = self._head_of_parts() + self._part(body)
        if part:
            await outlet.write_part(part)

    def _part(self, body: bytes) -> bytes:
        """A part as it is framed."""
        return b"%x\r\n%b\r\n" % (len(body), body) if self._chunked and body else body

    def _head_of_parts(self) -> bytes:
        """The head of an answer in parts: they come to the length that it says, or are chunks; else it ends with its
        connection (RFC 9112, 6.3).
        """
        fields = [name + b": " + value for name, value in self._headers if name not in FRAMING]
        length = next((value for name, value in self._headers if name == b"content-length"), None)
        if self.in_parts and length is not None:
            fields.append(b"content-length: " + length)
        elif self.in_parts and self.scope["http_version"] == "1.1":
            self._chunked = True
            fields.append(b"transfer-encoding: chunked")
        else:
            self.keep_alive = False
        if not self.keep_alive:
            fields.append(b"connection: close")
        return b"\r\n".join((STATUS_LINES[self._status], *fields, b"", b""))

    def set_answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Make the answer, framed by what is sent and by nothing that its headers say of that.

        Raises:
            ValueError: When a header has a line break.
        """
        head = self.scope["method"] == "HEAD"
        text, stays = _head_of(status, tuple(headers), of_head=head)
        self.keep_alive = self.keep_alive and stays
        bodiless = head or status in BODILESS
        length = b"" if bodiless else b"\r\ncontent-length: %d" % len(body)
        close = b"" if self.keep_alive else b"\r\nconnection: close"
        self.answered = b"%b%b%b\r\n\r\n%b" % (text, length, close, b"" if bodiless else body)


@lru_cache(maxsize=HEADS)  # most answers of an operation have the same one
def _head_of(status: int, headers: tuple[HeaderField, ...], *, of_head: bool) -> tuple[bytes, bool]:
    """The lines of an answer's head but for those that frame it, and whether they let the connection stay.

    Raises:
        ValueError: When a header has a line break.
    """
    lines, stays = [STATUS_LINES[status]], True
    for name, value in headers:
        if name not in FRAMING:
            lines.append(name + b": " + value)
        elif name == b"connection":
            stays = stays and b"close" not in value.lower()
        elif name == b"content-length" and of_head:  # of the answer to a GET
            lines.append(name + b": " + value)
    text = b"\r\n".join(lines)
    if text.count(b"\n") != len(lines) - 1 or b"\0" in text:
        raise ValueError(f"a header of the answer is no header: {text!r}")
    return text, stays


async def in_task() -> None:
    """Go on in a task, as Starlette's applications must: here they begin outside of any."""
    if asyncio.current_task() is None:
        await asyncio.sleep(0)


async def client_left(receive: Receive) -> None:
    """Wait until a client is gone, and drop what it still sends."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def while_there(work: Coroutine[Any, Any, T], receive: Receive) -> T | None:
    """What some work comes to; None where its client is gone before, with which the work ends."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(client_left(receive))
    try:
        await asyncio.wait([working, gone], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in (working, gone):
            each.cancel()
        await asyncio.wait([working, gone])
    return None if working.cancelled() else working.result()


@coroutine
def _rest(running: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """What remains of a coroutine that has run until it waited for something."""
    try:
        yield waits_for
    except BaseException:  # the task is cancelled
        running.close()
        raise
    yield from running
