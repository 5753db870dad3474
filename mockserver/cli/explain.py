"""`mockserver explain`."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from mockserver.cli import options
from mockserver.settings import from_environment


@click.command(
    short_help="What was understood of each operation, and why.",
    epilog=options.examples(
        "explain ./petstore.yaml", "explain petstore listPets", "explain petstore --json"
    ),
)
@click.argument("document", metavar="FILE|NAME|URL")
@click.argument("operations", nargs=-1, metavar="[OPERATION]...")
@options.variants
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(
    document: str, operations: Sequence[str], *, variants: Mapping[str, Sequence[str]], as_json: bool
) -> None:
    """Show what was understood of each operation, and on which line of the document that stands."""
    from mockserver.cli import understanding

    found = understanding.of(document, operations, variants, from_environment())
    if as_json:
        import orjson

        click.echo(orjson.dumps({"document": document, "operations": found}, option=orjson.OPT_INDENT_2))
        return
    for operation in found:
        _print(operation)


def _print(operation: Mapping[str, Any]) -> None:
    title = click.style(f"{operation['method']} {operation['path']}", bold=True)
    click.echo(f"{title}  {operation['id']}  ({operation['place']})")
    for fact in operation["facts"]:
        why = click.style(f"  ({fact['why']})", dim=True)
        click.echo(f"  {fact['about']:<12} {fact['says']}{why}")
    click.echo()
