"""`mockserver fuzz`: every document in a process of its own, some at a time."""

import multiprocessing
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mockserver.contract import catalog
from mockserver.errors import UsageError
from mockserver.fuzzing import report
from mockserver.fuzzing.job import PHASES, Job, Outcome
from mockserver.fuzzing.worker import fuzz
from mockserver.settings import Settings, server_options

FOUND, TROUBLE = 1, 2  # exit codes
WORKERS = 2


def run(  # noqa: PLR0913 - the options of a command
    documents: Sequence[str] = (),
    *,
    max_examples: int,
    seed: int | None = None,
    phases: Sequence[str] = PHASES,
    variants: Mapping[str, Sequence[str]] | None = None,
    overlays: Sequence[str] = (),
    workers: int = WORKERS,
    settings: Settings | None = None,
    echo: Callable[[str], object] = print,
) -> int:
    """Fuzz documents and say what was found.

    Args:
        documents: Names of the specs folder, files or URLs; without any, the whole specs folder.
        max_examples: Generated cases for each operation and phase.
        seed: Where they start from; None for another one each time.
        phases: Some of `PHASES`.
        variants: For a document's name, the variants to switch on.
        overlays: Overlay files for every document.
        workers: How many documents at once.
        settings: Folders; by default, those of the environment.
        echo: What prints a text.

    Returns:
        The exit code: 0 nothing found, 1 a check found something, 2 a document could not be fuzzed.

    Raises:
        UsageError: For a document or a variant's document that is not there.
        SpecError: When a document cannot be read.
    """
    number = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    options = server_options(
        documents, settings=settings, variants=variants, overlays=tuple(overlays), validate_responses=True
    )
    outcomes = []
    for outcome in perform(jobs_of(Job(options, max_examples, number, tuple(phases))), workers):
        outcomes.append(outcome)
        for text in report.lines(outcome):
            echo(text)
    echo(report.total(outcomes))
    if any(outcome.trouble for outcome in outcomes):
        return TROUBLE
    return FOUND if any(outcome.found for outcome in outcomes) else 0


def jobs_of(model: Job) -> list[Job]:
    """A job like `model` for each of its documents, with its variants; all of the specs folder without documents.

    Raises:
        UsageError: For a document or a variant's document that is not there.
        SpecError: When a document cannot be read.
    """
    options = model.server
    asked = list(options.documents) or catalog.names(options.settings)
    names = [document.name for document in catalog.find(asked, options.settings)]
    for name in options.variants:
        if name not in names:
            raise UsageError(f"--variant {name}=...: no document of that name is fuzzed")
    jobs = []
    for given, name in zip(asked, names, strict=True):
        own = {name: options.variants[name]} if name in options.variants else {}
        jobs.append(replace(model, server=replace(options, documents=(given,), variants=own), name=name))
    return jobs


def perform(jobs: Sequence[Job], workers: int = WORKERS) -> Iterator[Outcome]:
    """The outcomes of jobs, as they come; a spinner for each document on a terminal."""
    console = Console(file=sys.stderr)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    context = multiprocessing.get_context("spawn")
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
        # A process is thrown away after its document: Schemathesis keeps hooks and caches in it.
        ProcessPoolExecutor(min(workers, len(jobs)), context, max_tasks_per_child=1) as pool,
    ):
        futures = {pool.submit(fuzz, job): job for job in jobs}
        tasks = {future: progress.add_task(f"fuzzing {job.name}") for future, job in futures.items()}
        for future in as_completed(futures):
            progress.remove_task(tasks[future])
            yield _outcome(future, futures[future])


def _outcome(future: Future[Outcome], job: Job) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return Outcome(job, trouble="its process ended without a result; was it killed?")
