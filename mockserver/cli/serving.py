"""Running a server in the foreground until a signal ends it."""

import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from mockserver.app import MockApp, make_app
from mockserver.cli import reporting
from mockserver.cli.log import RequestLog
from mockserver.cli.own_faults import fault_line
from mockserver.cli.problems import announce
from mockserver.cli.serve import ServeOptions
from mockserver.contract import catalog
from mockserver.contract.sources import SUFFIXES, URLS
from mockserver.errors import MockserverError
from mockserver.printing import lines
from mockserver.runtime.listening import Listeners, listening
from mockserver.runtime.live import ListeningServer
from mockserver.runtime.measuring import equip

COLLECT = (10_000, 5, 5)  # rows and the journal are no cycles: looking for some among them seldom is enough
DEBOUNCE = 200  # milliseconds in which changes count as one
SIGNALS = (signal.SIGINT, signal.SIGTERM)
GRACE = 3  # seconds after a signal until the process ends, whatever it is about


class ForegroundServer(ListeningServer):
    """Uvicorn, with our start page, and a signal that ends it well."""

    def __init__(self, app: MockApp, listeners: Listeners, page: str) -> None:
        super().__init__(app, listeners)
        self._page = page
        self._last = threading.Timer(GRACE, _end)
        self._last.daemon = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at a signal, and let nothing keep the process from its end."""
        if not self.should_exit:
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


def serve_on(asked: ServeOptions, listeners: Listeners) -> int:
    """Serve on sockets that listen already; the exit code, which is that of the report where one is asked for.

    Raises:
        MockserverError: When a document cannot be served, or a report cannot be written.
    """
    gc.disable()  # as in `serve`: with `--reload` this is another process
    app = make_app(asked.server)
    equip(app)
    announce(app.vendors.values())
    page = ""
    if not asked.quiet:
        show = asked.server.settings.show_secrets
        app.journal.listeners.append(RequestLog(click.echo, app.vendors, show_secrets=show))
        from mockserver.cli.banner import banner

        page = banner(app.vendors, listeners.urls)
    judgement = reporting.judgement_of(app, asked.judged) if asked.judged is not None else None
    ForegroundServer(app, listeners, page).run()
    if judgement is None or asked.judged is None:
        return 0
    return reporting.report_calls(judgement, app, asked.judged, title="Calls to mockserver serve")


def serve_again_and_again(asked: ServeOptions) -> None:
    """Serve in a process of its own that is replaced whenever a document or a fixture changes.

    The sockets stay open all the while: a request in between waits for the next process.

    Raises:
        UsageError: When the port cannot be had or there is no such document.
    """
    import watchfiles

    gc.enable()  # this process makes no document: it watches and waits
    folders = watched(asked)
    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # a signal that ends the server is no news
    with listening(asked.address, Path.cwd()) as listeners, suppress(KeyboardInterrupt):
        watchfiles.run_process(
            *folders,
            target=run_or_explain,
            args=(asked, listeners),
            target_type="function",
            watch_filter=lambda _, path: path.endswith(SUFFIXES),
            recursive=False,
            debounce=DEBOUNCE,
        )


def run_or_explain(asked: ServeOptions, listeners: Listeners) -> None:
    """`run`, in a process that has nobody else to print what is wrong."""
    signal.signal(signal.SIGTERM, _exit)
    try:
        serve_on(asked, listeners)
    except MockserverError as error:
        click.echo(f"mockserver serve: {lines(str(error))}\nwaiting for a change", err=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
        click.echo(f"{fault_line(error, 'serve')}\nwaiting for a change", err=True)
    except KeyboardInterrupt:
        pass


def _exit(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def watched(asked: ServeOptions) -> list[Path]:
    """The folders in which changes matter: of documents, fixtures and overlays.

    Folders, because an editor puts a new file in the place of the old one, which nobody watches then.

    Raises:
        UsageError: For a document that is neither a URL nor there.
    """
    server = asked.server
    named = [name for name in server.documents if not catalog.name_and_place(name)[1].startswith(URLS)]
    files = [*(catalog.document_file(name, server.settings) for name in named), *map(Path, server.overlays)]
    roots = [server.settings.specs, server.settings.fixtures]
    folders = [folder for root in roots for folder in (root, *root.glob("*/"))]
    own = [file.parent / catalog.FIXTURES / file.stem for file in files]
    folders += [*(file.parent for file in files), *own]
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]
