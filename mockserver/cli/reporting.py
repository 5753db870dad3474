"""What `coverage` and `check` share: options about reports and conditions, and what becomes of a run."""

import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli import options
from mockserver.coverage.clients.verdict import SEVERITIES
from mockserver.errors import UsageError
from mockserver.keywords import server_options
from mockserver.settings import from_environment

if TYPE_CHECKING:
    from mockserver.app import MockApp
    from mockserver.contract.model import Contract
    from mockserver.coverage.runs.run import Run
    from mockserver.exchange import Exchange
    from mockserver.reports import Report
    from mockserver.runtime.judging import Judgement

NEVER = "never"
TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a command was asked to tell.

    Attributes:
        formats: Format and file of each report; None for standard output.
        fail_under: Conditions on coverage, as written.
        fail_on: The least severity that fails the command, or `never`.
        data_file: Where the run is written, for `coverage combine`.
        spared: Rules that never fail the command: what is found is not of those who are judged.
    """

    formats: tuple[tuple[str, Path | None], ...]
    fail_under: tuple[str, ...]
    fail_on: str
    data_file: Path | None = None
    spared: frozenset[str] = frozenset()


def read_formats(
    ctx: click.Context, parameter: click.Parameter, given: Sequence[str]
) -> tuple[tuple[str, Path | None], ...]:
    """`FORMAT[=FILE]`, given any number of times.

    Raises:
        click.BadParameter: For a format that there is not.
    """
    if not given:
        return ()  # as of most servers, which need none of the formats
    from mockserver.reports import check_format

    found: list[tuple[str, Path | None]] = []
    for text in given:
        name, sign, path = text.partition("=")
        try:
            check_format(name)
        except UsageError as error:
            raise click.BadParameter(str(error), ctx, parameter) from None
        if sign and not path:
            raise click.BadParameter(f"{text!r} names no file", ctx, parameter)
        found.append((name, Path(path) if path else None))
    return tuple(found)


def documents(command: Any) -> Any:
    """Add `--document`, `--variant` and `--overlay`."""
    option = click.option(
        "--document",
        "documents",
        multiple=True,
        metavar="NAME|FILE|URL",
        help="A document to hold calls against. May be repeated.  [default: those of specs/]",
    )
    return option(options.add("variants", "overlays")(command))


def conditions(command: Any) -> Any:
    """Add `--fail-under`."""
    return click.option(
        "--fail-under",
        multiple=True,
        metavar="[SCOPE=]PERCENT",
        help="Exit with 1 when less is covered; SCOPE is a vendor, a kind or VENDOR.KIND. May be repeated.",
    )(command)


class FormatOption(click.Option):
    """An option whose help names every format that there is, looked up when help is asked for."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help."""
        from mockserver.reports import FORMATS

        *names, last = FORMATS
        self.help = f"{', '.join(names)} or {last}. May be repeated."
        return super().get_help_record(ctx)


def report_option(*names: str, default: Sequence[str] = (TERMINAL,)) -> Callable[[Any], Any]:
    """What adds the option that chooses reports, under its names."""
    return click.option(
        *names,
        "formats",
        cls=FormatOption,
        multiple=True,
        metavar="FORMAT[=FILE]",
        default=default,
        show_default=bool(default),
        callback=read_formats,
    )


def data_file(
    told: str = "Write what was measured, for `mockserver coverage combine`.",
) -> Callable[[Any], Any]:
    """What adds `--data-file`, with its help."""
    return click.option("--data-file", type=click.Path(dir_okay=False, path_type=Path), help=told)


def fail_on(default: str) -> Callable[[Any], Any]:
    """What adds `--fail-on`."""
    return click.option(
        "--fail-on",
        type=click.Choice((*SEVERITIES, NEVER)),
        default=default,
        show_default=True,
        help="Exit with 1 for verdicts of this severity, and graver ones.",
    )


def judgement_of(app: "MockApp", wanted: ReportOptions) -> "Judgement":
    """What judges each call to a server from now on, but for what the project switches off.

    Raises:
        UsageError: For a condition on what is not there: who waited for the last call would learn it too late.
    """
    from mockserver.coverage.runs import project_settings, thresholds
    from mockserver.runtime.judging import Judgement

    judgement = Judgement(app, project_settings.read_configuration(Path.cwd()).off)
    for text in wanted.fail_under:
        thresholds.parse_threshold(text, judgement.contracts)
    judgement.listen(app)
    return judgement


