"""urllib3, and requests upon it: the pools' `ConnectionCls`, urllib3's own place for another kind of connection.

Pools, retries, redirects and adapters stay the client's; only the socket is memory. Connections that a client hooked
to a vendor before the `with` block are not closed.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import ECONNRESET
from io import BufferedReader, RawIOBase
from os import strerror
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from mockserver.errors import ConnectionFault
from mockserver.testing.interception.interceptor import MARK, InProcessAnswer, Interceptor
from mockserver.testing.interception.wire import CONTINUE, Wire, reply_bytes


@contextmanager
def hooked(interceptor: Interceptor) -> Iterator[None]:
    """InProcessAnswer calls for the length of a `with` block."""
    with (
        patch.object(HTTPConnectionPool, "ConnectionCls", connection_class(HTTPConnectionPool, interceptor)),
        patch.object(
            HTTPSConnectionPool, "ConnectionCls", connection_class(HTTPSConnectionPool, interceptor)
        ),
    ):
        yield


class MemorySocket:
    """What `http.client` needs of a socket, with a mock server at the other end."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._out = b""
        self._answer: InProcessAnswer | None = None
        self._delay = 0.0
        self._timeout: float | None = None
        self._reset = False

    def sendall(self, data: Any) -> None:
        """Hand bytes to the server, which answers once a request is complete."""
        request = self._wire.receive(bytes(data))
        if request is not None:
            self._answer = self._wire.interceptor.answer(request)
            self._delay = self._answer.reply.delay
            try:
                self._out += reply_bytes(self._answer.reply)
            except ConnectionFault as fault:
                self._out, self._reset = fault.sent, fault.reset
        elif self._wire.continues:
            self._wire.continues = False
            self._out += CONTINUE

    def makefile(self, *args: Any, **kwargs: Any) -> BufferedReader:
        """A file of what the server sends."""
        return BufferedReader(MemoryFile(self))

    def recv(self) -> bytes:
        """What the server has sent since it was read last, once it is there.

        Raises:
            TimeoutError: When that takes too long.
            ConnectionResetError: When a fault wants it so.
        """
        late = self._timeout is not None and self._delay > self._timeout
        time.sleep(self._timeout if late and self._timeout is not None else self._delay)
        if late:
            if self._answer is not None:
                self._answer.give_up()
            raise TimeoutError("timed out")
        if self._reset:
            raise ConnectionResetError(ECONNRESET, strerror(ECONNRESET))
        out, self._out, self._delay = self._out, b"", 0.0
        return out

    def settimeout(self, timeout: float | None) -> None:
        """Wait no longer for an answer."""
        self._timeout = timeout

    def ignore(self, *args: Any) -> None:
        """Ignored: memory needs none of it."""

    setsockopt = shutdown = close = ignore


class MemoryFile(RawIOBase):
    """What comes on a socket in memory, asked for when it is read first: as a network's, it may never come."""

    def __init__(self, socket: MemorySocket) -> None:
        self._socket: MemorySocket | None = socket
        self._left = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what fits."""
        if self._socket is not None:
            socket, self._socket = self._socket, None
            self._left = socket.recv()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


class InMemory:
    """What makes a connection of urllib3 one in memory, where an interceptor is open to its host.

    Mixed into the connections of a pool. A connection outlives the block in its client's pool: it asks the pool's class
    which interceptors are open now.

    Attributes:
        pool: The class of its pool.
        beneath: The connections of that pool without any interceptor.
    """

    pool: Any
    beneath: Any
    host: str
    port: int | None
    sock: Any
    is_verified: bool
    _aim: tuple[str, int | None] | None = None
    _within: Interceptor | None = None

    def set_tunnel(
        self, host: str, port: int | None = None, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        """Aim at a host beyond a proxy."""
        self._aim = (host, port)
        super().set_tunnel(host, port, headers, **more)  # type: ignore[misc]  # of the connection it is mixed into

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
        """Send a request; a proxy of plain HTTP is told the whole URL."""
        if url.startswith("http://"):
            parts = urlsplit(url)
            aim = (parts.hostname or "", parts.port)
            if aim != self._aim:
                self.close()  # type: ignore[attr-defined]
            self._aim = aim
        super().request(method, url, *args, **kwargs)  # type: ignore[misc]

    def connect(self) -> None:
        """Connect to the first interceptor that is open to the host, else to the host."""
        host, port = self._aim or (self.host, self.port)
        interceptors = interceptors_of(self.pool)
        self._within = next((each for each in interceptors if each.takes(host, port)), None)
        if self._within is not None:
            self.sock = MemorySocket(Wire(self._within, host))
            self.is_verified = True
            return
        if interceptors:
            interceptors[-1].refuse_unexpected(f"{host}:{port}" if port else host, host)
        super().connect()  # type: ignore[misc]

    @property
    def is_connected(self) -> bool:
        """Whether its interceptor is open still."""
        if self._within is not None:
            return bool(self.sock) and self._within in interceptors_of(self.pool)
        return bool(super().is_connected)  # type: ignore[misc]


def connection_class(pool: Any, interceptor: Interceptor) -> Any:
    """The connections of a pool, that go to `interceptor`, or to an earlier one that takes their host."""
    real = getattr(pool.ConnectionCls, "beneath", pool.ConnectionCls)
    members = {"pool": pool, "beneath": real, MARK: (interceptor, *interceptors_of(pool))}
    return type("Connection", (InMemory, real), members)


def interceptors_of(pool: Any) -> tuple[Interceptor, ...]:
    """The interceptors that are open to a pool's connections, the innermost first."""
    found: tuple[Interceptor, ...] = getattr(pool.ConnectionCls, MARK, ())
    return found
