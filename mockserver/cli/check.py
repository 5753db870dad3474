"""`mockserver check`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from mockserver.cli import reporting
from mockserver.cli.options import examples
from mockserver.errors import UsageError


@click.command(
    short_help="Judge recorded traffic, without a server.",
    epilog=examples(
        "check traffic.har",
        "check tests/cassettes/*.yaml --document petstore --fail-under 50",
        "check traffic.har --report github --report sarif=contract.sarif",
    ),
)
@click.argument(
    "recordings",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.har|CASSETTE...",
)
@reporting.documents
@reporting.report_option("--report")
@reporting.conditions
@reporting.fail_on("error")
@click.option("--off", multiple=True, metavar="RULE", help="Switch a rule off. May be repeated.")
@reporting.data_file()
def check(  # noqa: PLR0913 - a command's options
    recordings: Sequence[Path],
    *,
    documents: Sequence[str],
    variants: Mapping[str, Sequence[str]],
    overlays: Sequence[str],
    formats: tuple[tuple[str, Path | None], ...],
    fail_under: tuple[str, ...],
    fail_on: str,
    off: Sequence[str],
    data_file: Path | None,
) -> None:
    """Judge recorded traffic against documents: requests, replies, how the client behaved, what it covered.

    Recordings are HAR 1.2 files and cassettes of vcrpy. Each call is held against the document that names its host, or
    has its path. Exit code 1 when a request or a reply breaks its contract, or less is covered than asked for.
    """
    from mockserver.coverage.runs import project_settings
    from mockserver.drift.check import check_recordings

    contracts = reporting.contracts(documents, variants, overlays)
    switched_off = [*project_settings.read_configuration(Path.cwd()).off, *off]
    checked = check_recordings(recordings, contracts.values(), off=switched_off)
    elsewhere = ", ".join(f"{host or 'no host'} ({count})" for host, count in checked.skipped)
    if not checked.judged:
        where = f"they went to {elsewhere}" if elsewhere else "there are none"
        raise UsageError(f"none of the recorded calls is of these documents: {where}; see --document")
    if elsewhere:
        click.echo(f"Not judged, since no document names their hosts: {elsewhere}", err=True)
    wanted = reporting.ReportOptions(formats, fail_under, fail_on, data_file)
    raise click.exceptions.Exit(
        reporting.report_run(checked.run, contracts, wanted, title="Recorded traffic", off=switched_off)
    )
