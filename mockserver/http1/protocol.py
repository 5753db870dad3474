"""HTTP/1.1 (RFC 9112) for uvicorn: requests that arrive together are answered together, each answer in one write.

Between the kernel and the application the processor's caches are lost; in batches that happens once a batch, not once
a request. uvicorn listens, starts, stops and runs the application's lifespan, httptools parses; the application is any
ASGI application.
"""

import asyncio
from collections import deque
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from mockserver.http1.connection import Connection, Garbled
from mockserver.http1.turn import Application, Turn
from mockserver.settings import DEFAULT_MAX_BODY

BATCH = 32  # requests; with more of them the first would wait long for the last
KEEP_ALIVE = 75  # seconds that a connection may be idle


def server_config(
    app: ASGIApp, garbled: Garbled | None, *, stop_timeout: int, max_body: int = DEFAULT_MAX_BODY
) -> uvicorn.Config:
    """What has uvicorn serve an application through this protocol.

    Args:
        app: The application; it runs outside of any task for as long as it does not wait for anything.
        garbled: What answers a request that is no HTTP, by its target, empty where none was read, and the reason; None
            leaves everything to uvicorn's own protocol.
        stop_timeout: Seconds that open connections are given when the server stops.
        max_body: The most bytes of a body that are read.
    """
    http: Any = "httptools" if garbled is None else Batch(app, garbled, max_body).connection
    return uvicorn.Config(
        app,
        http=http,
        ws="none",
        interface="asgi3",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        date_header=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=stop_timeout,
    )


class Batch:
    """The turns of all connections that wait for their answers."""

    def __init__(self, app: ASGIApp, garbled: Garbled, max_body: int) -> None:
        self.garbled = garbled
        self.max_body = max_body
        self._app = cast("Application", app)
        self._turns: deque[tuple[Connection, Turn]] = deque()

    def connection(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None,
    ) -> "Connection":
        """A protocol, from the arguments with which uvicorn makes one."""
        return Connection(self, config, server_state, app_state, _loop or asyncio.get_running_loop())

    def add(self, connection: "Connection", turn: Turn) -> None:
        """Answer a turn as soon as what came with it has been read."""
        if not self._turns:
            connection.loop.call_soon(self._run, connection.loop)
        self._turns.append((connection, turn))

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        taken = [self._turns.popleft() for _ in range(min(BATCH, len(self._turns)))]
        if self._turns:
            loop.call_soon(self._run, loop)
        for connection, turn in taken:
            rest = turn.run(self._app)
            if rest is None:
                connection.answered(turn)
            else:
                connection.keep(turn, rest)
        for connection, _ in taken:
            connection.flush()
