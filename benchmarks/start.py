"""Print what it costs to start on a document, beside what importing the package and reading the file costs.

    python benchmarks/start.py ../shared/corpus/mist.yaml ../shared/corpus/box.json
    python benchmarks/start.py FOLDER --rounds 3    # every document of a folder

For each document, by turns, in processes of their own on one core: a process that imports what `serve` imports and
reads the file by libyaml's loader; `mockserver serve` with inference; `mockserver serve --no-infer`; `mockserver lint`.
A server's figure is its CPU time (user and system) until it has answered a list of the document, its memory the largest
until then; lint's is all that its process takes. Every document has its turn in each round, so that what else the
machine does falls on all of them; the ratios are medians of those of each round.
"""

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

import corpus
from servers import SERVER_CORE, StartError, free_port, mockserver, started

from mockserver.access import credentials
from mockserver.contract.model import Contract
from mockserver.errors import MockserverError
from mockserver.keywords import server_options
from mockserver.server.made_vendors import contracts_of

READ = "import sys, mockserver.app, yaml; yaml.load(open(sys.argv[1], 'rb'), yaml.CSafeLoader)"
SMALL, LARGE = 1.5, 2.0  # times the yardstick: of documents of up to `FEW` operations, and of larger ones
FEW = 100
INFERRING = 1.5  # times a start without inference
LINTING = 3.0  # times a start
MEMORY, PLAIN_MEMORY = 350, 300  # MiB, with inference and without


@dataclass(frozen=True, slots=True)
class Request:
    """The first one: an operation's path, and what lets its client in."""

    path: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of CPU time, and MiB."""

    yardstick: float
    inferred: float
    plain: float
    lint: float
    memory: float
    plain_memory: float


def contract_of(place: str, *, infer: bool = False) -> Contract | None:
    """What would be served; None, and why, where nothing can be."""
    try:
        return contracts_of(server_options([place], infer=infer))[0]
    except MockserverError as error:
        print(f"{Path(place).name}: {str(error).splitlines()[0]}", file=sys.stderr)
        return None


def first_request(contract: Contract) -> Request:
    """A request of the first operation that is read without parameters in its path, else of any that is read."""
    reads = [each for each in contract.operations if each.method == "GET" and not each.unserved]
    plain = [each for each in reads if "{" not in each.path] or reads or list(contract.operations)
    caller = credentials.read_callers(None)["test_full"]
    path = f"/{quote(contract.name)}{contract.base_path}{plain[0].path if plain else '/'}"
    return Request(
        quote(path.replace("{", "").replace("}", ""), safe="/%"), credentials.headers_for(contract, caller)
    )


def measured(place: str, request: Request) -> Round:
    """One round: the yardstick, then both servers, then lint."""
    yardstick = ended("-c", READ, place)
    inferred, memory = serving(place, request)
    plain, plain_memory = serving(place, request, "--no-infer")
    lint = ended("-m", "mockserver", "lint", place, most=1)
    return Round(yardstick, inferred, plain, lint, memory, plain_memory)


def ended(*arguments: str, most: int = 0) -> float:
    """Seconds of CPU time of a Python process with `arguments`.

    Raises:
        StartError: When its exit code is more than `most`.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),
    )  # fmt: skip
    if done.returncode > most:
        raise StartError(f"{arguments[-1]}: {done.stderr.decode().strip().splitlines()[-1]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def serving(place: str, request: Request, *arguments: str) -> tuple[float, float]:
    """Seconds of CPU time until a server's first answer, and its largest memory until then in MiB."""
    port = free_port()
    command = mockserver(place, *arguments, port=port)
    with started(command, port, request.path, request.headers) as server:
        return server.cpu(), server.peak()


def told(contract: Contract, rounds: Sequence[Round]) -> str:
    """The line of a document, with what misses its bar."""
    operations = len(contract.operations)
    ratio = median(each.inferred / each.yardstick for each in rounds)
    plain_ratio = median(each.plain / each.yardstick for each in rounds)
    share = median(each.inferred / each.plain for each in rounds)
    lint = median(each.lint / each.inferred for each in rounds)
    memory = median(each.memory for each in rounds)
    plain_memory = median(each.plain_memory for each in rounds)
    missed = [
        *(["start"] if ratio > (SMALL if operations <= FEW else LARGE) else []),
        *(["inference"] if share > INFERRING else []),
        *(["lint"] if lint > LINTING else []),
        *(["memory"] if memory >= MEMORY or plain_memory >= PLAIN_MEMORY else []),
    ]
    seconds = [
        median(getattr(each, name) for each in rounds) for name in ("yardstick", "inferred", "plain", "lint")
    ]
    cells = [f"{contract.name[:25]:26}{operations:6}", *(f"{each:9.2f}" for each in seconds)]
    cells += [f"{each:9.2f}" for each in (ratio, plain_ratio, share, lint)]
    cells += [f"{memory:8.0f}{plain_memory:9.0f}"]
    return "".join([*cells, "  ", f"MISSED {', '.join(missed)}" if missed else "ok"])


def documents_in(places: Sequence[str]) -> Iterator[str]:
    """Files, and the documents of folders."""
    for place in map(Path, places):
        found = (path for _, path in corpus.documents(place, set())) if place.is_dir() else [place]
        yield from map(str, found)


def main() -> None:
    """Read the arguments, measure by turns, print a line for each document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", nargs="+", help="files, or folders of files")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    read = {place: contract for place in documents_in(asked.documents) if (contract := contract_of(place))}
    requests = {place: first_request(contract) for place, contract in read.items()}
    rounds: dict[str, list[Round]] = {place: [] for place in read}
    for _ in range(asked.rounds):
        for place in list(requests):
            try:
                rounds[place].append(measured(place, requests[place]))
            except StartError as error:
                print(f"{read[place].name}: {error}", file=sys.stderr)
                del requests[place]
    print(
        f"seconds of CPU time on one core until the first answer, medians of {asked.rounds} rounds; MiB at most"
    )
    print(f"{'':32}{'import':>9}{'':9}{'serve':>9}{'':9}{'serve:':>9}{'same of':>9}{'infer:':>9}{'lint:':>9}{'':8}"
          f"{'MiB':>9}\n{'':26}{'ops':>6}{'+libyaml':>9}{'serve':>9}{'no-infer':>9}{'lint':>9}{'import':>9}"
          f"{'no-infer':>9}{'no-infer':>9}{'serve':>9}{'MiB':>8}{'no-infer':>9}")  # fmt: skip
    for place in requests:
        print(told(read[place], rounds[place]))


if __name__ == "__main__":
    main()
