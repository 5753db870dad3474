"""What a test run says at its end: coverage, verdicts, what is short of what was asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from textwrap import shorten

from mockserver.contract import catalog
from mockserver.contract.compiler import compile_contract
from mockserver.contract.model import Contract
from mockserver.coverage.items.item import KINDS
from mockserver.coverage.runs import project_settings, saved_runs, thresholds
from mockserver.coverage.runs.project_settings import Configuration
from mockserver.coverage.runs.run import Run, combine_runs
from mockserver.coverage.runs.summary import Summary, summarise
from mockserver.coverage.runs.thresholds import shortfalls, shown_percent
from mockserver.errors import UsageError
from mockserver.exchange import Exchange
from mockserver.parts import PARTS
from mockserver.printing import printable
from mockserver.settings import Settings, from_environment

MOST = 10  # verdicts that are shown
NOTHING_JUDGED = "--mockserver-strict-client has judged nothing: no test called a vendor of mockserver"
WIDTH = 240  # characters of a suggestion


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """The end of a run.

    Attributes:
        lines: What the terminal shows.
        short: What is short of what was asked for, a sentence each.
    """

    lines: tuple[str, ...]
    short: tuple[str, ...]


def summarise_session(  # noqa: PLR0913 - what a command line says
    runs: Iterable[Run],
    folder: Path,
    *,
    conditions: Sequence[str] = (),
    strict: bool = False,
    documents: Sequence[str] = (),
    reports: Sequence[str] = (),
    data_file: str | None = None,
    exchanges: Iterable[Exchange] = (),
    settings: Settings | None = None,
) -> SessionSummary:
    """End a run: combine what was measured, hold it against the contracts, write what was asked for.

    Args:
        runs: What was measured, by each process.
        folder: The project's, for what it says of coverage.
        conditions: The least percentages, which count instead of the project's.
        strict: Whether the command line asks that no call breaks a contract: a run without any has not shown it.
        documents: What was served.
        reports: What is written, `FORMAT=FILE` each.
        data_file: Where the run is written.
        exchanges: What was asked and answered, for reports that show it.
        settings: Folders and secrets; by default, those of the environment.

    Raises:
        UsageError: For what cannot be combined, read, written, or is not there.
        SpecError: For a document that cannot be served any more.
    """
    run = combine_runs(runs)
    project = project_settings.read_configuration(folder)
    contracts = served_contracts(documents, settings or from_environment())
    summary = summarise(run, contracts, ignore=project.ignore)
    if data_file:
        saved_runs.write_run(run, Path(data_file))
    short = shortfalls(summary, thresholds_of(conditions, project, contracts))
    idle = (NOTHING_JUDGED,) if strict and not run.exchanges else ()
    if reports:
        from mockserver.reports import write  # noqa: PLC0415 - templates, which most runs do not need
        from mockserver.reports.report import Report  # noqa: PLC0415

        report = Report(
            summary, contracts, datetime.now(UTC), folder, short, exchanges=list(enumerate(exchanges, 1))
        )
        for name, path in parse_reports(reports):
            write(name, report, path)
    return SessionSummary(tuple(summary_lines(summary)), (*map(str, short), *idle))


def served_contracts(documents: Sequence[str], settings: Settings) -> Mapping[str, Contract]:
    """The contracts that a run is held against: of the documents that were served.

    Raises:
        UsageError: When a document is not there any more.
        SpecError: When it cannot be served any more.
    """
    found = {}
    for document in catalog.find(documents, settings):
        found[document.name] = compile_contract(document, PARTS)
    return found


def thresholds_of(
    conditions: Sequence[str], project: Configuration, contracts: Mapping[str, Contract]
) -> tuple[thresholds.Threshold, ...]:
    """The conditions on coverage: of the command line, else of the project.

    Raises:
        UsageError: For a condition on something that there is not.
    """
    if conditions:
        return tuple(thresholds.parse_threshold(text, contracts) for text in conditions)
    return project.thresholds(contracts)


def check_conditions(conditions: Iterable[str]) -> None:
    """Make sure that the numbers of conditions are percentages; which names there are is not known yet.

    Raises:
        UsageError: For another one.
    """
    for text in conditions:
        thresholds.parse_threshold(text.rpartition("=")[2], ())


def parse_reports(texts: Sequence[str]) -> list[tuple[str, Path]]:
    """`FORMAT=FILE` as format and file.

    Raises:
        UsageError: For another form, or a format that there is not.
    """
    if not texts:
        return []
    from mockserver.reports import FORMATS  # noqa: PLC0415 - templates, which most runs do not need

    found = []
    for text in texts:
        name, _, path = text.partition("=")
        if not path or name not in FORMATS:
            raise UsageError(f"{text!r} is no report: write FORMAT=FILE with one of {', '.join(FORMATS)}")
        found.append((name, Path(path)))
    return found


def summary_lines(summary: Summary) -> Iterator[str]:
    """The terminal summary: coverage by vendor and kind, the next test to write, verdicts."""
    calls = sum(summary.run.exchanges.values())
    yield f"{calls} {'call' if calls == 1 else 'calls'}, {shown_percent(summary.percent())} % of the contracts covered"
    for vendor in summary.vendors:
        counts = {kind: summary.count(vendor, kind) for kind in KINDS}
        kinds = ", ".join(f"{kind} {covered}/{count}" for kind, (covered, count) in counts.items() if count)
        yield f"  {vendor} {shown_percent(summary.percent(vendor))} %: {kinds}"
    for suggestion in summary.next[:1]:
        yield shorten(f"next: {suggestion}", WIDTH, placeholder=" ...")
    yield from _verdicts(summary.run)


def _verdicts(run: Run) -> Iterator[str]:
    found = run.verdicts
    for verdict in found[:MOST]:
        where = f" [{verdict.context}]" if verdict.context else ""
        yield printable(f"{verdict.severity}: {verdict.rule}: {verdict.message}{where}")
        for call in verdict.calls[:2]:
            yield printable(f"    {call}")
    more = sum(run.tallies.values()) - min(len(found), MOST)
    if more > 0:
        yield f"... and {more} more verdicts"
