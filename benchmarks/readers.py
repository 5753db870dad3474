"""Print what requests cost while others watch: a server with readers of `/__admin/events` beside one without.

    python benchmarks/readers.py                       # rotor, ten readers, 5 rounds: about four minutes
    python benchmarks/readers.py --quick               # one short round
    python benchmarks/readers.py --readers 50 --only list,get

Both servers are of this checkout, on one core, and take turns; the readers read on the core of wrk, so that the figure
is what it costs the server to tell them. Each has its median, how many times the other's it is, and the spread.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import against
from load import CONNECTIONS, LoadError, check_wrk
from run import Bench, Target, asked_loads, parser_of, told
from servers import LOAD_CORE, Process
from workloads import Workload

READ = """
import selectors, socket, sys
port, many = map(int, sys.argv[1:])
chosen = selectors.DefaultSelector()
for _ in range(many):
    reader = socket.create_connection(("127.0.0.1", port))
    reader.sendall(b"GET /__admin/events HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nAccept: text/event-stream\\r\\n\\r\\n")
    first = reader.recv(65536)
    assert b" 200 " in first.partition(b"\\r\\n")[0], first
    chosen.register(reader, selectors.EVENT_READ)
print("reading", flush=True)
while chosen.get_map():
    for key, _ in chosen.select():
        if not key.fileobj.recv(1 << 20):
            chosen.unregister(key.fileobj)
"""


@contextmanager
def reading(server: Process, many: int) -> Iterator[None]:
    """Let so many read the events of a server for the length of a `with` block.

    Raises:
        LoadError: When they are not let in, or one was sent away.
    """
    command = ["taskset", "-c", str(LOAD_CORE), sys.executable, "-c", READ, str(server.port), str(many)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as readers:
        try:
            if readers.stdout is None or readers.stdout.readline() != b"reading\n":
                raise LoadError("the readers of /__admin/events were not let in")
            yield
            if many and readers.poll() is not None:
                raise LoadError("the readers of /__admin/events were sent away")
        finally:
            readers.kill()


def one_round(
    target: Target, loads: list[Workload], many: int, seconds: int, number: int
) -> dict[str, dict[str, float]]:
    """Microseconds of CPU time a request, by server and workload."""
    found: dict[str, dict[str, float]] = {against.NEW: {}, against.OLD: {}}
    with ExitStack() as stack:
        watched, alone = (Bench(target, stack) for _ in range(2))
        stack.enter_context(reading(watched.ours, many))
        both = [(against.NEW, watched), (against.OLD, alone)]
        for load_ in loads:
            for name, bench in both if number % 2 else both[::-1]:
                found[name][load_.name] = bench.warm_cost(bench.ours, load_, seconds, number)
    return found


def main() -> None:
    """Read the arguments, measure, print."""
    parser = parser_of(__doc__, 5)
    parser.add_argument("--readers", type=int, default=10)
    asked = parser.parse_args()
    with told():
        check_wrk()
        target, loads, rounds, seconds = asked_loads(asked)
        print(f"\n{asked.vendor}: CPU time a request, wrk -c{CONNECTIONS}, {rounds} rounds of {seconds} s, a server "
              f"with {asked.readers} readers of /__admin/events beside another without", flush=True)  # fmt: skip
        found: dict[str, list[dict[str, float]]] = {against.NEW: [], against.OLD: []}
        for number in range(1, rounds + 1):
            for name, costs in one_round(target, loads, asked.readers, seconds, number).items():
                found[name].append(costs)
        for load_ in loads:
            against.told(load_.name, found, load_.name)


if __name__ == "__main__":
    main()
