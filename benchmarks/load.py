"""Load: wrk on a core of its own."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from servers import LOAD_CORE, Process

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("request.lua")
FIRST_NUMBER = 1_000_000
A_ROUND = 200_000  # more requests than a round has


class LoadError(Exception):
    """The load went wrong; the text says how."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of load gave: requests, those with an error status, and CPU seconds of the server."""

    requests: int
    refused: int
    cpu: float

    @property
    def cost(self) -> float:
        """Microseconds of CPU time a request."""
        return self.cpu / self.requests * 1e6


def check_wrk() -> None:
    """Raise LoadError where wrk is not installed."""
    for command, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        if shutil.which(command) is None:
            raise LoadError(f"{command} is missing; install it: apt-get install {package}")


def load(  # noqa: PLR0913, PLR0917 - one request and for how long
    server: Process,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: Path | None,
    seconds: int,
    number: int,
) -> Round:
    """Send a request over and over for a while; `number` of the round keeps its bodies apart from other rounds'."""
    sent = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    before = server.cpu()
    ran = subprocess.run(
        ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), *sent,
         f"http://127.0.0.1:{server.port}", "--", method, path, str(body or "-"), str(FIRST_NUMBER + number * A_ROUND)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    cpu = server.cpu() - before
    found = re.search(r"RESULT (\d+) (\d+) (\d+)", ran.stdout)
    if found is None:
        raise LoadError(f"wrk: {ran.stderr or ran.stdout}")
    requests, refused, failed = map(int, found.groups())
    if failed or not requests:
        raise LoadError(f"{failed} of {requests} requests on {path} had no answer")
    return Round(requests, refused, cpu)
