"""A server on a real port, in a thread of this process."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from mockserver.app import MockApp, create_app
from mockserver.errors import UsageError
from mockserver.http1.protocol import server_config
from mockserver.runtime.server import RunningVendor, Server
from mockserver.settings import DEFAULT_SEED, Settings

__all__ = ["RunningVendor", "Server", "config_of", "coverage_of", "listen", "running", "url_of"]

START_TIMEOUT = 30  # seconds
STOP_TIMEOUT = 1  # seconds that open connections are given


@contextmanager
def running(  # noqa: PLR0913 - the settings of a whole server
    *documents: str,
    host: str = "127.0.0.1",
    port: int = 0,
    seed: int = DEFAULT_SEED,
    rows: int | None = None,
    variants: Mapping[str, Sequence[str]] | None = None,
    overlays: Sequence[str | Path] = (),
    validate_responses: bool = False,
    settings: Settings | None = None,
    pipeline: str = "compiled",
    max_body: int | None = None,
    strict: bool | None = None,
) -> Iterator[Server]:
    """Serve documents on a real port for the length of a `with` block.

    Args:
        documents: As for `create_app`.
        host, port: Where to listen; port 0 takes any that is free.
        seed, rows, variants, overlays, validate_responses, settings, pipeline, max_body, strict: As for `create_app`.

    Yields:
        The running server.

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document or variant that is not there, or a port that is in use.
    """
    app = create_app(
        documents, seed=seed, rows=rows, variants=variants, overlays=overlays,
        validate_responses=validate_responses, settings=settings, pipeline=pipeline,
        max_body=max_body, strict=strict,
    )  # fmt: skip
    app.coverage = coverage_of(app)
    listener = listen(host, port)
    server = uvicorn.Server(config_of(app))
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, daemon=True, name="mockserver"
    )
    thread.start()
    try:
        yield Server(app, url_of(listener))
    finally:
        server.should_exit = True
        thread.join(START_TIMEOUT)
        listener.close()


def config_of(app: MockApp) -> uvicorn.Config:
    """How uvicorn serves an application; the stock pipeline is served as Connexion's users serve it."""
    garbled = app.garbled if app.pipeline == "compiled" else None
    return server_config(app, garbled, stop_timeout=STOP_TIMEOUT, max_body=app.settings.max_body)


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
        UsageError: When the address cannot be had.
    """
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


def url_of(listener: socket.socket) -> str:
    """The URL of what listens on a socket; what listens everywhere is reached at 127.0.0.1."""
    address, port = listener.getsockname()[:2]
    if address in {"0.0.0.0", "::"}:  # noqa: S104 - what it says, not what we bind
        address = "127.0.0.1"
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
