"""httpx: its transports' public methods, `handle_request` and `handle_async_request`, for every client that uses them.

Transports of a client's own (`ASGITransport`, `MockTransport`, ...) are no network and stay as they are.
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from errno import ECONNRESET
from os import strerror
from typing import Any
from unittest.mock import patch

import anyio
import httpx

from mockserver.exchange import Reply, Request
from mockserver.faults import broken
from mockserver.testing.interception.interceptor import MARK, InProcessAnswer, Interceptor


@contextmanager
def hooked(interceptor: Interceptor, library: Any = httpx) -> Iterator[None]:
    """InProcessAnswer calls for the length of a `with` block.

    Args:
        interceptor: What answers.
        library: httpx, or one of its offspring.
    """
    sync, both = library.HTTPTransport, library.AsyncHTTPTransport
    send, send_async = sync.handle_request, both.handle_async_request

    def handle(transport: Any, call: Any) -> Any:
        url = call.url
        if not interceptor.takes(url.host, url.port):
            interceptor.refuse_unexpected(f"{call.method} {url}", url.host, beneath=send)
            return send(transport, call)
        request = _request(interceptor, call, call.read())
        answer = interceptor.answer(request)
        time.sleep(_pause(answer.reply, call))
        return _response(library, answer, call)

    async def handle_async(transport: Any, call: Any) -> Any:
        url = call.url
        if not interceptor.takes(url.host, url.port):
            interceptor.refuse_unexpected(f"{call.method} {url}", url.host, beneath=send_async)
            return await send_async(transport, call)
        request = _request(interceptor, call, await call.aread())
        answer = interceptor.answer(request)
        pause = _pause(answer.reply, call)
        if pause:
            await anyio.sleep(pause)
        return _response(library, answer, call)

    setattr(handle, MARK, interceptor)
    setattr(handle_async, MARK, interceptor)
    with (
        patch.object(sync, "handle_request", handle),
        patch.object(both, "handle_async_request", handle_async),
    ):
        yield


def _request(interceptor: Interceptor, call: Any, body: bytes) -> Request:
    return interceptor.request(call.url.host, call.method, call.url.raw_path, call.headers.raw, body)


def _pause(reply: Reply, call: Any) -> float:
    """How many seconds a client waits for a reply: until it comes, or as long as the client does."""
    limit: float | None = call.extensions.get("timeout", {}).get("read")
    return reply.delay if limit is None else min(limit, reply.delay)


def _response(library: Any, answer: InProcessAnswer, call: Any) -> Any:
    """The reply as the library's own, its body still to be read; what the library raises where none comes."""
    reply = answer.reply
    if _pause(reply, call) < reply.delay:
        answer.give_up()
        raise library.ReadTimeout("The read operation timed out")
    stream = library.ByteStream(reply.body)
    if reply.breaks is not None:
        fault = broken(reply)
        if fault.reset:
            raise library.ReadError(f"[Errno {ECONNRESET}] {strerror(ECONNRESET)}")
        if not fault.sent.startswith(b"HTTP/"):
            raise library.RemoteProtocolError("Server disconnected without sending a response.")
        stream = _breaking(library)
    extensions = {"http_version": b"HTTP/1.1"}
    return library.Response(
        reply.status, headers=list(reply.headers), stream=stream, extensions=extensions, request=call
    )


def _breaking(library: Any) -> Any:
    """A body that turns out to be none."""

    def illegal() -> bytes:
        raise library.RemoteProtocolError("illegal chunk header")

    class Breaking(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc]  # of any such library
        def __iter__(self) -> Iterator[bytes]:
            yield illegal()

        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield illegal()

    return Breaking()
