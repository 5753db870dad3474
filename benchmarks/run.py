"""Print what this server costs: CPU time a request beside a bare server and stock Connexion, start-up time, memory.

    make bench                                  # rotor on all servers, start-up, memory: about four minutes
    make bench ARGS="--quick"                   # one short round each
    make bench ARGS="--vendor juicyway --only list,get --rounds 9"
    make bench ARGS="--in-process"              # microseconds without sockets
    make bench ARGS="--against PATH --rounds 5" # beside another checkout, taken in turns

The server has one core, wrk the other. The figure is CPU time (user and system) a request: on a busy machine it moves
far less than requests a second do. Servers take turns; each round has servers of its own, because where a process
happens to put its code and its tables is worth a few percent; medians are printed. The bare server and stock
Connexion run on uvicorn's own HTTP protocol. The list and the row are the same in every request, so what is remembered
until a row changes is remembered here; each create and each refused request has the head of the one before, and its
body is read, judged and answered anew.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import against
import in_process
import servers
from load import CONNECTIONS, LoadError, check_wrk, load
from servers import Answer, Process, StartError, free_port, mockserver, started
from workloads import NUMBER, WORKLOADS, Workload

from mockserver.access import credentials
from mockserver.contract import catalog
from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from mockserver.settings import from_environment

BARE = str(Path(__file__).with_name("bare.py"))
OURS, STOCK, YARDSTICK = "mockserver", "stock", "bare"
LEAST_OF_BARE = 50  # percent of the bare server's speed
LEAST_OF_STOCK = 6.0  # times stock Connexion's speed
LONGEST_START = 2.0  # seconds
MOST_MEMORY = 150  # MiB


@dataclass(frozen=True, slots=True)
class Target:
    """A vendor's place on a server, and what a client sends to be let in."""

    name: str
    base: str
    headers: Mapping[str, str]


def target_of(name: str) -> Target:
    """Where a vendor is served."""
    settings = from_environment()
    contract = compile_contract(catalog.find([name], settings)[0], PARTS)
    caller = credentials.read_callers(settings.fixtures / name)["test_full"]
    return Target(name, f"/{name}{contract.base_path}", credentials.headers_for(contract, caller))


class Bench:
    """The servers that are compared on one vendor."""

    def __init__(
        self, target: Target, stack: ExitStack, ours: Process | None = None, *, stock: bool = False
    ) -> None:
        self._target = target
        self._stack = stack
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.ours = ours or self._serve()
        self.stock = self._serve_stock() if stock else None
        self._row = _first_id(self._ask(self.ours, WORKLOADS[target.name][0], 0).body)

    def bare(self, load: Workload) -> Process:
        """A bare server that sends the bytes of our answer to a request."""
        answer = self._ask(self.ours, load, 0)
        if answer.status != load.status:
            raise LoadError(
                f"{load.name} is answered with {answer.status}, not {load.status}: {answer.body[:300]!r}"
            )
        reply = {"status": answer.status, "headers": answer.headers, "body": answer.body.decode()}
        path = self._folder / f"{load.name}.json"
        path.write_text(json.dumps(reply), "utf-8")
        port = free_port()
        return self._stack.enter_context(started([BARE, str(port), str(path)], port))

    def warm_cost(self, server: Process, load_: Workload, seconds: int, number: int) -> float:
        """The same of a server that has been asked for a second before."""
        self.cost(server, load_, 1, 0)
        return self.cost(server, load_, seconds, number)

    def cost(self, server: Process, load_: Workload, seconds: int, number: int) -> float:
        """Microseconds of CPU time a request, over one round.

        Raises:
            LoadError: When answers have another status than they should.
        """
        body = None
        if load_.body:
            body = self._folder / f"{load_.name}.body"
            body.write_bytes(load_.body)
        if load_.name == "create":
            server.ask("POST", "/__admin/reset", {})
        path = self._target.base + load_.path.replace("{id}", self._row)
        done = load(server, load_.method, path, self._target.headers, body, seconds, number)
        wanted = done.requests if load_.status >= 400 else 0
        if done.refused != wanted:
            raise LoadError(f"{load_.name}: {done.refused} errors in {done.requests} answers, not {wanted}")
        return done.cost

    def _serve_stock(self) -> Process | None:
        """The same through Connexion's own middlewares, None where they cannot serve the document."""
        try:
            return self._serve("--pipeline", "stock")
        except StartError as error:
            print(f"  no figures for {STOCK}: {(str(error).splitlines() or ['it did not start'])[-1]}")
            return None

    def _serve(self, *arguments: str) -> Process:
        port = free_port()
        path = self._target.base + WORKLOADS[self._target.name][0].path
        command = mockserver(self._target.name, *arguments, port=port)
        return self._stack.enter_context(started(command, port, path, self._target.headers))

    def _ask(self, server: Process, load: Workload, number: int) -> Answer:
        path = self._target.base + load.path.replace("{id}", getattr(self, "_row", ""))
        headers = {**self._target.headers, **({"content-type": "application/json"} if load.body else {})}
        return server.ask(
            load.method, path, headers, load.body.replace(NUMBER.encode(), str(number).zfill(7).encode())
        )


