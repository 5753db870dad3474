"""Running a server in the foreground until a signal ends it."""

import gc
import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import uvicorn

from mockserver.app import MockApp, make_app
from mockserver.cli import reporting
from mockserver.cli.log import RequestLog
from mockserver.cli.problems import announce
from mockserver.cli.serve import ServeOptions
from mockserver.runtime.listening import Listeners, listening
from mockserver.runtime.live import ListeningServer, config_of, context_of
from mockserver.runtime.measuring import equip, recorded

COLLECT = (10_000, 5, 5)  # rows and the journal are no cycles: looking for some among them seldom is enough
SIGNALS = (signal.SIGINT, signal.SIGTERM)
GRACE = 3  # seconds after a signal until the process ends, whatever it is about


class ForegroundServer(ListeningServer):
    """Uvicorn, with our start page, and a signal that ends it well."""

    def __init__(
        self,
        config: uvicorn.Config,
        listeners: Listeners,
        context: ssl.SSLContext | None = None,
        page: str = "",
    ) -> None:
        """Be ready to serve, as `ListeningServer`; the page is printed when it answers."""
        super().__init__(config, listeners, context)
        self._page = page
        self._ends = False
        self._last = threading.Timer(GRACE, _end)
        self._last.daemon = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at a signal, and let nothing keep the process from its end."""
        if not self._ends:
            self._ends = True  # before all else: another signal may come in the middle
            self._last.start()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then say so."""
        await super().startup(sockets)
        gc.freeze()  # the compiled documents live as long as the process: no collection need look at them
        gc.set_threshold(*COLLECT)
        gc.enable()
        if self._page:
            click.echo(self._page)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal; uvicorn would raise it again afterwards, and a clean stop look like a crash."""
        before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            if all(thread.daemon or thread is threading.main_thread() for thread in threading.enumerate()):
                self._last.cancel()  # nothing is left that Python would wait for


def _end() -> None:
    click.echo(f"mockserver serve: stopped; what it was about has not ended within {GRACE} seconds", err=True)
    os._exit(0)


def serve_once(asked: ServeOptions) -> int:
    """Serve until SIGINT or SIGTERM; the exit code.

    Raises:
        MockserverError: When the port cannot be had or a document cannot be served.
    """
    with listening(asked.address, Path.cwd()) as listeners:
        return serve_on(asked, listeners)


def serve_on(
    asked: ServeOptions, listeners: Listeners, ready: Callable[[MockApp], object] = lambda _: None
) -> int:
    """Serve on sockets that listen already; the exit code, which is that of the report where one is asked for.

    Args:
        asked: What is served.
        listeners: Where.
        ready: Called with all that answers when it is made, before anything is answered.

    Raises:
        MockserverError: When a document cannot be served, or a report cannot be written.
    """
    gc.disable()  # as in `serve`: with `--reload` this is another process
    app = make_app(asked.server)
    announce(app.vendors.values())
    return serve_app(app, asked, listeners, ready)


def serve_app(
    app: MockApp,
    asked: ServeOptions,
    listeners: Listeners,
    ready: Callable[[MockApp], object],
    *,
    shows_page: bool = True,
) -> int:
    """Serve an application; the exit code, as `serve_on` has it.

    Args:
        app: What is served, with its state.
        asked, listeners, ready: As of `serve_on`.
        shows_page: Whether the start page is printed, where it is asked for.

    Raises:
        MockserverError: When a report cannot be written.
    """
    equip(app)
    page = ""
    if not asked.quiet:
        show = asked.server.settings.show_secrets
        app.journal.listeners.append(RequestLog(click.echo, app.vendors, show_secrets=show))
        from mockserver.cli.banner import banner

        page = banner(app.vendors, listeners.urls, asked.server) if shows_page else ""
    judgement = reporting.judgement_of(app, asked.judged) if asked.judged is not None else None
    server = ForegroundServer(config_of(app), listeners, context_of(app, listeners), page)
    with recorded(app):
        ready(app)
        server.run()
    if judgement is None or asked.judged is None:
        return 0
    return reporting.report_calls(judgement, app, asked.judged, title="Calls to mockserver serve")
