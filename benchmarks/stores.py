"""Print what requests cost where state is kept: a server with `--store sqlite:FILE` beside one in memory.

    python benchmarks/stores.py                        # rotor, 5 rounds: about two minutes
    python benchmarks/stores.py --quick                # one short round
    python benchmarks/stores.py --only get,create

Both servers are of this checkout, on one core, and take turns. Each kind of request has its medians, how many times the
one in memory the other costs, and the spread. The bars: a read costs at most 4 µs more than in memory, or 85 % of its
requests are answered in the time; 40 % of creates.
"""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from load import CONNECTIONS, check_wrk
from run import Bench, Target, asked_loads, parser_of, told
from servers import Process, free_port, mockserver, started
from workloads import WORKLOADS, Workload

MORE, RATE = 4.0, {"create": 0.40}  # microseconds of a read; shares of memory's rate
READ_RATE = 0.85
MEMORY, SQLITE = "memory", "sqlite"


def server(target: Target, stack: ExitStack, *options: str) -> Process:
    """A server of a vendor."""
    port = free_port()
    path = target.base + WORKLOADS[target.name][0].path
    return stack.enter_context(
        started(mockserver(target.name, *options, port=port), port, path, target.headers)
    )


def one_round(
    target: Target, loads: list[Workload], seconds: int, number: int
) -> dict[str, dict[str, float]]:
    """Microseconds of CPU time a request, by store and workload."""
    found: dict[str, dict[str, float]] = {MEMORY: {}, SQLITE: {}}
    with ExitStack() as stack:
        file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "state.db"
        options = {MEMORY: (), SQLITE: ("--store", f"sqlite:{file}")}
        benches = {name: Bench(target, stack, server(target, stack, *more)) for name, more in options.items()}
        for load_ in loads:
            for name in (MEMORY, SQLITE) if number % 2 else (SQLITE, MEMORY):
                bench = benches[name]
                found[name][load_.name] = bench.warm_cost(bench.ours, load_, seconds, number)
    return found


def line(kind: str, rounds: list[Mapping[str, Mapping[str, float]]]) -> str:
    """What one kind of request costs, and whether that is within its bar."""
    memory, sqlite = (median(each[name][kind] for each in rounds) for name in (MEMORY, SQLITE))
    more = median(each[SQLITE][kind] - each[MEMORY][kind] for each in rounds)
    rates = sorted(each[MEMORY][kind] / each[SQLITE][kind] for each in rounds)
    rate = median(rates)
    well = rate >= RATE[kind] if kind in RATE else more <= MORE or rate >= READ_RATE
    return (
        f"  {kind:8} memory {memory:7.1f} µs  sqlite {sqlite:7.1f} µs  {more:+6.1f} µs  {rate:.0%} of the rate"
        f" ({rates[0]:.0%} to {rates[-1]:.0%})  {'ok' if well else 'OVER THE BAR'}"
    )


def main() -> None:
    """Read the arguments, measure, print."""
    asked = parser_of(__doc__, 5).parse_args()
    with told():
        check_wrk()
        target, loads, rounds, seconds = asked_loads(asked)
        print(
            f"\n{asked.vendor}: CPU time a request, wrk -c{CONNECTIONS}, {rounds} rounds of {seconds} s",
            flush=True,
        )
        found = [one_round(target, loads, seconds, number) for number in range(1, rounds + 1)]
        for load_ in loads:
            print(line(load_.name, found))


if __name__ == "__main__":
    main()
