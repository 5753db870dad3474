"""A server on a real port, in a thread of this process."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from mockserver.app import MockApp, create_app
from mockserver.auth.authenticator import NAMESPACE
from mockserver.auth.credentials import headers_for
from mockserver.clock import Clock
from mockserver.errors import UsageError
from mockserver.exchange import Exchange
from mockserver.server.vendor import Vendor
from mockserver.settings import DEFAULT_SEED, Settings

START_TIMEOUT = 30  # seconds


class RunningVendor:
    """One vendor of a running server.

    Attributes:
        name: Its document's name.
        url: What takes the place of the vendor's base URL.
        credentials: For each credential's name, the headers that a client sends.
    """

    def __init__(self, vendor: Vendor, root: str, namespace: str) -> None:
        contract = vendor.contract
        self.name = contract.name
        self.url = f"{root}/{contract.name}{'@' + namespace if namespace else ''}{contract.base_path}"
        self.credentials: Mapping[str, dict[str, str]] = {
            name: headers_for(contract, caller) for name, caller in vendor.services.callers.items()
        }


class Server:
    """A running mock server.

    Attributes:
        url: Its root: `http://127.0.0.1:PORT`.
        app: The application that it serves.
    """

    def __init__(self, app: MockApp, url: str, namespace: str = "") -> None:
        self.app = app
        self.url = url
        self._namespace = namespace
        self._vendors = {name: RunningVendor(vendor, url, namespace) for name, vendor in app.vendors.items()}

    def __getitem__(self, name: str) -> RunningVendor:
        """The vendor of that name.

        Raises:
            UsageError: When it is not served.
        """
        if name not in self._vendors:
            raise UsageError(f"{name!r} is not served here; served: {', '.join(self._vendors)}")
        return self._vendors[name]

    @property
    def clock(self) -> Clock:
        """The server's time."""
        return self.app.clocks[self._namespace]

    @property
    def requests(self) -> list[Exchange]:
        """What was asked, oldest first."""
        return [exchange for _, exchange in self.app.journal.entries(namespace=self._namespace)]

    def reset(self) -> None:
        """Back to the seeded state."""
        self.app.reset(namespace=self._namespace)

    def snapshot(self) -> Any:
        """A mark to come back to."""
        return self.app.snapshot(namespace=self._namespace)

    def restore(self, mark: Any) -> None:
        """Back to a mark."""
        self.app.restore(mark, namespace=self._namespace)

    def namespace(self, name: str) -> "Server":
        """The same server with a separate state: its own rows, clock, limits, kept replies and journal entries.

        Args:
            name: 1 to 64 letters, digits, `_`, `.` or `-`; the same name gives the same state.

        Raises:
            UsageError: For another name.
        """
        if not NAMESPACE.fullmatch(name):
            raise UsageError(f"{name!r} is no namespace: 1 to 64 letters, digits, _, . or -")
        return Server(self.app, self.url, name)


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
) -> Iterator[Server]:
    """Serve documents on a real port for the length of a `with` block.

    Args:
        documents: As for `create_app`.
        host, port: Where to listen; port 0 takes any that is free.
        seed, rows, variants, overlays, validate_responses, settings, pipeline: As for `create_app`.

    Yields:
        The running server.

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document or variant that is not there, or a port that is in use.
    """
    app = create_app(
        documents, seed=seed, rows=rows, variants=variants, overlays=overlays,
        validate_responses=validate_responses, settings=settings, pipeline=pipeline,
    )  # fmt: skip
    listener = listen(host, port)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="on", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
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
