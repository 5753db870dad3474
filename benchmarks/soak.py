"""Minutes of mixed load against a server: `make soak`. Fails when it grows, drifts, or answers anything wrongly.

Clients read, walk, write and are refused; others break off, send garbage, read nothing, or come byte by byte; faults
strike; namespaces come and go. Each minute a line tells memory, descriptors and how long calls took.
"""

import argparse
import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

GROWTH = 1.05  # of memory, from the end of the first third on
DRIFT = 1.5  # of the p99, the last five minutes against minutes 2 to 6
MORE_DESCRIPTORS = 20
KEYS = {"X-Api-Key": "test_full"}
BASE = "/rotor/open-api/customers"
NAMESPACES = 40


class Load:
    """What clients do, and what they saw."""

    def __init__(self, url: str, seed: int) -> None:
        self.url, self.port = url, int(url.rpartition(":")[2])
        self.random = random.Random(seed)
        self.seconds: list[float] = []
        self.wrong: Counter[str] = Counter()
        self.calls = 0
        self.numbers = itertools.count()
        self.client = httpx.AsyncClient(base_url=url, timeout=30, limits=httpx.Limits(max_connections=32))

    async def call(self, expected: set[int], method: str, path: str, **given: Any) -> httpx.Response | None:
        """One call, timed; any other status is wrong."""
        began = time.perf_counter()
        try:
            answer = await self.client.request(method, path, **given)
        except httpx.HTTPError as error:
            self.wrong[f"{method} {path.partition('?')[0]}: {type(error).__name__}"] += 1
            return None
        self.seconds.append(time.perf_counter() - began)
        self.calls += 1
        if answer.status_code not in expected:
            self.wrong[f"{method} {path.partition('?')[0]}: {answer.status_code}"] += 1
        return answer

    async def read(self) -> None:
        """Pages, a row, a row that is not there."""
        await self.call({200}, "GET", f"{BASE}?page={self.random.randint(1, 3)}&limit=10", headers=KEYS)
        await self.call({404}, "GET", f"{BASE}/none", headers=KEYS)

    async def refused(self) -> None:
        """Calls that are no calls of the contract."""
        await self.call({401}, "GET", BASE)
        await self.call({400, 422}, "GET", f"{BASE}?limit=none", headers=KEYS)
        await self.call(
            {400, 422}, "POST", BASE, headers={**KEYS, "Content-Type": "application/json"}, content=b"{"
        )
        await self.call({404}, "GET", "/nowhere")

    async def namespace(self) -> None:
        """A state of its own: a fault that strikes, its clock moved, its rows put back."""
        name = f"soak-{self.random.randrange(NAMESPACES)}"
        there = {**KEYS, "Mockserver-Namespace": name}
        await self.call({201}, "POST", "/__admin/faults", json={"status": 503, "times": 1, "namespace": name})
        await self.call({200, 503}, "GET", BASE, headers=there)
        number = next(self.numbers)
        row = {
            "first_name": "Ada",
            "last_name": "Soak",
            "email": f"ada{number}@soak.example",
            "phone": f"+1405{number:07}",
        }
        await self.call({201}, "POST", BASE, headers=there, json=row)
        await self.call({200}, "POST", BASE, headers=there, json=row)  # the same person: updated
        await self.call({200}, "POST", "/__admin/clock", json={"advance": 60, "namespace": name})
        await self.call({200}, "POST", "/__admin/reset", json={"namespace": name})

    async def watch(self) -> None:
        """The control plane."""
        await self.call({200}, "GET", "/__admin/requests?limit=5")
        await self.call({200}, "GET", "/__admin/health")

    async def raw(self, *parts: bytes, pause: float = 0.0, read: bool = True) -> None:
        """A connection by hand, closed whatever becomes of it."""
        with suppress(OSError, asyncio.TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                for part in parts:
                    writer.write(part)
                    await asyncio.wait_for(writer.drain(), 1)
                    await asyncio.sleep(pause)
                if read:
                    await asyncio.wait_for(reader.read(4096), 1)
            finally:
                writer.transport.abort()

    async def broken(self) -> None:
        """Clients that send garbage, go away, read nothing, or are slow."""
        head = b"GET /rotor/open-api/customers HTTP/1.1\r\nHost: a\r\nX-Api-Key: test_full\r\n"
        await self.raw(self.random.randbytes(200) + b"\r\n\r\n")
        await self.raw(head, read=False)
        await self.raw(
            b"POST /rotor/open-api/customers HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n{", read=False
        )
        await self.raw((head + b"\r\n") * 50, read=False)
        await self.raw(*(bytes([each]) for each in head + b"\r\n"), pause=0.001)

    async def repeat(self, work: Callable[[], Awaitable[None]], until: float, pause: float) -> None:
        """Do one thing again and again."""
        while time.monotonic() < until:
            await work()
            await asyncio.sleep(pause * self.random.random())


def memory(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def open_descriptors(pid: int) -> int:
    """How many descriptors a process has open."""
    return len([*Path(f"/proc/{pid}/fd").iterdir()])


def percentile(values: list[float], share: float) -> float:
    """A percentile in milliseconds."""
    ordered = sorted(values) or [0.0]
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def soak(process: subprocess.Popen[str], url: str, minutes: float, seed: int) -> list[str]:
    """Run the load, print a line each minute; what is not as it should be."""
    load = Load(url, seed)
    until = time.monotonic() + 60 * minutes
    kinds = [(load.read, 0.02), (load.read, 0.02), (load.refused, 0.05), (load.namespace, 0.1), (load.watch, 0.2),
             (load.broken, 0.1)]  # fmt: skip
    running = [asyncio.create_task(load.repeat(work, until, pause)) for work, pause in kinds]
    rows: list[tuple[float, int, float]] = []
    print(f"{'minute':>6} {'calls':>8} {'RSS MiB':>8} {'fds':>5} {'p50 ms':>7} {'p99 ms':>7} {'wrong':>6}")
    while not all(task.done() for task in running):
        load.seconds.clear()
        await asyncio.wait(running, timeout=min(60.0, max(1.0, until - time.monotonic() + 1)))
        if process.poll() is not None:
            return [f"the server ended with status {process.returncode}"]
        descriptors, p99 = open_descriptors(process.pid), percentile(load.seconds, 0.99)
        rows.append((memory(process.pid), descriptors, p99))
        print(f"{len(rows):>6} {load.calls:>8} {rows[-1][0]:>8.1f} {descriptors:>5} "
              f"{percentile(load.seconds, 0.5):>7.2f} {p99:>7.2f} {load.wrong.total():>6}", flush=True)  # fmt: skip
    await load.client.aclose()
    for task in running:
        task.result()
    return [*(f"{count} wrong: {what}" for what, count in load.wrong.most_common(10)), *judged(rows)]


def judged(rows: list[tuple[float, int, float]]) -> list[str]:
    """What has grown or drifted: of memory and descriptors since the first third, of the p99 since minutes 2 to 6."""
    begun = rows[len(rows) // 3]
    found = []
    if rows[-1][0] > begun[0] * GROWTH:
        found.append(f"memory grew from {begun[0]:.1f} to {rows[-1][0]:.1f} MiB")
    if rows[-1][1] > begun[1] + MORE_DESCRIPTORS:
        found.append(f"descriptors grew from {begun[1]} to {rows[-1][1]}")
    early, late = ([row[2] for row in part] for part in (rows[1:6] or rows, rows[-5:]))
    if statistics.median(late) > DRIFT * statistics.median(early):
        found.append(
            f"the p99 drifted from {statistics.median(early):.1f} to {statistics.median(late):.1f} ms"
        )
    return found


def main() -> None:
    """Serve, load, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    command = [sys.executable, "-m", "mockserver", "serve", "rotor", "juicyway", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sys.stderr, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
        try:
            found = asyncio.run(soak(process, url, given.minutes, given.seed))
        finally:
            process.terminate()
            process.wait(20)
            drain.wait(20)
    print("\n".join(found) or "nothing grew, nothing drifted, nothing was wrong")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