def report_calls(judgement: "Judgement", app: "MockApp", wanted: ReportOptions, *, title: str) -> int:
    """Write what was found of a server's calls; the exit code.

    Raises:
        MockserverError: As `report_run` does.
    """
    contracts, entries = judgement.contracts, app.journal.entries()
    return report_run(judgement.run(), contracts, wanted, title=title, exchanges=entries)


def report_run(
    run: "Run",
    contracts: "Mapping[str, Contract]",
    wanted: ReportOptions,
    *,
    title: str,
    off: Collection[str] = (),
    exchanges: "Iterable[tuple[int, Exchange]]" = (),
) -> int:
    """Write a run and its reports; the exit code.

    Args:
        run: What was measured.
        contracts: By vendor.
        wanted: What to tell.
        title: What was measured, for the reports.
        off: Rules that were switched off, beside those that the project switches off.
        exchanges: What was asked and answered, with its numbers in the journal.

    Raises:
        MockserverError: For a condition on what is not there, or a report that cannot be written.
    """
    from mockserver.coverage.runs import project_settings, saved_runs, thresholds
    from mockserver.coverage.runs.summary import summarise
    from mockserver.reports import Report
    from mockserver.reports.issues import at_least, issues

    if wanted.data_file is not None:
        saved_runs.write_run(run, wanted.data_file)
    root = Path.cwd()
    project = project_settings.read_configuration(root)
    if wanted.fail_under:
        least = tuple(thresholds.parse_threshold(text, contracts) for text in wanted.fail_under)
    else:
        least = project.thresholds(contracts)
    summary = summarise(run, contracts, ignore=project.ignore)
    short = thresholds.shortfalls(summary, least)
    off, shown = {*project.off, *off}, list(exchanges)
    report = Report(summary, contracts, datetime.now(UTC), root, short, shown, off=off, title=title)
    for name, path in wanted.formats:
        write_report(name, report, path)
    counted = [issue for issue in issues(report) if issue.rule not in wanted.spared]
    grave = [] if wanted.fail_on == NEVER else [each for each in counted if at_least([each], wanted.fail_on)]
    if grave:
        several = "s" * (len(grave) != 1)
        click.echo(f"Failed: {len(grave)} verdict{several} of severity {wanted.fail_on} or graver", err=True)
    return 1 if short or grave else 0


def write_report(name: str, report: "Report", path: Path | None) -> None:
    """Write one report to a file, or to standard output.

    Raises:
        MockserverError: When it cannot be written.
    """
    from mockserver import reports

    if path is not None:
        reports.write(name, report, path)
        click.echo(f"Wrote {path}", err=True)
    elif name == TERMINAL and sys.stdout.isatty():
        from rich.console import Console

        from mockserver.reports import terminal

        terminal.print_summary(report, Console(highlight=False))
    else:
        text = reports.render(name, report)
        click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def contracts(
    named: Sequence[str],
    variants: Mapping[str, Sequence[str]],
    overlays: Sequence[str],
    run: "Run | None" = None,
) -> "dict[str, Contract]":
    """The contracts that calls are held against, by vendor.

    Args:
        named: Documents; without any, those that the run measured, or all of the specs folder.
        variants, overlays: What was switched on.
        run: What was measured, if that is known.

    Raises:
        MockserverError: When one is not there, cannot be served, or is not the one that was measured.
    """
    from mockserver.contract import catalog
    from mockserver.server.made_vendors import contracts_of

    settings = from_environment()
    if run is not None and not named:
        known = catalog.names(settings)
        missing = [vendor for vendor in run.documents if vendor not in known]
        if missing:
            given = " ".join(f"--document {vendor}.yaml" for vendor in missing)
            raise UsageError(
                f"the run measured {', '.join(missing)}, which {settings.specs} does not have; "
                f"say where each document is ({given}), and name the others as well"
            )
        named = list(run.documents)
        if not named:
            return {}
    options = server_options(named, settings=settings, variants=variants, overlays=overlays)
    found = {contract.name: contract for contract in contracts_of(options)}
    for vendor, digest in run.documents.items() if run else ():
        contract = found.get(vendor)
        if contract is None:
            raise UsageError(f"the run measured {vendor} as well; name its document with --document")
        if contract.document.digest != digest:
            raise UsageError(
                f"{contract.document.source} is not the document that the run measured: it has changed since; "
                "measure again, or name the one that was served with --document"
            )
    return found
