"""`mockserver run`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mockserver.cli import options, reporting
from mockserver.keywords import server_options

OF_OTHERS = frozenset({"drift"})  # of the API that calls are forwarded to: no fault of the command's
COMMAND = f"{__name__}.command"


class BesideCommand(click.Command):
    """A command whose line goes on, after `--`, with that of another program."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage, with the other program's line at its end."""
        return [*super().collect_usage_pieces(ctx), "-- COMMAND ..."]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what comes before `--`; the rest is the other program's.

        Raises:
            click.UsageError: Where nothing comes after it.
        """
        place = [*args, "--"].index("--")
        rest = super().parse_args(ctx, args[:place])
        if not args[place + 1 :]:
            raise click.UsageError("write the command to run after --, as in: run acme -- npm test", ctx)
        ctx.meta[COMMAND] = args[place + 1 :]
        return rest


@click.command(
    "run",
    cls=BesideCommand,
    short_help="Serve documents while a command runs, then judge its calls.",
    epilog=options.examples(
        "run -- npm test",
        "run acme --strict-client --fail-under 60 -- npm test",
        "run ./petstore.yaml --report junit=contract.xml --report html=contract.html -- go test ./...",
    ),
)
@click.argument("documents", nargs=-1, metavar="[NAME|FILE|URL]...")
@options.address(0)
@options.of_a_server
@click.option(
    "--strict-client", is_flag=True, help="Exit with 1 when a call of the command broke a contract."
)
@reporting.conditions
@reporting.report_option("--report")
@reporting.data_file()
@click.option("--quiet", is_flag=True, help="Print nothing but the command's own output and --report.")
@click.pass_context
def gated_run(  # noqa: PLR0913 - a command's options
    ctx: click.Context,
    /,
    *,
    documents: Sequence[str],
    strict_client: bool,
    fail_under: tuple[str, ...],
    formats: tuple[tuple[str, Path | None], ...],
    data_file: Path | None,
    quiet: bool,
    **given: Any,
) -> None:
    """Serve documents while a command runs: names of specs/, files or URLs; without any, all of specs/.

    The command finds the server in MOCKSERVER_URL, and each vendor's base URL in MOCKSERVER_NAME_URL, such as
    MOCKSERVER_ACME_URL; the authority of a certificate made for the run is the file MOCKSERVER_CA. When the command has
    ended, its calls are judged. Exit code: that of the command; of one that ended well 1, where --strict-client or
    --fail-under says so.
    """
    from mockserver.cli import beside

    if quiet and ctx.get_parameter_source("formats") is click.core.ParameterSource.DEFAULT:
        formats = ()
    fail_on = "error" if strict_client else reporting.NEVER
    address = options.address_given(given, 0)
    asked = server_options(documents, **given)
    wanted = reporting.ReportOptions(formats, fail_under, fail_on, data_file, spared=OF_OTHERS)
    ctx.exit(beside.run_beside(ctx.meta[COMMAND], asked, address, wanted, quiet=quiet))


def variable(vendor: str) -> str:
    """The name of the environment's variable for a vendor's base URL."""
    return f"MOCKSERVER_{re.sub('[^A-Z0-9]+', '_', vendor.upper())}_URL"
