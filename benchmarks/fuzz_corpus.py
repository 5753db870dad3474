"""Fuzz every document of a folder at several seeds: a line each, findings in full, one total.

    make fuzz-corpus                                       # ../shared/corpus, 50 examples, three seeds by chance
    make fuzz-corpus ARGS="--phases laws"                  # the laws of state and paging alone
    make fuzz-corpus ARGS="--only mist,box --seeds 7,8"    # two documents at seeds of one's own

`laws` is how many of the laws were judged of some operation, of those that there are; `examples` how often, over all
seeds; `findings` those of each seed. CPU time is that of all seeds, start included. Under a document's line stand the
laws that nothing could be judged of, with the reason, and how many operations have it. With the laws alone a document
is served once, and judged at each seed; other phases need a process for each. `--out DIR` keeps what `mockserver fuzz`
says of each document and seed.
"""

import argparse
import multiprocessing
import random
import resource
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from corpus import CORPUS, documents

from mockserver.errors import MockserverError
from mockserver.fuzzing import law_verdict, report
from mockserver.fuzzing.job import LAWS, PHASES, Job, Outcome
from mockserver.fuzzing.laws import LAWS as EVERY_LAW
from mockserver.fuzzing.runner import jobs_of, perform
from mockserver.fuzzing.worker import judge_laws
from mockserver.keywords import server_options


def main(asked: argparse.Namespace) -> int:
    """Print the table; 1 where something was found."""
    seeds = asked.seeds or [random.SystemRandom().randrange(1 << 32) for _ in range(3)]
    files = sorted(
        documents(asked.folder, set(filter(None, asked.only.split(",")))),
        key=lambda each: each[1].stat().st_size,
    )
    print(f"seeds {', '.join(map(str, seeds))}; {asked.examples} examples; phases {asked.phases}\n")
    print(f"{'document':28}{'laws':>9}{'examples':>10}{'findings':>12}{'CPU s':>8}")
    clean = set()
    for name, path in files:
        before = _cpu()
        outcomes = _fuzzed(path, seeds, asked)
        print(_line(name, outcomes, _cpu() - before), flush=True)
        for line in _under(outcomes):
            print(f"    {line}", flush=True)
        if asked.out:
            _keep(asked.out, name, outcomes)
        if not any(outcome.found or outcome.trouble or outcome.limited for outcome in outcomes):
            clean.add(name)
    print(f"\nnothing found in {len(clean)} of {len(files)} documents")
    return int(len(clean) < len(files))


def _fuzzed(path: Path, seeds: Sequence[int], asked: argparse.Namespace) -> Sequence[Outcome]:
    options = server_options([str(path)], validate_responses=True)
    phases = tuple(asked.phases.split(","))
    model = Job(options, asked.examples, 0, phases, time_limit=asked.seconds)
    if phases == (LAWS,):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
            return pool.submit(_at_seeds, jobs_of(model)[0], seeds).result()
    jobs = [job for seed in seeds for job in jobs_of(replace(model, seed=seed))]
    return sorted(perform(jobs, 1), key=lambda outcome: seeds.index(outcome.job.seed))


def _at_seeds(job: Job, seeds: Sequence[int]) -> Sequence[Outcome]:
    try:
        return list(judge_laws(job, seeds))
    except MockserverError as error:
        return [Outcome(job, trouble=str(error))]


def _cpu() -> float:
    """Seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _line(name: str, outcomes: Sequence[Outcome], cpu: float) -> str:
    judged = {law for each in outcomes for law, count in each.laws.counts.items() if count.operations}
    examples = sum(outcome.laws.examples for outcome in outcomes)
    found = " ".join("refused" if outcome.trouble else str(outcome.findings) for outcome in outcomes)
    late = "  ended by the time limit" if any(outcome.limited for outcome in outcomes) else ""
    laws = f"{len(judged)} of {len(EVERY_LAW)}"
    return f"{name[:27]:28}{laws:>9}{examples:10}{found:>12}{cpu:8.1f}{late}"


def _under(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What was not judged, and what was found."""
    yield from law_verdict.unjudged(outcomes[0].laws)
    for outcome in outcomes:
        if outcome.found or outcome.trouble or outcome.limited:
            yield f"seed {outcome.job.seed}:"
            yield from report.report_lines(outcome)


def _keep(folder: Path, name: str, outcomes: Sequence[Outcome]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for outcome in outcomes:
        text = "\n".join(report.report_lines(outcome))
        (folder / f"{name}.{outcome.job.seed}.txt").write_text(text, "utf-8")


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
