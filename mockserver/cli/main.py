"""`mockserver`: the group of all commands, and what becomes of their errors."""

from typing import Any

import click

import mockserver
from mockserver.cli.check import check
from mockserver.cli.coverage import coverage
from mockserver.cli.explain import explain
from mockserver.cli.fuzz import fuzz
from mockserver.cli.init import init
from mockserver.cli.lint import lint
from mockserver.cli.listing import listing
from mockserver.cli.options import examples
from mockserver.cli.seed import seed
from mockserver.cli.serve import serve
from mockserver.errors import MockserverError
from mockserver.printing import lines

USAGE = 2  # the exit code for a wrong command, and for a document that cannot be served


class Commands(click.Group):
    """Commands whose expected errors end as a message, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except MockserverError as error:
            click.echo(f"mockserver {ctx.invoked_subcommand}: {lines(str(error))}", err=True)
            ctx.exit(USAGE)


@click.group(
    "mockserver",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "serve                  every document of specs/, on http://127.0.0.1:8080",
        "serve ./petstore.yaml  a document of your own",
        "lint ./petstore.yaml   what is wrong with it",
    ),
)
@click.version_option(mockserver.__version__, prog_name="mockserver")
def main() -> None:
    """Stand in for third-party APIs: a mock server generated from OpenAPI documents.

    Exit codes: 0 well; 1 a check found something; 2 usage, or a document that cannot be served.
    """


for command in (serve, listing, lint, explain, init, fuzz, seed, coverage, check):
    main.add_command(command)
