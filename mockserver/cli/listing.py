"""`mockserver list`."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from mockserver.cli.options import examples
from mockserver.printing import json_text, printable
from mockserver.settings import Settings, from_environment

WIDEST = 200  # columns of a table that goes to a file or a pipe


@click.command(
    "list",
    short_help="Vendors, their operations, test credentials, variants.",
    epilog=examples("list", "list petstore", "list --json"),
)
@click.argument("documents", nargs=-1, metavar="[NAME|FILE|URL]...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def listing(documents: Sequence[str], *, as_json: bool) -> None:
    """Show what can be served: every document of specs/, or the named ones."""
    found = list(described_documents(documents, from_environment()))
    if as_json:
        import orjson

        click.echo(json_text(orjson.dumps({"vendors": found}, option=orjson.OPT_INDENT_2)))
    else:
        for vendor in found:
            _print(vendor)


def described_documents(documents: Sequence[str], settings: Settings) -> Iterator[dict[str, Any]]:
    """What there is to know of each document before it is served.

    Raises:
        MockserverError: When one is not there, or cannot be served.
    """
    from mockserver.access import credentials
    from mockserver.contract import catalog
    from mockserver.contract.compiler import compile_contract
    from mockserver.parts import PARTS

    for document in catalog.find(documents, settings):
        contract = compile_contract(document, PARTS)
        folder = catalog.fixtures_of(document, settings)
        callers = credentials.read_callers(folder if folder.is_dir() else None)
        yield {
            "name": contract.name,
            "title": contract.title,
            "document": document.source,
            "path": f"/{contract.segment}{contract.base_path}",
            "hosts": list(contract.hosts),
            "operations": [
                {
                    "id": operation.id,
                    "method": operation.method,
                    "path": operation.path,
                    "behaviour": operation.mock.behaviour,
                    "resource": operation.mock.resource,
                }
                for operation in contract.operations
            ],
            "credentials": {name: credentials.headers_for(contract, who) for name, who in callers.items()},
            "variants": {name: variant.description for name, variant in contract.mock.variants.items()},
        }


def _print(vendor: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDEST)
    console.print(
        Text.assemble(
            (printable(vendor["name"]), "bold"),
            f"  {printable(vendor['title'])}  ",
            (printable(vendor["path"]), "cyan"),
        )
    )
    operations = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for operation in vendor["operations"]:
        does = " ".join(filter(None, (operation["behaviour"], operation["resource"])))
        operations.add_row(
            *(
                Text(printable(cell))
                for cell in (operation["method"], operation["path"], operation["id"], does)
            )
        )
    console.print(operations)
    facts = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for name, headers in vendor["credentials"].items():
        facts.add_row(
            "credential",
            Text(printable(name)),
            Text(printable(", ".join(f"{key}: {value}" for key, value in headers.items()))),
        )
    for name, description in vendor["variants"].items():
        facts.add_row("variant", Text(printable(name)), Text(printable(description)))
    console.print(facts)
    console.print()
