"""`mockserver`: the group of all commands, and what becomes of their errors."""

import errno
import logging
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

import mockserver
from mockserver.cli.options import examples
from mockserver.cli.own_faults import fault_line
from mockserver.errors import MockserverError
from mockserver.printing import lines, printable

USAGE = 2  # the exit code for a wrong command, and for a document that cannot be served
FAULT = 3  # the exit code for a fault of our own
COMMANDS: Mapping[str, str] = {  # each with its module, in which the command has the module's name
    "check": "check",
    "coverage": "coverage",
    "explain": "explain",
    "fuzz": "fuzz",
    "init": "init",
    "lint": "lint",
    "list": "listing",
    "run": "gated_run",
    "seed": "seed",
    "serve": "serve",
    "stubs": "stub_commands",
}


class Commands(click.Group):
    """Commands, each imported when it is asked for; errors end as a message, never as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"mockserver.cli.{COMMANDS[cmd_name]}"), COMMANDS[cmd_name]
        )
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except MockserverError as error:
            click.echo(f"mockserver {ctx.invoked_subcommand}: {lines(str(error))}", err=True)
            ctx.exit(USAGE)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads any more: click ends quietly
                raise
            click.echo(f"mockserver {ctx.invoked_subcommand}: {printable(str(error))}", err=True)
            ctx.exit(USAGE)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
            click.echo(fault_line(error, ctx.invoked_subcommand or ""), err=True)
            ctx.exit(FAULT)


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
@click.option(
    "--debug",
    is_flag=True,
    envvar="MOCKSERVER_DEBUG",
    help="Show the traceback of a fault of mockserver's own.",
)
def main(*, debug: bool) -> None:
    """Stand in for third-party APIs: a mock server generated from OpenAPI documents.

    Exit codes: 0 well; 1 a check found something; 2 usage, or a document that cannot be served; 3 a fault of
    mockserver's own.
    """
    if debug:
        logging.basicConfig(format="%(message)s")
        logging.getLogger("mockserver").setLevel(logging.DEBUG)
