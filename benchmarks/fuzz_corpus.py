"""Fuzz every document of a folder at several seeds: a line each, findings in full, one total.

    make fuzz-corpus                                       # ../shared/corpus, 50 examples, three seeds by chance
    make fuzz-corpus ARGS="--phases laws"                  # the laws of state and paging alone
    make fuzz-corpus ARGS="--only mist,box --seeds 7,8"    # two documents at seeds of one's own

`laws` is how many of the laws were judged of some operation, `examples` how often. `--out DIR` keeps what `mockserver
fuzz` says of each document, the examples of each law and what was not judged, with the reason, among it.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import CORPUS, documents

from mockserver.fuzzing import report
from mockserver.fuzzing.job import PHASES, Job, Outcome
from mockserver.fuzzing.runner import jobs_of, perform
from mockserver.settings import server_options


def main(asked: argparse.Namespace) -> int:
    """Print the table; 1 where something was found."""
    seeds = asked.seeds or [random.SystemRandom().randrange(1 << 32) for _ in range(3)]
    files = sorted(
        documents(asked.folder, set(filter(None, asked.only.split(",")))),
        key=lambda each: each[1].stat().st_size,
    )
    print(f"seeds {', '.join(map(str, seeds))}; {asked.examples} examples; phases {asked.phases}\n")
    print(f"{'document':28}{'seed':>12}{'laws':>6}{'examples':>10}{'findings':>10}{'s':>8}")
    clean = set()
    for name, path in files:
        outcomes = list(_fuzzed(path, seeds, asked))
        for outcome in outcomes:
            print(_line(name, outcome), flush=True)
            if outcome.found or outcome.trouble:
                print("\n".join(f"    {line}" for line in report.report_lines(outcome)))
            if asked.out:
                asked.out.mkdir(parents=True, exist_ok=True)
                (asked.out / f"{name}.{outcome.job.seed}.txt").write_text(
                    "\n".join(report.report_lines(outcome)), "utf-8"
                )
        if not any(outcome.found or outcome.trouble or outcome.limited for outcome in outcomes):
            clean.add(name)
    print(f"\nnothing found in {len(clean)} of {len(files)} documents")
    return int(len(clean) < len(files))


def _fuzzed(path: Path, seeds: Sequence[int], asked: argparse.Namespace) -> Iterator[Outcome]:
    options = server_options([str(path)], validate_responses=True)
    for seed in seeds:
        model = Job(options, asked.examples, seed, tuple(asked.phases.split(",")), time_limit=asked.seconds)
        yield from perform(jobs_of(model), 1)


def _line(name: str, outcome: Outcome) -> str:
    judged = sum(1 for count in outcome.laws.counts.values() if count.operations)
    found = "refused" if outcome.trouble else outcome.findings
    late = "  ended by the time limit" if outcome.limited else ""
    cells = f"{outcome.job.seed:12}{judged:6}{outcome.laws.examples:10}{found:>10}{outcome.seconds:8.0f}"
    return f"{name[:27]:28}{cells}{late}"


def options() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=CORPUS)
    parser.add_argument("--only", default="", help="names of documents, with commas")
    parser.add_argument("--examples", type=int, default=50, help="for each operation, law and phase")
    parser.add_argument("--seeds", type=lambda said: [int(each) for each in said.split(",")])
    parser.add_argument("--phases", default=",".join(PHASES))
    parser.add_argument(
        "--seconds", type=float, help="the most for a document and seed; by default, no limit"
    )
    parser.add_argument("--out", type=Path, help="a folder for what is said of each document")
    return parser


if __name__ == "__main__":
    sys.exit(main(options().parse_args()))
