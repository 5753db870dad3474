"""`mockserver explain`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli import options

if TYPE_CHECKING:
    from mockserver.explanation import Explained


@click.command(
    short_help="What was understood of each operation, and why.",
    epilog=options.examples(
        "explain ./petstore.yaml", "explain petstore listPets", "explain petstore --json"
    ),
)
@click.argument("document", metavar="FILE|NAME|URL")
@click.argument("operations", nargs=-1, metavar="[OPERATION]...")
@options.variants
@options.allow_remote_refs
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(
    document: str,
    operations: Sequence[str],
    *,
    variants: Mapping[str, Sequence[str]],
    as_json: bool,
    **given: Any,
) -> None:
    """Show what was understood of each operation, and on which line of the document that stands."""
    from mockserver.explanation import explain as explained

    found = explained(document, operations, variants, options.settings_of(**given))
    if as_json:
        import orjson

        shown = {"document": document, "operations": [_as_json(each) for each in found]}
        click.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2))
        return
    for operation in found:
        _print(operation)


def _place(operation: "Explained") -> str:
    return f"{options.from_here(operation.source)}:{operation.line}"


def _as_json(operation: "Explained") -> dict[str, Any]:
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "place": _place(operation),
        "facts": [{"about": fact.about, "says": fact.says, "why": why} for fact, why in operation.facts],
    }


def _print(operation: "Explained") -> None:
    title = click.style(f"{operation.method} {operation.path}", bold=True)
    click.echo(f"{title}  {operation.id}  ({_place(operation)})")
    for fact, why in operation.facts:
        click.echo(f"  {fact.about:<12} {fact.says}{click.style(f'  ({why})', dim=True)}")
    click.echo()
