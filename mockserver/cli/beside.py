"""A server for as long as another program runs, and what its calls were like."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

import click

from mockserver.address import ListenAddress
from mockserver.cli import reporting
from mockserver.cli.gated_run import variable
from mockserver.cli.problems import announce
from mockserver.environment import handed_on
from mockserver.errors import UsageError
from mockserver.runtime.live import Server, serving
from mockserver.settings import ServerOptions

KILLED = 128  # and the signal's number: the exit code of a program that a signal ended, as shells have it
TRUSTED = (
    "MOCKSERVER_CA",
    "NODE_EXTRA_CA_CERTS",
)  # the second adds to those that Node trusts; others would replace
PASSED_ON = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)]


def run_beside(
    command: Sequence[str],
    asked: ServerOptions,
    address: ListenAddress,
    wanted: reporting.ReportOptions,
    *,
    quiet: bool,
) -> int:
    """Serve while a program runs, then judge its calls; the exit code.

    Args:
        command: The program and its arguments.
        asked: What is served.
        address: Where.
        wanted: What is told of its calls, and which make a program fail that ended well.
        quiet: Whether nothing is said of documents and calls.

    Raises:
        MockserverError: When a document cannot be served, there is no such program, or a report cannot be written.
    """
    with serving(asked, address, Path.cwd()) as server:
        judgement = reporting.judgement_of(server.app, wanted)
        if not quiet:
            announce(server.app.vendors.values())
        status = _Program().run(command, _environment(server))
        failed = reporting.report_calls(judgement, server.app, wanted, title=f"Calls of {command[0]}")
        if not judgement.run().exchanges:
            judged = wanted.fail_on != reporting.NEVER  # what asks for a gate is not met by nothing
            failed = 1 if judged else failed
            if judged or not quiet:
                click.echo(_nothing_called(command[0], judged=judged), err=True)
    return status or failed


def _nothing_called(program: str, *, judged: bool) -> str:
    said = f"{program} made no call; is its client pointed at MOCKSERVER_URL?"
    return f"Failed: {said} --strict-client has judged nothing" if judged else f"mockserver run: {said}"


def _environment(server: Server) -> Mapping[str, str]:
    urls = {variable(name): server[name].url for name in server}
    trusted = (
        {name: str(server.authority.resolve()) for name in TRUSTED} if server.authority is not None else {}
    )
    return handed_on({**urls, **trusted, "MOCKSERVER_URL": server.url})


class _Program:
    """A program that runs in the foreground: it decides when it ends, whatever signal comes."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """The exit code, when it has run to its end.

        Raises:
            UsageError: When it cannot be started.
        """
        handlers = {signal.SIGINT: self._interrupt, **dict.fromkeys(PASSED_ON, self._pass_on)}
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            self._process = subprocess.Popen(command, env=environment)  # noqa: S603 - the user's own
            status = self._process.wait()
        except OSError as error:
            raise UsageError(f"{command[0]}: cannot be started: {error.strerror}") from None
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        return status if status >= 0 else KILLED - status

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if not sys.stdin or not sys.stdin.isatty():  # a terminal sends Ctrl+C to both of us
            self._pass_on(number, frame)
