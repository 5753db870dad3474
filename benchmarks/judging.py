"""Print what judging and recording cost: the same requests to two servers, one of which measures its clients.

    python benchmarks/judging.py                 # about two minutes
    python benchmarks/judging.py --vendor juicyway --rounds 9

Both servers take turns on one core, wrk has the other; the figure is the median share of CPU time a request that the
measuring server spends more.
"""

import argparse
import sys
from contextlib import ExitStack
from statistics import median

from load import LoadError, check_wrk
from run import Bench, target_of
from servers import Process, StartError
from workloads import WORKLOADS, Workload

MOST = 15  # percent of throughput


def share(bench: Bench, judged: Process, load: Workload, rounds: int, seconds: int) -> float:
    """Percent of throughput that judging costs one kind of request."""
    costs = []
    for number in range(rounds + 1):
        plain = bench.cost(bench.ours, load, seconds, number)
        measured = bench.cost(judged, load, seconds, number)
        costs.append(100 * (1 - plain / measured))
    return median(costs[1:])  # the first round warms both


def main() -> None:
    """Read the arguments, print a line for each kind of request."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--vendor", choices=list(WORKLOADS), default="rotor")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="length of a round")
    asked = parser.parse_args()
    check_wrk()
    with ExitStack() as stack:
        bench, other = Bench(target_of(asked.vendor), stack), Bench(target_of(asked.vendor), stack)
        other.ours.ask("GET", "/__admin/coverage", {})  # a server measures from the first time it is asked
        print(
            f"{asked.vendor}: throughput that judging and recording cost, {asked.rounds} rounds of {asked.seconds} s"
        )
        for load in WORKLOADS[asked.vendor]:
            cost = share(bench, other.ours, load, asked.rounds, asked.seconds)
            print(
                f"  {load.name:9}{cost:6.1f} %  (bar {MOST} %)  {'ok' if cost <= MOST else 'MISSED'}",
                flush=True,
            )


if __name__ == "__main__":
    try:
        main()
    except (LoadError, StartError) as error:
        sys.exit(f"benchmarks: {error}")
