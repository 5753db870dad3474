"""The compiled request path: one Connexion middleware that answers every operation by its plan."""

import asyncio
from collections.abc import Awaitable
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from time import perf_counter
from typing import Any

from connexion.middleware.abstract import SpecMiddleware
from connexion.spec import Specification
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.exchange import IN_MEMORY, Exchange, Reply, Request, join_headers
from mockserver.exchange.stream import EventParts
from mockserver.faults import broken
from mockserver.http1.turn import ON_DISK, Turn, client_left, in_task
from mockserver.server.dispatcher import Dispatcher
from mockserver.server.long_polling import long_polled
from mockserver.server.streaming import send_events
from mockserver.stepping import LongWorkError, in_thread


class ContractMiddleware(SpecMiddleware):
    """Answers requests out of compiled plans; only what is no HTTP goes on to the wrapped application."""

    def __init__(self, app: ASGIApp, *, dispatcher: Dispatcher, max_body: int) -> None:
        self.app = app
        self.dispatcher = dispatcher
        self._max_body = max_body

    def add_api(self, specification: Specification, **kwargs: Any) -> None:
        """Take Connexion's reading of a document, whose plans the dispatcher has already."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        request = request_of(scope)
        if has_body(scope, request):
            await read_body(request, scope, receive, self._max_body)
        exchange = Exchange(request)
        if exchange.prefer is not None and exchange.prefer.wait:
            await wait(exchange.prefer.wait, exchange, receive)
        reply = self.reply_to(scope, exchange)
        reply = reply if isinstance(reply, Reply) else await reply
        call = exchange.call
        if call is not None and call.long_poll is not None:
            reply = await long_polled(reply, exchange, call.long_poll, self.dispatcher.again, receive, send)
            call = exchange.call
        reply = self.dispatcher.finish(exchange, reply, started)
        follow = self.dispatcher.following(exchange) if self.dispatcher.follow is not None else None
        try:
            if exchange.strike is not None:
                await let_strike(reply, exchange, receive, send)
            if call is not None and call.stream is not None and is_streamed(reply, exchange, call.stream):
                await send_events(reply, call.stream, receive, send)
            else:
                await send_reply(reply, send)
        finally:
            if follow is not None:  # once what was sent is written
                asyncio.get_running_loop().call_soon(follow)

    def reply_to(self, scope: Scope, exchange: Exchange) -> Reply | Awaitable[Reply]:
        """The reply to a request that has been read, now or later."""
        if self.dispatcher.works_long or self.dispatcher.at_work:
            return self._reply_in_thread(exchange)
        try:
            return self.dispatcher.dispatch(exchange, soon=True)
        except LongWorkError:
            return self._long_reply(exchange)

    async def _long_reply(self, exchange: Exchange) -> Reply:
        self.dispatcher.at_work += 1
        try:
            return await self._reply_in_thread(exchange)
        finally:
            self.dispatcher.at_work -= 1

    async def _reply_in_thread(self, exchange: Exchange) -> Reply:
        await in_task()  # as threads must be waited for
        return await in_thread(self.dispatcher.dispatch, exchange)


def is_streamed(reply: Reply, exchange: Exchange, events: EventParts) -> bool:
    """Whether a reply is still the one that is sent event by event: nothing came in its place."""
    return reply.body is events.whole and exchange.request.method != "HEAD"


def request_of(scope: Scope) -> Request:
    """The request of an ASGI scope, without its body."""
    path = scope.get("raw_path") or scope["path"].encode()
    request = Request(scope["method"], path, scope["query_string"], join_headers(scope["headers"]))
    request.peer = scope.get("client")
    if scope["scheme"] == "https":
        request.secure = True
    return request


def has_body(scope: Scope, request: Request) -> bool:
    """Whether there is a body to read (RFC 9112, 6; HTTP/2 does not say)."""
    headers = request.headers
    return b"content-length" in headers or b"transfer-encoding" in headers or scope.get("http_version") == "2"


async def read_body(request: Request, scope: Scope, receive: Receive, limit: int) -> None:
    """Read the body of a request, up to a limit in bytes."""
    message = await receive()
    request.body = message.get("body", b"")
    if message.get("more_body") or len(request.body) > limit:
        await read_rest(request, scope, receive, limit)


async def read_rest(request: Request, scope: Scope, receive: Receive, limit: int) -> None:
    """Read on where the body did not come in one piece, up to a limit in bytes; what is large goes to disk."""
    announced = request.headers.get(b"content-length", b"")
    if not request.body and announced.isdigit() and int(announced) > limit:
        request.too_large = True  # and its client is given no leave to send it
        return
    file = scope.get("extensions", {}).get(ON_DISK)  # our own server has it there already
    if file is None:
        file, more = SpooledTemporaryFile(IN_MEMORY), True  # noqa: SIM115 - closed when the request was answered
        file.write(request.body)
        while more and file.tell() <= limit:
            message = await receive()
            file.write(message.get("body", b""))
            more = message.get("more_body", False)
    size = file.seek(0, SEEK_END)
    request.too_large, request.body = size > limit, b""
    if request.too_large:
        file.close()
    elif size > IN_MEMORY:
        request.keep_on_disk(file, size)
    else:
        file.seek(0)
        request.body = file.read()
        file.close()


async def wait(seconds: float, exchange: Exchange, receive: Receive) -> None:
    """Wait before a reply is sent, and note when its client closes; one that only half closed gets it in its time."""
    await in_task()  # as time limits must be
    until = asyncio.get_running_loop().time() + seconds
    try:
        async with asyncio.timeout_at(until):
            await client_left(receive)
    except TimeoutError:
        return
    exchange.taken = False
    await asyncio.sleep(until - asyncio.get_running_loop().time())


async def let_strike(reply: Reply, exchange: Exchange, receive: Receive, send: Send) -> None:
    """Let a fault delay a reply, or break its connection.

    Raises:
        ConnectionFault: As `break_connection`.
    """
    if reply.delay:
        await wait(reply.delay, exchange, receive)
    await break_connection(reply, send)


async def break_connection(reply: Reply, send: Send) -> None:
    """Break the connection where a fault says so, or let the reply be sent.

    Raises:
        ConnectionFault: To break it. A server that knows no such thing has begun an answer by then that it cannot end.
    """
    if reply.breaks is None:
        return
    length = (b"content-length", b"%d" % (len(reply.body) + 1))
    await send({"type": "http.response.start", "status": reply.status, "headers": [*reply.headers, length]})
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    raise broken(reply)


async def send_reply(reply: Reply, send: Send) -> None:
    """Send a reply, with its length: whole where our own server takes it, which frames what it sends by itself."""
    if isinstance(send, Turn):
        unframed = send.scope["method"] != "HEAD" and reply.status != 413
        send.set_answer(reply.status, reply.headers if unframed else framed(reply), reply.body)
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": framed(reply)})
    await send({"type": "http.response.body", "body": reply.body})


def framed(reply: Reply) -> list[tuple[bytes, bytes]]:
    """The headers of a reply, with those that say where it ends."""
    headers = [*reply.headers]
    if reply.status not in {204, 304}:
        length = len(reply.body) if reply.length is None else reply.length
        headers.append((b"content-length", b"%d" % length))
    if reply.status == 413:
        headers.append((b"connection", b"close"))
    return headers
