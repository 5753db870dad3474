"""`mockserver serve --workers`: several processes on the same sockets, made by one that watches over them.

What is served is compiled once; the processes are forked off, so that they have its memory in common. Each opens the
store by itself.
"""

import gc
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from mockserver.app import MockApp, compiled_app
from mockserver.cli.own_faults import fault_line
from mockserver.cli.problems import announce
from mockserver.cli.serve import ServeOptions
from mockserver.cli.serving import GRACE, serve_app
from mockserver.errors import MockserverError
from mockserver.printing import lines
from mockserver.runtime.listening import Listeners, listening

USAGE, FAULT = 2, 3  # exit codes, as of every command
PAUSE = 1.0  # seconds until one is replaced that has ended before it was ready
ENDED = 2  # seconds beyond those that a process gives itself to end
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve_with_workers(asked: ServeOptions, number: int) -> int:
    """Serve by so many processes until SIGINT or SIGTERM; the exit code.

    Raises:
        MockserverError: When the port cannot be had or a document cannot be served.
    """
    with listening(asked.address, Path.cwd()) as listeners:
        app = compiled_app(asked.server)
        announce(app.vendors.values())
        for vendor in app.vendors.values():
            if vendor.tokens is not None:
                with suppress(ModuleNotFoundError):  # the extra, which nobody needs who asks for no token
                    _ = vendor.tokens.signer  # one key for all of them
        gc.collect()
        gc.freeze()  # a collection would write to what the processes have in common
        return Workers(app, asked, listeners).run(number)


class Workers:
    """The processes that serve, each replaced by another when it ends."""

    def __init__(self, app: MockApp, asked: ServeOptions, listeners: Listeners) -> None:
        """Begin with none.

        Args:
            app: What is served; its state has not begun.
            asked, listeners: How, and where.
        """
        self._app, self._asked, self._listeners = app, asked, listeners
        self._there: set[int] = set()  # their process ids
        self._ends = False
        self._watch, self._held = os.pipe()  # which ends with this process: so do the workers

    def run(self, number: int) -> int:
        """Have so many until a signal comes; the exit code."""
        before = {each: signal.signal(each, self._end) for each in SIGNALS}
        try:
            code = self._fork(first=True)
            if code:
                return code
            for _ in range(number - 1):
                self._fork()
            while self._goes_on():
                self._replace()
            return 0
        finally:
            self._end_all()
            for each, handler in before.items():
                signal.signal(each, handler)

    def _goes_on(self) -> bool:
        return not self._ends

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ends = True
        for pid in [*self._there]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def _fork(self, *, first: bool = False) -> int:
        """Have one more; 0 once it answers, else its exit code."""
        told, tell = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        signal.pthread_sigmask(
            signal.SIG_BLOCK, SIGNALS
        )  # none is lost between the fork and what is known of it
        pid = os.fork()
        if not pid:
            os.close(told)
            os.close(self._held)
            self._serve(tell, first=first)
        self._there.add(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        os.close(tell)
        ready = os.read(told, 1)
        os.close(told)
        if ready:
            return 0
        _, status = os.waitpid(pid, 0)
        self._there.discard(pid)
        return 0 if self._ends else (os.waitstatus_to_exitcode(status) or FAULT)

    def _replace(self) -> None:
        """Wait until one ends, and have another in its place."""
        pid, status = os.wait()
        self._there.discard(pid)
        if not self._goes_on():
            return
        code = os.waitstatus_to_exitcode(status)
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with {code}"
        click.echo(f"mockserver serve: worker {pid} has ended {how}; another takes its place", err=True)
        while self._goes_on() and self._fork():
            time.sleep(PAUSE)

    def _end_all(self) -> None:
        """End those that there are; who takes too long is killed."""
        self._end(0, None)
        until = time.monotonic() + GRACE + ENDED
        while self._there and time.monotonic() < until:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid:
                self._there.discard(pid)
            else:
                time.sleep(0.01)
        for pid in self._there:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(self._held)
        os.close(self._watch)

    def _serve(self, tell: int, *, first: bool) -> NoReturn:
        """Be one of them, in a process that was forked off; what is wrong is printed here."""
        code = FAULT
        try:
            for each in SIGNALS:
                signal.signal(each, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            threading.Thread(target=_end_with, args=(self._watch,), daemon=True).start()
            self._app.begin()
            code = serve_app(
                self._app, self._asked, self._listeners, lambda _: os.write(tell, b"1"), shows_page=first
            )
        except MockserverError as error:
            click.echo(f"mockserver serve: {lines(str(error))}", err=True)
            code = USAGE
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
            click.echo(fault_line(error, "serve"), err=True)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _end_with(pipe: int) -> None:
    """End this process with the one that holds the other end of a pipe, which a kill may have ended."""
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
