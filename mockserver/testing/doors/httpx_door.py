"""httpx: its transports' public methods, `handle_request` and `handle_async_request`, for every client that uses them.

Transports of a client's own (`ASGITransport`, `MockTransport`, ...) are no network and stay as they are.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import anyio
import httpx

from mockserver.exchange import Reply, Request
from mockserver.testing.doors.door import MARK, Door, wait_of


@contextmanager
def opened(door: Door, library: Any = httpx) -> Iterator[None]:
    """Answer calls for the length of a `with` block.

    Args:
        door: What answers.
        library: httpx, or one of its offspring.
    """
    sync, both = library.HTTPTransport, library.AsyncHTTPTransport
    send, send_async = sync.handle_request, both.handle_async_request

    def handle(transport: Any, call: Any) -> Any:
        url = call.url
        if not door.takes(url.host, url.port):
            door.check(f"{call.method} {url}", url.host, beneath=send)
            return send(transport, call)
        request = _request(door, call, call.read())
        time.sleep(wait_of(request))
        return _response(library, door.answer(request), call)

    async def handle_async(transport: Any, call: Any) -> Any:
        url = call.url
        if not door.takes(url.host, url.port):
            door.check(f"{call.method} {url}", url.host, beneath=send_async)
            return await send_async(transport, call)
        request = _request(door, call, await call.aread())
        if wait := wait_of(request):
            await anyio.sleep(wait)
        return _response(library, door.answer(request), call)

    setattr(handle, MARK, door)
    setattr(handle_async, MARK, door)
    with (
        patch.object(sync, "handle_request", handle),
        patch.object(both, "handle_async_request", handle_async),
    ):
        yield


def _request(door: Door, call: Any, body: bytes) -> Request:
    return door.request(call.url.host, call.method, call.url.raw_path, call.headers.raw, body)


def _response(library: Any, reply: Reply, call: Any) -> Any:
    """The reply as the library's own, its body still to be read."""
    stream = library.ByteStream(reply.body)
    extensions = {"http_version": b"HTTP/1.1"}
    return library.Response(
        reply.status, headers=list(reply.headers), stream=stream, extensions=extensions, request=call
    )
