"""Compare with other servers that stand in for an API, by CPU time a request.

    make bench-peers                                  # each of them, three rounds
    make bench-peers ARGS="prism fastapi --rounds 1"  # some of them, quickly
    make bench-peers ARGS="--write docs/peers"        # the table and the plot that the documentation shows

The first run installs the peers from npm and PyPI below .venvs/peers, at the versions that `peer_programs.py` names; it
takes minutes and some hundred MiB, and needs Node, Java for WireMock, and wrk. All of them serve the same document,
those that have rows the same 1,000. Each runs on one core; wrk asks from another, on 16 connections, one peer after the
other in each round, so that what else the machine does falls on all of them. CPU time is the kernel's count for the
process.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import orjson
from load import LoadError, check_wrk, load
from peer_document import VARIED, loads
from peer_programs import PEERS, Peer, install, written
from servers import Process, StartError, free_port, started
from workloads import Workload

WARM = 1  # seconds of load before the first round


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one peer.

    Attributes:
        costs: Microseconds of CPU time a request, of each round, by workload; none for what it does not do.
        start: Seconds of CPU time until the first answer.
        memory: MiB, before the load and after it.
    """

    costs: dict[str, list[float]]
    start: float
    memory: list[float]


def works(server: Process, peer: Peer) -> dict[str, Workload]:
    """What a peer does of what is asked for, by name: each answered once as it has to be."""
    found = {}
    first = peer.first
    for each in loads(peer.page):
        if each.name == "invalid" and peer.refuses is None:
            continue
        status = (peer.refuses or 400) if each.name == "invalid" else each.status
        path = peer.root + each.path.replace("{id}", first)
        got = server.ask(each.method, path.replace(VARIED, "1"), headers_of(each), each.body)
        if got.status != status:
            print(f"{each.name}: {got.status}, not {status}: {got.body[:200]!r}", file=sys.stderr)
            continue
        if each.name == "list" and not first:
            first = str(orjson.loads(got.body)["data"][0]["id"])
        found[each.name] = Workload(each.name, each.method, path, status, each.body)
    return found


def headers_of(asked: Workload) -> dict[str, str]:
    """What is sent with a request."""
    return {"Content-Type": "application/json"} if asked.body else {}


def measure(names: Sequence[str], rounds: int, seconds: int) -> dict[str, Figures]:
    """Start every peer, then load them by turns."""
    figures: dict[str, Figures] = {}
    with TemporaryDirectory() as folder, ExitStack() as stack:
        files = written(Path(folder))
        servers: dict[str, tuple[Process, dict[str, Workload]]] = {}
        for name in names:
            port = free_port()
            program, *arguments = PEERS[name].command(files, port)
            try:
                server = stack.enter_context(started(arguments, port, "/", program=program))
            except (StartError, OSError) as error:
                print(f"{name}: {error}", file=sys.stderr)
                continue
            figures[name] = Figures({}, server.cpu(), [server.memory()])
            servers[name] = server, works(server, PEERS[name])
        for number in range(rounds + 1):
            for name, (server, asked) in servers.items():
                for each in asked.values():
                    cost = loaded(server, each, Path(folder), WARM if not number else seconds, number)
                    if number and cost is not None:
                        figures[name].costs.setdefault(each.name, []).append(cost)
        for name, (server, _) in servers.items():
            figures[name].memory.append(server.memory())
    return figures


def loaded(server: Process, asked: Workload, folder: Path, seconds: int, number: int) -> float | None:
    """Microseconds of CPU time a request of one round."""
    body = folder / "body.json"
    body.write_bytes(asked.body)
    try:
        return load(
            server, asked.method, asked.path, headers_of(asked), body if asked.body else None, seconds, number
        ).cost
    except LoadError as error:
        print(f"{asked.path}: {error}", file=sys.stderr)
        return None


def table(figures: Mapping[str, Figures]) -> Iterator[str]:
    """The figures in Markdown: medians of the rounds."""
    columns = [each.name for each in loads()]
    yield "| | " + " | ".join(columns) + " | start, s | MiB at the start | MiB after |"
    yield "| --- |" + " ---: |" * (len(columns) + 3)
    for name, each in figures.items():
        costs = [f"{median(each.costs[column]):.0f}" if column in each.costs else "-" for column in columns]
        version = " ".join(PEERS[name].packages[:1]) or name
        told = [*costs, f"{each.start:.1f}", *(f"{size:.0f}" for size in each.memory)]
        yield f"| {version} | " + " | ".join(told) + " |"


WIDTH, BAR, LABEL = 900, 14, 150


def plot(figures: Mapping[str, Figures]) -> str:
    """Bars of the costs of each workload, as SVG."""
    columns = [each.name for each in loads()]
    height = len(columns) * (len(figures) * BAR + 34) + 10
    box, font = f"0 0 {WIDTH} {height}", 'font-family="sans-serif" font-size="11"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {font}>']
    lines.append(f'<rect width="{WIDTH}" height="{height}" fill="white"/>')
    top = 16
    for column in columns:
        costs = {name: median(each.costs[column]) for name, each in figures.items() if column in each.costs}
        lines.append(f'<text x="4" y="{top}" font-weight="bold">{column}: µs of CPU time a request</text>')
        most = max(costs.values(), default=1.0)
        for place, (name, cost) in enumerate(sorted(costs.items(), key=lambda each: each[1])):
            y = top + 6 + place * BAR
            width = cost / most * (WIDTH - LABEL - 80)
            colour = "#2563eb" if name == "mockserver" else "#9ca3af"
            lines.append(f'<text x="{LABEL - 6}" y="{y + 10}" text-anchor="end">{name}</text>')
            lines.append(
                f'<rect x="{LABEL}" y="{y + 1}" width="{width:.1f}" height="{BAR - 3}" fill="{colour}"/>'
            )
            lines.append(f'<text x="{LABEL + width + 4:.1f}" y="{y + 10}">{cost:.0f}</text>')
        top += len(costs) * BAR + 34
    return "\n".join([*lines, "</svg>"]) + "\n"


def machine() -> str:
    """What it was measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{platform.system()}, {model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    """Read the arguments, install, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("peers", nargs="*", metavar="PEER", help=", ".join(PEERS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="of each load")
    parser.add_argument("--write", type=Path, help="a folder for table.md and costs.svg")
    asked = parser.parse_args()
    unknown = [name for name in asked.peers if name not in PEERS]
    if unknown:
        parser.error(f"there is no {unknown[0]!r}; there are: {', '.join(PEERS)}")
    names = list(dict.fromkeys(["mockserver", *(asked.peers or PEERS)]))
    check_wrk()
    install(names)
    figures = measure(names, asked.rounds, asked.seconds)
    told = "\n".join([*table(figures), "", f"Microseconds of CPU time a request; {machine()}."])
    print(told)
    if asked.write is not None:
        asked.write.mkdir(parents=True, exist_ok=True)
        (asked.write / "table.md").write_text(told + "\n", "utf-8")
        (asked.write / "costs.svg").write_text(plot(figures), "utf-8")


if __name__ == "__main__":
    main()
