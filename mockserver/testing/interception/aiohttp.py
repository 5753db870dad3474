"""aiohttp: `TCPConnector.connect`, the public method by which a session asks its connector for a connection.

Sessions, requests, responses and their streams stay the client's; only the transport is memory.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ECONNRESET
from os import strerror
from typing import Any
from unittest.mock import patch

from aiohttp import TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection

from mockserver.errors import ConnectionFault
from mockserver.exchange import Reply
from mockserver.testing.interception.interceptor import MARK, InProcessAnswer, Interceptor
from mockserver.testing.interception.wire import CONTINUE, Wire, reply_bytes


@contextmanager
def hooked(interceptor: Interceptor) -> Iterator[None]:
    """InProcessAnswer calls for the length of a `with` block."""
    connect = TCPConnector.connect

    async def connect_to(connector: TCPConnector, call: Any, *how: Any, **named: Any) -> Connection:
        url = call.url
        host = url.host or ""
        if not interceptor.takes(host, url.port):
            interceptor.refuse_unexpected(f"{call.method} {url}", host, beneath=connect)
            return await connect(connector, call, *how, **named)
        loop = asyncio.get_running_loop()
        protocol = ResponseHandler(loop)
        protocol.connection_made(MemoryTransport(Wire(interceptor, host), protocol, loop))
        protocol.force_close()  # a connection that outlived the block would answer for the real host
        return Connection(connector, call.connection_key, protocol, loop)

    setattr(connect_to, MARK, interceptor)
    with patch.object(TCPConnector, "connect", connect_to):
        yield


class MemoryTransport(asyncio.Transport):
    """A transport with a mock server at the other end."""

    def __init__(self, wire: Wire, protocol: ResponseHandler, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._wire = wire
        self._protocol = protocol
        self._loop = loop
        self._closing = False
        self._answer: InProcessAnswer | None = None

    def write(self, data: Any) -> None:
        """Hand bytes to the server, which answers once a request is complete."""
        request = self._wire.receive(bytes(data))
        if request is not None:
            self._answer = self._wire.interceptor.answer(request)
            self._loop.call_later(self._answer.reply.delay, self._end, self._answer.reply)
        elif self._wire.continues:
            self._wire.continues = False
            self._loop.call_soon(self._send, CONTINUE)

    def _end(self, reply: Reply) -> None:
        self._answer = None
        try:
            self._send(reply_bytes(reply))
        except ConnectionFault as fault:
            self._send(fault.sent)
            self._lose(ConnectionResetError(ECONNRESET, strerror(ECONNRESET)) if fault.reset else None)

    def _lose(self, error: Exception | None) -> None:
        if not self._closing:
            self._closing = True
            if self._answer is not None:
                self._answer.give_up()
            self._loop.call_soon(self._protocol.connection_lost, error)

    def _send(self, data: bytes) -> None:
        if not self._closing:
            self._protocol.data_received(data)

    def is_closing(self) -> bool:
        """Whether the client has closed it."""
        return self._closing

    def close(self) -> None:
        """Close it."""
        self._lose(None)

    abort = close

    def pause_reading(self) -> None:
        """Ignored: what is sent is sent at once."""

    resume_reading = pause_reading
