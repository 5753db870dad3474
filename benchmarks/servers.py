"""Servers in processes of their own, pinned to one core, with what they cost."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
TICK = os.sysconf("SC_CLK_TCK")
START_TIMEOUT = 60  # seconds
STOP_TIMEOUT = 5


class StartError(Exception):
    """A server did not start; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Process:
    """A running server."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process = process
        self.pid = process.pid
        self.port = port

    def cpu(self) -> float:
        """Seconds of CPU time so far, user and system."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> float:
        """Resident memory in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024

    def peak(self) -> float:
        """The largest resident memory until now, in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with connection_closing(connection):
            connection.request(method, path, body or None, dict(headers))
            got = connection.getresponse()
            return Answer(got.status, [(name.lower(), value) for name, value in got.getheaders()], got.read())

    def wait(self, path: str, headers: Mapping[str, str], timeout: float) -> bool:
        """Return with the first answer to a GET: whether there was one before the process or the time ended."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                self.ask("GET", path, headers)
                return True
            time.sleep(0.002)
        return False


@contextmanager
def connection_closing(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Close it, whatever happens."""
    try:
        yield
    finally:
        connection.close()


@contextmanager
def started(  # noqa: PLR0913 - what a process is started with
    arguments: Sequence[str],
    port: int,
    path: str = "/",
    headers: Mapping[str, str] | None = None,
    *,
    home: Path | None = None,
    timeout: float = START_TIMEOUT,
    program: str = sys.executable,
) -> Iterator[Process]:
    """A process with `arguments` that serves `port`, from its first answer until the end of the block.

    It is one of `program`, Python as a rule; with `home`, with the code, the documents and the fixtures of that
    checkout.

    Raises:
        StartError: When it ends instead, or does not answer.
    """
    said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - a pipe that nobody reads would stop a server that says much
    process = subprocess.Popen(
        [program, *arguments], stdout=said, stderr=said, cwd=home,
        env={**os.environ, "PYTHONPATH": str(home)} if home else None,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),  # noqa: PLW1509 - a single-threaded parent
    )  # fmt: skip
    server = Process(process, port)
    try:
        if not server.wait(path, headers or {}, timeout):
            said.seek(0)
            raise StartError(said.read().strip()[-2000:] or f"no answer within {timeout} s")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        said.close()


def mockserver(*arguments: str, port: int) -> list[str]:
    """What a user types to serve."""
    return ["-m", "mockserver", "serve", "--quiet", "--port", str(port), *arguments]


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
