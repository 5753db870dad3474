"""`mockserver fuzz`: every document in a process of its own, some at a time."""

import multiprocessing
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from mockserver.contract import catalog
from mockserver.errors import UsageError
from mockserver.fuzzing import report
from mockserver.fuzzing.job import PHASES, Job, Outcome
from mockserver.fuzzing.pace import noted
from mockserver.fuzzing.worker import fuzz
from mockserver.keywords import server_options
from mockserver.settings import ServerOptions, Settings

FOUND, TROUBLE = 1, 2  # exit codes
WORKERS = 2
TICK, SAYING = 0.5, 5.0  # seconds between two looks at how far jobs are, and between two lines that say it


def fuzz_documents(  # noqa: PLR0913 - the options of a command
    documents: Sequence[str] = (),
    *,
    max_examples: int,
    seed: int | None = None,
    phases: Sequence[str] = PHASES,
    variants: Mapping[str, Sequence[str]] | None = None,
    overlays: Sequence[str] = (),
    workers: int = WORKERS,
    time_limit: float | None = None,
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
        time_limit: Seconds for each document, None for as long as it takes.
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
    model = Job(_alone(options), max_examples, number, tuple(phases), time_limit=time_limit)
    outcomes = []
    for outcome in perform(jobs_of(model), workers):
        outcomes.append(outcome)
        for text in report.report_lines(outcome):
            echo(text)
    echo(report.total(outcomes))
    if any(outcome.trouble for outcome in outcomes):
        return TROUBLE
    return FOUND if any(outcome.found for outcome in outcomes) else 0


def _alone(options: ServerOptions) -> ServerOptions:
    """What is asked for without real APIs: nobody's is fuzzed because a variable of the environment names it."""
    return replace(options, upstreams={}, record=None)


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
    """The outcomes of jobs, as they come; how far each is, is said on standard error while it runs."""
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory() as folder,
        Watch() as watch,
        # A process is thrown away after its document: Schemathesis keeps hooks and caches in it.
        ProcessPoolExecutor(min(workers, len(jobs)), context, max_tasks_per_child=1) as pool,
    ):
        noting = [replace(job, notes=str(Path(folder, str(place)))) for place, job in enumerate(jobs)]
        futures = {pool.submit(fuzz, job): job for job in noting}
        left = set(futures)
        while left:
            done, left = wait(left, TICK, FIRST_COMPLETED)
            for future in done:
                yield replace(_outcome(future, futures[future]), job=futures[future])
            watch.show([futures[future] for future in futures if future in left])


class Watch:
    """Says how far jobs are: a spinner for each on a terminal, else a line every few seconds."""

    def __init__(self, every: float = SAYING) -> None:
        """Take the seconds between two lines."""
        self._every = every
        self._console = Console(file=sys.stderr)
        columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
        terminal = self._console.is_terminal
        self._progress = Progress(*columns, console=self._console, transient=True, disable=not terminal)
        self._tasks: dict[str, TaskID] = {}
        self._begun = self._said = monotonic()

    def __enter__(self) -> Self:
        """Begin to show."""
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Leave nothing on the terminal."""
        self._progress.stop()

    def show(self, jobs: Sequence[Job]) -> None:
        """Say how far the jobs are that still run."""
        if self._console.is_terminal:
            self._spin(jobs)
        elif monotonic() - self._said >= self._every:
            self._said = monotonic()
            told = [f"{job.name}: {count} requests" for job in jobs if (count := noted(job.notes))]
            if told:
                text = f"fuzzing, {self._said - self._begun:.0f} s: {', '.join(told)}"
                self._console.print(text, soft_wrap=True, markup=False, highlight=False)

    def _spin(self, jobs: Sequence[Job]) -> None:
        for name in self._tasks.keys() - {job.notes for job in jobs}:
            self._progress.remove_task(self._tasks.pop(name))
        for job in jobs:
            if job.notes not in self._tasks:
                self._tasks[job.notes] = self._progress.add_task(job.name)
            text = f"fuzzing {job.name}, {noted(job.notes)} requests"
            self._progress.update(self._tasks[job.notes], description=text)


def _outcome(future: Future[Outcome], job: Job) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return Outcome(job, trouble="its process ended without a result; was it killed?")