def _first_id(page: bytes) -> str:
    rows = next(value for value in json.loads(page).values() if isinstance(value, list))
    return str(rows[0]["id"])


def compare(vendor: str, names: list[str], rounds: int, seconds: int) -> None:
    """Print the CPU time of a vendor's requests on all servers."""
    print(f"\n{vendor}: CPU time a request, server on core {servers.SERVER_CORE}, wrk -t1 -c{CONNECTIONS} on core "
          f"{servers.LOAD_CORE}, {rounds} rounds of {seconds} s, medians", flush=True)  # fmt: skip
    loads = [load for load in WORKLOADS[vendor] if load.name in names]
    found: dict[str, list[dict[str, float]]] = {load.name: [] for load in loads}
    for number in range(1, rounds + 1):
        for name, costs in _round(target_of(vendor), loads, seconds, number).items():
            found[name].append(costs)
    print(f"  {'':9}{OURS:>11}{YARDSTICK:>11}{STOCK:>11}{'of bare':>10}{'of stock':>10}")
    for name, costs_of_rounds in found.items():
        print(_line(name, costs_of_rounds))


def _round(target: Target, loads: list[Workload], seconds: int, number: int) -> dict[str, dict[str, float]]:
    """Microseconds of CPU time a request, by workload and server."""
    found = {}
    with ExitStack() as stack:
        bench = Bench(target, stack, stock=True)
        for load_ in loads:
            contenders = {OURS: bench.ours, YARDSTICK: bench.bare(load_), STOCK: bench.stock}
            there = {name: server for name, server in contenders.items() if server is not None}
            found[load_.name] = {
                name: bench.warm_cost(server, load_, seconds, number) for name, server in there.items()
            }
    return found


def _line(name: str, rounds: list[dict[str, float]]) -> str:
    middle = {server: median(costs[server] for costs in rounds) for server in rounds[0]}
    share = median(100 * costs[YARDSTICK] / costs[OURS] for costs in rounds)
    cells = [f"  {name:9}{middle[OURS]:8.1f} µs{middle[YARDSTICK]:8.1f} µs"]
    if STOCK in middle:
        times = median(costs[STOCK] / costs[OURS] for costs in rounds)
        cells.append(f"{middle[STOCK]:8.0f} µs{share:8.0f} %{times:8.1f} x")
        ok = share >= LEAST_OF_BARE and times >= LEAST_OF_STOCK
    else:
        cells.append(f"{'-':>11}{share:8.0f} %{'-':>10}")
        ok = share >= LEAST_OF_BARE
    return "".join([*cells, "  ", _verdict(ok=ok)])


def _verdict(*, ok: bool) -> str:
    return "ok" if ok else "MISSED"


def start_up(rounds: int) -> None:
    """Print the time from the start of a process to its first answer, and its memory, with all five vendors."""
    target = target_of(next(iter(WORKLOADS)))
    times, busy, memory = [], [], []
    for _ in range(rounds):
        port, begun = free_port(), time.perf_counter()
        path = target.base + WORKLOADS[target.name][0].path
        with started(mockserver(*WORKLOADS, port=port), port, path, target.headers) as server:
            times.append(time.perf_counter() - begun)
            busy.append(server.cpu())
            memory.append(server.memory())
    took, size = median(times), median(memory)
    verdicts = _verdict(ok=took <= LONGEST_START), _verdict(ok=size <= MOST_MEMORY)
    print(f"\n{len(WORKLOADS)} vendors, default rows, one core:")
    print(f"  process start to first answer {took:6.2f} s    (bar {LONGEST_START:g} s)  {verdicts[0]}")
    print(f"  CPU time of that              {median(busy):6.2f} s")
    print(f"  resident memory then          {size:6.0f} MiB  (bar {MOST_MEMORY} MiB)  {verdicts[1]}")


