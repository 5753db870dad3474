"""Asking a real API: one connection pool for each event loop, no retry, nothing added to what is sent."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import IO, Any
from weakref import WeakKeyDictionary

import httpx

from mockserver.bounds import UPSTREAM_CONNECT
from mockserver.exchange import HeaderField, Request
from mockserver.printing import printable, shortened

PIECE = 1 << 16  # bytes of a body on disk that are sent at once
LONGEST_REASON = 200


class UpstreamError(Exception):
    """No reply came.

    Attributes:
        status: What the client is answered.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class UpstreamClient:
    """Sends requests to real APIs, each once."""

    def __init__(self, silence: float) -> None:
        """Prepare.

        Args:
            silence: Seconds to wait for the next bytes of a reply, or for those of a request to be taken.
        """
        self._timeout = httpx.Timeout(silence, connect=min(UPSTREAM_CONNECT, silence), pool=None)
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()

    def _of_this_loop(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._made:
            self._made[loop] = httpx.AsyncClient(
                timeout=self._timeout,
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # they are the callers'
                follow_redirects=False,
            )
        return self._made[loop]

    @asynccontextmanager
    async def request_to(
        self, url: str, target: bytes, request: Request, fields: Iterable[HeaderField]
    ) -> AsyncIterator[httpx.Response]:
        """The reply to a request, its body still to be read.

        Args:
            url, target: Where it goes, and what is asked for there, byte for byte.
            request: Its method and body.
            fields: Its header fields, without `Host`.

        Raises:
            UpstreamError: When none comes.
        """
        body: Any = _pieces(request.file) if request.file is not None else request.body or None
        sent = httpx.Request(
            request.method, url, headers=list(fields), content=body, extensions={"target": target}
        )
        client = self._of_this_loop()
        sent.extensions["timeout"] = self._timeout.as_dict()
        try:
            reply = await client.send(sent, stream=True)
        except httpx.HTTPError as error:
            raise upstream_error(error, url) from None
        try:
            yield reply
        finally:
            await reply.aclose()

    async def close(self) -> None:
        """Close the connections of this loop."""
        client = self._made.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """A body that is on disk."""
    place = 0
    while True:
        file.seek(place)
        piece = file.read(PIECE)
        if not piece:
            return
        place += len(piece)
        yield piece


def upstream_error(error: httpx.HTTPError, url: str) -> UpstreamError:
    """What the client is told of an error: 504 when nothing came in time, else 502 (RFC 9110, 15.6)."""
    said = shortened(printable(str(error)), LONGEST_REASON)
    if isinstance(error, httpx.ConnectTimeout):
        return UpstreamError(504, f"the upstream {url} has not taken the connection in time")
    if isinstance(error, httpx.TimeoutException):
        return UpstreamError(504, f"the upstream {url} has not answered in time")
    if isinstance(error, httpx.ConnectError):
        return UpstreamError(502, f"the upstream {url} cannot be reached: {said}")
    return UpstreamError(502, f"the upstream {url} has not answered as HTTP asks: {said or 'it closed'}")
