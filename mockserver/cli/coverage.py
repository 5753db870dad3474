"""`mockserver coverage`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from mockserver.cli import reporting
from mockserver.cli.options import examples
from mockserver.errors import UsageError

PAGE = "mockserver-coverage.html"
DATA = "The data.  [default: data_file of the configuration, or .mockserver-coverage]"


@click.group(
    short_help="How much of the contracts clients touched.",
    epilog=examples(
        "coverage combine                 put together what workers and machines measured",
        "coverage report --fail-under 80  totals, what is missing, verdicts",
        "coverage html                    one page to look at",
    ),
)
def coverage() -> None:
    """Tell how much of the contracts a client's tests touched, from the data that their runs left.

    Data files come from the pytest plugin (`--mockserver-data-file FILE`) and from `mockserver check --data-file FILE`.
    """


@coverage.command(
    short_help="Put several runs together.",
    epilog=examples(
        "coverage combine",
        "coverage combine ci/*/.mockserver-coverage",
        "coverage combine --keep a.json b.json",
    ),
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE|FOLDER]...")
@reporting.data_file(DATA)
@click.option("--append", is_flag=True, help="Add to what the data file has already.")
@click.option("--keep", is_flag=True, help="Leave the files that were put together where they are.")
def combine(files: Sequence[Path], *, data_file: Path | None, append: bool, keep: bool) -> None:
    """Put the data of several runs, workers and machines together in one file.

    Without FILE: those beside the data file that have its name and a suffix. The same data twice count once.
    """
    from mockserver.coverage.runs import saved_runs as run_files

    base = base_of(data_file)
    found = list(data_files(files, base))
    if not found:
        raise UsageError(f"there is nothing to combine: no file {base}.* is there; name files or folders")
    together = [base, *found] if append and base.is_file() else found
    run = run_files.combine_files(together)
    run_files.write_run(run, base)
    for path in found:
        if not keep and path.resolve() != base.resolve():
            path.unlink()
    click.echo(f"Combined {len(found)} file{'s' * (len(found) != 1)} in {base}", err=True)


@coverage.command(
    short_help="Totals, what is missing, verdicts.",
    epilog=examples(
        "coverage report",
        "coverage report --fail-under 80 --fail-under statuses=60",
        "coverage report --report terminal --report github --report junit=contract.xml",
    ),
)
@reporting.data_file(DATA)
@reporting.documents
@reporting.report_option("--report", "--format")
@reporting.conditions
@reporting.fail_on(reporting.NEVER)
def report(  # noqa: PLR0913 - a command's options
    *,
    data_file: Path | None,
    documents: Sequence[str],
    variants: Mapping[str, Sequence[str]],
    overlays: Sequence[str],
    formats: tuple[tuple[str, Path | None], ...],
    fail_under: tuple[str, ...],
    fail_on: str,
) -> None:
    """Tell what was covered, what is missing, and how clients behaved.

    Exit code 1 when less is covered than asked for, or for verdicts where --fail-on says so.
    """
    wanted = reporting.ReportOptions(formats, fail_under, fail_on)
    raise click.exceptions.Exit(report_file(data_file, documents, variants, overlays, wanted))


@coverage.command(
    short_help="One page to look at.",
    epilog=examples("coverage html", "coverage html --output build/contract.html"),
)
@reporting.data_file(DATA)
@reporting.documents
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    default=PAGE,
    show_default=True,
    help="The page.",
)
@reporting.conditions
def html(
    *,
    data_file: Path | None,
    documents: Sequence[str],
    variants: Mapping[str, Sequence[str]],
    overlays: Sequence[str],
    output: Path,
    fail_under: tuple[str, ...],
) -> None:
    """Write one HTML page that needs nothing beside it: coverage by operation, verdicts with their calls."""
    wanted = reporting.ReportOptions((("html", output),), fail_under, reporting.NEVER)
    raise click.exceptions.Exit(report_file(data_file, documents, variants, overlays, wanted))


def data_files(given: Sequence[Path], base: Path) -> Iterator[Path]:
    """The files to combine: those given, those in the folders given, those beside `base` where none is given."""
    from mockserver.coverage.runs import saved_runs as run_files

    for path in given:
        if path.is_dir():
            whole = path / base.name
            yield from [whole] if whole.is_file() else []
            yield from run_files.worker_files(whole)
        else:
            yield path
    if not given:
        yield from run_files.worker_files(base)


def report_file(
    file: Path | None,
    documents: Sequence[str],
    variants: Mapping[str, Sequence[str]],
    overlays: Sequence[str],
    wanted: reporting.ReportOptions,
) -> int:
    """Read a run and tell of it; the exit code.

    Raises:
        MockserverError: For data, a document or a condition that is not there.
    """
    from mockserver.coverage.runs import saved_runs as run_files

    base = base_of(file)
    if not base.exists():
        parts = run_files.worker_files(base)
        advice = (
            f"{len(parts)} parts are: run `mockserver coverage combine`"
            if parts
            else "run the tests first: `pytest --mockserver-data FILE`"
        )
        raise UsageError(f"there is no {base}; {advice}")
    run = run_files.read_run(base)
    contracts = reporting.contracts(documents, variants, overlays, run)
    return reporting.report_run(run, contracts, wanted, title="Contract coverage")


def base_of(file: Path | None) -> Path:
    """The data file: the one named, or the one that the project says.

    Raises:
        UsageError: When the project's configuration makes no sense.
    """
    from mockserver.coverage.runs import project_settings

    return file or Path(project_settings.read_configuration(Path.cwd()).data_file)