def without_sockets(vendors: list[str], names: list[str]) -> None:
    """Print microseconds a request without sockets."""
    for vendor in vendors:
        found = in_process.measure(vendor)
        print(
            f"{vendor:10}",
            "  ".join(f"{name} {cost:6.1f} µs" for name, cost in found.items() if name in names),
        )


def beside(other: Path, vendors: list[str], names: list[str], rounds: int, seconds: int) -> None:
    """Print what this checkout costs beside another one, with sockets."""
    for vendor in vendors:
        target = target_of(vendor)
        loads = [load for load in WORKLOADS[vendor] if load.name in names]
        print(
            f"\n{vendor}: CPU time a request, {rounds} rounds of {seconds} s, {other} beside {against.HERE}",
            flush=True,
        )
        found: dict[str, list[dict[str, float]]] = {against.NEW: [], against.OLD: []}
        for number in range(1, rounds + 1):
            path = target.base + WORKLOADS[vendor][0].path
            with ExitStack() as stack:
                both = stack.enter_context(against.serving(other, vendor, path, target.headers))
                bench = Bench(target, stack, both[against.NEW])
                for name, server in both.items():
                    found[name].append(
                        {load_.name: bench.warm_cost(server, load_, seconds, number) for load_ in loads}
                    )
        for load_ in loads:
            against.told(load_.name, found, load_.name)


@contextmanager
def told() -> Iterator[None]:
    """End with a message where a benchmark cannot be run."""
    try:
        yield
    except (LoadError, StartError) as error:
        sys.exit(f"benchmarks: {error}")


def parser_of(description: str | None, rounds: int, *more: str) -> argparse.ArgumentParser:
    """What reads which requests are measured, of which vendor, and for how long.

    Args:
        description: Of the command.
        rounds: How many, where nobody says.
        more: What may be said in the place of a vendor.
    """
    kinds = ",".join(load.name for load in next(iter(WORKLOADS.values())))
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--vendor", choices=[*WORKLOADS, *more], default="rotor")
    parser.add_argument("--only", default=kinds, help="of " + kinds)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seconds", type=int, default=2, help="length of a round")
    parser.add_argument("--quick", action="store_true", help="one short round each")
    return parser


def asked_loads(asked: argparse.Namespace) -> tuple[Target, list[Workload], int, int]:
    """The vendor that is asked for, its requests, how many rounds, and their seconds."""
    names = asked.only.split(",")
    loads = [load for load in WORKLOADS[asked.vendor] if load.name in names]
    rounds, seconds = (1, 1) if asked.quick else (asked.rounds, asked.seconds)
    return target_of(asked.vendor), loads, rounds, seconds


def main() -> None:
    """Read the arguments, run what they ask for."""
    parser = parser_of(__doc__, 7, "all")
    parser.add_argument(
        "--in-process", action="store_true", help="microseconds without sockets, for all vendors"
    )
    parser.add_argument("--start-up", action="store_true", help="start-up time and memory alone")
    parser.add_argument(
        "--against", type=Path, metavar="PATH", help="another checkout, to be measured in turns"
    )
    asked = parser.parse_args()
    rounds, seconds = (1, 1) if asked.quick else (asked.rounds, asked.seconds)
    names, vendors = asked.only.split(","), list(WORKLOADS) if asked.vendor == "all" else [asked.vendor]
    with told():
        if asked.against:
            other, target = asked.against.resolve(), target_of(vendors[0])
            if asked.in_process:
                against.in_process(other, vendors, names, rounds)
                return
            if not asked.start_up:
                check_wrk()
                beside(other, vendors, names, rounds, seconds)
            against.start_up(other, target.base + WORKLOADS[target.name][0].path, target.headers, rounds)
            return
        if asked.in_process:
            without_sockets(vendors, names)
            return
        if not asked.start_up:
            check_wrk()
            for vendor in vendors:
                compare(vendor, names, rounds, seconds)
        start_up(3 if asked.quick else 5)


if __name__ == "__main__":
    main()
