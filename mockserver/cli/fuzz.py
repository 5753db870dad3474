"""`mockserver fuzz`."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import click

from mockserver.cli import options
from mockserver.errors import UsageError
from mockserver.fuzzing.job import PHASES
from mockserver.printing import lines
from mockserver.settings import SETTINGS, settings_of

MAX_EXAMPLES = 100


def read_phases(ctx: click.Context, parameter: click.Parameter, given: str) -> Sequence[str]:
    """The phases named, in their order.

    Raises:
        click.BadParameter: For one that there is not.
    """
    chosen = [phase.strip() for phase in given.split(",") if phase.strip()]
    for phase in chosen:
        if phase not in PHASES:
            raise click.BadParameter(
                f"there is no phase {phase!r}; phases: {', '.join(PHASES)}", ctx, parameter
            )
    return [phase for phase in PHASES if phase in chosen]


@click.command(
    short_help="Schemathesis against the served documents.",
    epilog=options.examples(
        "fuzz", "fuzz ./petstore.yaml --max-examples 500 --seed 7", "fuzz petstore --phases laws"
    ),
)
@click.argument("documents", nargs=-1, metavar="[NAME|FILE|URL]...")
@click.option(
    "--max-examples",
    type=click.IntRange(1),
    default=MAX_EXAMPLES,
    show_default=True,
    help="Cases for each operation.",
)
@click.option("--seed", type=int, help="Where the cases start from.  [default: another one each time]")
@click.option(
    "--phases",
    metavar="PHASE[,PHASE]",
    default=",".join(PHASES),
    show_default=True,
    callback=read_phases,
    help="Which.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, help="How many documents at once."
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="End each document after so many seconds, and say what was not reached.  [default: none]",
)
@options.add("variants", "overlays", "strict", "allow_ref", "allow_remote_refs")
def fuzz(documents: Sequence[str], **given: Any) -> None:
    """Send what Schemathesis thinks of to the served documents: all checks, all phases.

    The phase `laws` judges what holds of every document: created rows are read, walks end, filters filter.

    Exit code 1 when a check found something.
    """
    if find_spec("schemathesis") is None:
        raise UsageError("Schemathesis is not installed: pip install 'mockserver[fuzz]'")
    from mockserver.fuzzing import runner

    settings = settings_of(**{name: given.pop(name) for name in SETTINGS if name in given})
    raise click.exceptions.Exit(runner.fuzz_documents(documents, **given, settings=settings, echo=_say))


def _say(text: str) -> None:
    click.echo(lines(text))
