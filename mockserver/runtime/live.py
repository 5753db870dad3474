"""A server on a real port, in a thread of this process."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, Unpack
from weakref import WeakSet

import uvicorn

from mockserver.app import MockApp, make_app
from mockserver.bounds import LARGEST_PORT, whole
from mockserver.errors import UsageError
from mockserver.http1.connection import Connection
from mockserver.http1.protocol import server_config
from mockserver.runtime.server import RunningVendor, Server
from mockserver.settings import ServerKeywords, ServerOptions, server_options, with_server_keywords

__all__ = [
    "RunningVendor",
    "Server",
    "config_of",
    "coverage_of",
    "listen",
    "listening_url",
    "running",
    "serving",
]

START_TIMEOUT = 30  # seconds
STOP_TIMEOUT = 1  # seconds that open connections are given


@contextmanager
@partial(with_server_keywords, validate_responses=True)
def running(
    *documents: str, host: str = "127.0.0.1", port: int = 0, **keywords: Unpack[ServerKeywords]
) -> Iterator[Server]:
    """Serve documents on a real port for the length of a `with` block.

    Args:
        documents: As for `create_app`.
        host, port: Where to listen; port 0 takes any that is free.
        keywords: As for `create_app`: `seed`, `rows`, `variants`, `overlays`, `settings`, ...; `validate_responses` is
            on by default: a test learns of a reply that breaks the document.

    Yields:
        The running server.

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document or variant that is not there, or a port that is in use.
    """
    keywords.setdefault("validate_responses", True)
    with serving(server_options(documents, **keywords), host, port) as server:
        yield server


@contextmanager
def serving(options: ServerOptions, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """Serve what is asked for, as `running` does."""
    app = make_app(options)
    app.coverage = coverage_of(app)
    listener = listen(host, port)
    server = uvicorn.Server(config_of(app))
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, daemon=True, name="mockserver"
    )
    thread.start()
    held = _Held(listener, server)
    _all_held().add(held)
    try:
        yield Server(app, listening_url(listener))
    finally:
        _all_held().discard(held)
        server.should_exit = True
        thread.join(START_TIMEOUT)
        listener.close()


class _Held:
    """The sockets of a server that runs in a thread."""

    def __init__(self, listener: socket.socket, server: uvicorn.Server) -> None:
        self._listener = listener
        self._server = server

    def forsake(self) -> None:
        """Let go of them, in a process that was forked off: nobody answers there, and the port would stay taken."""
        os.close(self._listener.detach())  # `close` waits for the server, which is not there
        for connection in self._server.server_state.connections:
            if isinstance(connection, Connection):
                connection.forsake()


@lru_cache(maxsize=1)
def _all_held() -> WeakSet[_Held]:
    """What the servers of this process hold; processes that are forked off it let go of that."""
    held: WeakSet[_Held] = WeakSet()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=partial(_forsake, held))
    return held


def _forsake(held: WeakSet[_Held]) -> None:
    for each in held:
        each.forsake()


def config_of(app: MockApp) -> uvicorn.Config:
    """How uvicorn serves an application; the stock pipeline is served as Connexion's users serve it."""
    garbled = app.garbled if app.options.pipeline == "compiled" else None
    return server_config(app, garbled, stop_timeout=STOP_TIMEOUT, max_body=app.options.settings.max_body)


def coverage_of(app: MockApp) -> Callable[[], Any]:
    """What makes `/__admin/coverage` of an application, loaded when it is first asked for."""

    def report() -> Any:
        from mockserver.runtime.judging import measured_when_asked  # noqa: PLC0415 - most servers are never asked

        app.coverage = made = measured_when_asked(app)
        return made()

    return report


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; connections wait in its backlog until the server has started.

    Raises:
        UsageError: When the address cannot be had, or is none.
    """
    whole("port", port, 0, LARGEST_PORT)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port (0: any free)"
        ) from None
    return listener


def listening_url(listener: socket.socket) -> str:
    """The URL of what listens on a socket; what listens everywhere is reached at 127.0.0.1."""
    address, port = listener.getsockname()[:2]
    if address in {"0.0.0.0", "::"}:  # noqa: S104 - what it says, not what we bind
        address = "127.0.0.1"
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
