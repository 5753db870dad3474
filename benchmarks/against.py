"""This checkout beside another one: rounds taken in turns, so that what else the machine does falls on both."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import TypeVar

from servers import Process, StartError, free_port, mockserver, started
from workloads import WORKLOADS

K = TypeVar("K")
HERE = Path(__file__).resolve().parents[1]
NEW, OLD = "this", "other"
MOST_SLOWER = 1.05  # times the other checkout's figure, or within the spread of the rounds
SCRIPT = str(Path(__file__).with_name("in_process.py"))

Costs = Mapping[K, float]


def in_process(other: Path, vendors: Sequence[str], names: Sequence[str], rounds: int) -> None:
    """Print CPU time a request without sockets, of both checkouts."""
    print(f"\nwithout sockets: CPU time a request, {rounds} rounds, {other} beside {HERE}", flush=True)
    found: dict[str, list[Costs[tuple[str, str]]]] = {NEW: [], OLD: []}
    for number in range(rounds):
        for name, home in _in_turn(other, number):
            found[name].append(_measured(home, vendors))
    for vendor in vendors:
        for load in names:
            told(f"{vendor} {load}", found, (vendor, load))


def _measured(home: Path, vendors: Sequence[str]) -> Costs[tuple[str, str]]:
    ran = subprocess.run(
        [sys.executable, SCRIPT, "--json", *vendors], cwd=home, env=_environment(home), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if ran.returncode:
        raise StartError(f"{home}: {ran.stderr.strip()[-2000:]}")
    return {
        (vendor, load): cost
        for vendor, costs in json.loads(ran.stdout).items()
        for load, cost in costs.items()
    }


def start_up(other: Path, path: str, headers: Mapping[str, str], rounds: int) -> None:
    """Print start-up time and memory with all five vendors, of both checkouts."""
    print(f"\n{len(WORKLOADS)} vendors, {rounds} rounds, {other} beside {HERE}", flush=True)
    found: dict[str, list[Costs[str]]] = {NEW: [], OLD: []}
    for number in range(rounds):
        for name, home in _in_turn(other, number):
            port, begun = free_port(), time.perf_counter()
            with started(mockserver(*WORKLOADS, port=port), port, path, headers, home=home) as server:
                took = time.perf_counter() - begun
                found[name].append(
                    {
                        "first answer, ms": took * 1000,
                        "CPU time, ms": server.cpu() * 1000,
                        "memory, MiB": server.memory(),
                    }
                )
    for figure in ("first answer, ms", "CPU time, ms", "memory, MiB"):
        told(figure, found, figure)


@contextmanager
def serving(other: Path, vendor: str, path: str, headers: Mapping[str, str]) -> Iterator[dict[str, Process]]:
    """A server of each checkout for one vendor."""
    with ExitStack() as stack:
        made = {}
        for name, home in ((NEW, HERE), (OLD, other)):
            port = free_port()
            made[name] = stack.enter_context(
                started(mockserver(vendor, port=port), port, path, headers, home=home)
            )
        yield made


def told(label: str, found: Mapping[str, Sequence[Costs[K]]], key: K) -> None:
    """Print one figure of both, how many times the other's it is, and how far the rounds differ in that."""
    new, old = ([costs[key] for costs in found[name]] for name in (NEW, OLD))
    times = sorted(one / other for one, other in zip(new, old, strict=True))
    ok = median(times) <= MOST_SLOWER or times[0] <= 1.0 <= times[-1]
    print(
        f"  {label:22}{median(new):9.1f}  other {median(old):9.1f}  {median(times):6.3f} x "
        f"({times[0]:.3f} to {times[-1]:.3f})  {'ok' if ok else 'SLOWER'}",
        flush=True,
    )


def _in_turn(other: Path, number: int) -> list[tuple[str, Path]]:
    """Both, the one that is first in this round first."""
    both = [(NEW, HERE), (OLD, other)]
    return both if number % 2 else both[::-1]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(home)}
