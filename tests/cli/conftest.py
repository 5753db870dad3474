"""The real command, in a process of its own."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "mockserver"]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds: for a process on a busy machine, not a time that is waited

ACME = """\
openapi: 3.0.3
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.test/v1}]
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
      responses:
        "200":
          description: Things.
          content: {application/json: {schema: {type: object}, example: {answer: first}}}
"""


class Process:
    """A `mockserver` that runs, and what it prints."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
        self.popen = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: dict[str, queue.Queue[str]] = {"out": queue.Queue(), "err": queue.Queue()}
        self.printed = {"out": "", "err": ""}
        self._threads = [
            threading.Thread(target=self._read, args=(name, stream), daemon=True)
            for name, stream in (("out", self.popen.stdout), ("err", self.popen.stderr))
        ]
        for thread in self._threads:
            thread.start()

    def _read(self, name: str, stream: object) -> None:
        for line in stream:  # type: ignore[attr-defined]
            self.printed[name] += line
            self._lines[name].put(line)

    def line(self, pattern: str, stream: str = "out") -> re.Match[str]:
        """The next line that the pattern is found in."""
        while True:
            try:
                found = re.search(pattern, self._lines[stream].get(timeout=PATIENCE))
            except queue.Empty:
                raise AssertionError(f"no line with {pattern!r}; printed: {self.printed}") from None
            if found:
                return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; the exit code."""
        self.popen.send_signal(number)
        code = self.popen.wait(PATIENCE)
        self.close()
        return code

    def silent(self) -> bool:
        """Whether nobody is left that could print: neither it nor what it started."""
        for thread in self._threads:
            thread.join(PATIENCE)
        return not any(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Read what is left, when it has ended."""
        self.silent()
        for stream in (self.popen.stdout, self.popen.stderr):
            if stream:
                stream.close()


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A small document of one's own."""
    path = tmp_path / "acme.yaml"
    path.write_text(ACME)
    return path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """`start("serve", ...)`: a process that is gone at the end of the test."""
    running: list[Process] = []

    def start(*arguments: str, cwd: Path = tmp_path) -> Process:
        running.append(Process(*arguments, cwd=cwd))
        return running[-1]

    yield start
    for process in running:
        if process.popen.poll() is None:
            process.popen.kill()
            process.popen.wait()
        process.close()


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`run("lint", ...)`: a process that ended by itself."""

    def run(*arguments: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return run
