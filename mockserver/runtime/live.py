"""A server on a real port, in a thread of this process."""

import asyncio
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from tempfile import gettempdir
from typing import Unpack, cast
from weakref import WeakSet

import uvicorn

from mockserver.address import ListenAddress
from mockserver.app import MockApp, make_app
from mockserver.environment import said_outside
from mockserver.http1.connection import Connection
from mockserver.http1.protocol import server_config
from mockserver.keywords import ServerKeywords, server_options, with_server_keywords
from mockserver.runtime.listening import Listeners, listening
from mockserver.runtime.measuring import equip, recorded
from mockserver.runtime.running_vendor import RunningVendor
from mockserver.runtime.server import Server
from mockserver.settings import OPTIONS, ServerOptions

__all__ = [
    "ListeningServer",
    "RunningVendor",
    "Server",
    "config_of",
    "running",
    "serving",
]

LOCAL, HERE = ListenAddress(), Path()
START_TIMEOUT = 30  # seconds
STOP_TIMEOUT = 1  # seconds that open connections are given
MOST_HOSTS = 100  # of vendors, in a certificate: a client reads no endless one


@contextmanager
@partial(with_server_keywords, validate_responses=True)
def running(
    *documents: str,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: bool = False,
    tls_port: int | None = None,
    tls_cert: str | Path | None = None,
    tls_key: str | Path | None = None,
    **keywords: Unpack[ServerKeywords],
) -> Iterator[Server]:
    """Serve documents on a real port for the length of a `with` block.

    Args:
        documents: As for `create_app`.
        host, port: Where to listen; port 0 takes any that is free.
        tls: Whether HTTPS is spoken there, and no HTTP.
        tls_port: A port for HTTPS beside it.
        tls_cert, tls_key: The certificate that is shown, and its key, in PEM; without them one is made for the run,
            and `authority` of the server is the file that clients have to trust.
        keywords: As for `create_app`: `seed`, `rows`, `variants`, `overlays`, `settings`, ...; `validate_responses` is
            on by default: a test learns of a reply that breaks the document.

    Yields:
        The running server.

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document or variant that is not there, a port that is in use, a certificate that is none.
    """
    told = said_outside({"validate_responses": OPTIONS["validate_responses"]})
    options = server_options(
        documents, **cast("ServerKeywords", {"validate_responses": True, **told, **keywords})
    )
    files = [Path(each) if each is not None else None for each in (tls_cert, tls_key)]
    address = ListenAddress(host, port, tls, tls_port, *files)
    with serving(options, address, Path(gettempdir())) as server:
        yield server


@contextmanager
def serving(options: ServerOptions, address: ListenAddress = LOCAL, folder: Path = HERE) -> Iterator[Server]:
    """Serve what is asked for, as `running` does.

    Args:
        options: What is served.
        address: Where; any free port where nobody says another.
        folder: Where the file of an authority made for the run is put, which is taken away at the end.
    """
    app = make_app(options)
    equip(app)
    with recorded(app), listening(address, folder) as listeners:
        server = ListeningServer(config_of(app), listeners, context_of(app, listeners))
        thread = threading.Thread(target=server.run, daemon=True, name="mockserver")
        thread.start()
        _all_held().add(server)
        try:
            yield Server(app, listeners.urls)
        finally:
            _all_held().discard(server)
            server.should_exit = True
            thread.join(START_TIMEOUT)


class ListeningServer(uvicorn.Server):
    """Uvicorn, on the sockets that listen already, each with or without TLS."""

    def __init__(
        self, config: uvicorn.Config, listeners: Listeners, context: ssl.SSLContext | None = None
    ) -> None:
        """Be ready to serve.

        Args:
            config: What answers, and how.
            listeners: Where.
            context: What is shown on the socket for HTTPS, where there is one.
        """
        super().__init__(config)
        self._listeners = listeners
        self._context = context

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer on each socket."""
        plain, secure = self._listeners.plain, self._listeners.secure
        await super().startup([plain] if plain is not None else [])
        if secure is not None:
            protocol: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
            loop = asyncio.get_running_loop()
            given = {"server_state": self.server_state, "app_state": self.lifespan.state, "_loop": loop}
            made = partial(protocol, config=self.config, **given)
            self.servers.append(
                await loop.create_server(made, sock=secure, ssl=self._context, backlog=self.config.backlog)
            )

    def forsake(self) -> None:
        """Let go of all sockets, in a process that was forked off: nobody answers there, the ports would stay taken."""
        for listener in self._listeners.sockets:
            os.close(listener.detach())  # `close` waits for the server, which is not there
        for connection in self.server_state.connections:
            if isinstance(connection, Connection):
                connection.forsake()


def context_of(app: MockApp, listeners: Listeners) -> ssl.SSLContext | None:
    """What shows a certificate for this machine, the names of the control plane, and the vendors' own hosts."""
    if listeners.certificate is None:
        return None
    named = [listeners.host, *app.options.settings.admin_hosts]
    vendors = (host for vendor in app.vendors.values() for host in vendor.contract.hosts)
    return listeners.certificate.shown_for([*named, *islice(vendors, MOST_HOSTS)])


@lru_cache(maxsize=1)
def _all_held() -> WeakSet[ListeningServer]:
    """What the servers of this process hold; processes that are forked off it let go of that."""
    held: WeakSet[ListeningServer] = WeakSet()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=partial(_forsake, held))
    return held


def _forsake(held: WeakSet[ListeningServer]) -> None:
    for each in held:
        each.forsake()


def config_of(app: MockApp) -> uvicorn.Config:
    """How uvicorn serves an application; the stock pipeline is served as Connexion's users serve it."""
    garbled = app.garbled if app.options.pipeline == "compiled" else None
    return server_config(app, garbled, stop_timeout=STOP_TIMEOUT, max_body=app.options.settings.max_body)
