"""Print what judging and recording cost: the same requests to two servers, one of which measures its clients.

    python benchmarks/judging.py                 # about two minutes
    python benchmarks/judging.py --vendor juicyway --rounds 15

Both servers take turns on one core, wrk has the other; the figure is the median share of CPU time a request that the
measuring server spends more. Each round has servers of its own: where a process happens to put its code and its tables
is worth a few percent.
"""

import argparse
import sys
from contextlib import ExitStack
from statistics import median

from load import LoadError, check_wrk
from run import Bench, Target, target_of
from servers import StartError
from workloads import WORKLOADS

MOST = 15  # percent of throughput


def costs(target: Target, seconds: int, number: int) -> dict[str, float]:
    """Percent of throughput that judging costs each kind of request, by two servers that were started for this."""
    with ExitStack() as stack:
        plain, measuring = Bench(target, stack), Bench(target, stack)
        measuring.ours.ask(
            "GET", "/__admin/coverage", {}
        )  # a server measures from the first time it is asked
        order = [plain, measuring] if number % 2 else [measuring, plain]
        found = {}
        for load in WORKLOADS[target.name]:
            cost = {bench: bench.cost(bench.ours, load, seconds, number) for bench in order}
            found[load.name] = 100 * (1 - cost[plain] / cost[measuring])
        return found


def main() -> None:
    """Read the arguments, print a line for each kind of request."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--vendor", choices=list(WORKLOADS), default="rotor")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=1, help="length of a round")
    asked = parser.parse_args()
    check_wrk()
    target = target_of(asked.vendor)
    rounds = [costs(target, asked.seconds, number) for number in range(1, asked.rounds + 1)]
    print(
        f"{asked.vendor}: throughput that judging and recording cost, {asked.rounds} rounds of {asked.seconds} s"
    )
    for name in rounds[0]:
        cost = median(found[name] for found in rounds)
        print(f"  {name:9}{cost:6.1f} %  (bar {MOST} %)  {'ok' if cost <= MOST else 'MISSED'}")


if __name__ == "__main__":
    try:
        main()
    except (LoadError, StartError) as error:
        sys.exit(f"benchmarks: {error}")
