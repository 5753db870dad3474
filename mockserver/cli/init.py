"""`mockserver init`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli import options
from mockserver.contract.sources import URLS
from mockserver.errors import UsageError
from mockserver.settings import settings_of
from mockserver.written_files import write_file

if TYPE_CHECKING:
    from mockserver.contract.document import Document


@click.command(
    short_help="Write down what is inferred of a document, to edit.",
    epilog=options.examples("init ./petstore.yaml", "init ./petstore.yaml --into ./mocks --overwrite"),
)
@click.argument("document", metavar="FILE|URL")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go.  [default: beside the document]",
)
@click.option("--overwrite", is_flag=True, help="Write also over files that are there.")
@options.add("allow_ref", "allow_remote_refs")
def init(document: str, *, into: Path | None, overwrite: bool, **given: Any) -> None:
    """Write NAME.overlay.yaml and fixtures/NAME/recipe.yaml: what the document leaves open, and its first rows.

    Both together answer as the document does without them; `serve` uses them where they stand beside it.
    """
    from mockserver.contract import catalog
    from mockserver.explanation.files import files_of

    read = catalog.find([document], settings_of(**given))[0]
    home = _home(read)
    texts = {(into or home) / place: text for place, text in files_of(read).items()}
    if not texts:
        raise UsageError(f"nothing is inferred of {document}: there is nothing to write")
    there = [options.from_here(str(path)) for path in texts if path.exists()]
    if there and not overwrite:
        raise UsageError(f"{', '.join(there)}: there already; --overwrite writes anew what stands there")
    for path, text in texts.items():
        write_file(path, text)
        click.echo(f"wrote {options.from_here(str(path))}")
    if (into or home).resolve() == home.resolve() and not document.startswith(URLS):
        click.echo(f"`mockserver serve {document}` uses them")
    else:
        overlay, *recipe = (options.from_here(str(path)) for path in texts)
        fixtures = f"MOCKSERVER_FIXTURES={Path(recipe[0]).parents[1]} " if recipe else ""
        click.echo(f"{fixtures}mockserver serve {document} --overlay {overlay}   uses them")


def _home(document: "Document") -> Path:
    """Where files stand beside a document; the working directory for one of a URL."""
    return Path() if document.source.startswith(URLS) else Path(document.source).parent
