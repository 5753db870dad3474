"""`mockserver stubs`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from mockserver.cli import options
from mockserver.keywords import server_options
from mockserver.printing import printable
from mockserver.reports.texts import plural
from mockserver.written_files import write_file

NOTHING_MADE = 1  # the exit code where no call of a recording met a document


@click.group(
    "stubs",
    short_help="Rows and stubs of recorded traffic.",
    epilog=options.examples("stubs from traffic.har ./petstore.yaml --into recorded.json"),
)
def stub_commands() -> None:
    """Make rows and stubs of recorded traffic, for a server that answers as what was recorded did."""


@stub_commands.command(
    "from",
    short_help="Rows and stubs of a recording.",
    epilog=options.examples(
        "stubs from traffic.har",
        "stubs from traffic.har ./petstore.yaml --into recorded.json",
        "serve ./petstore.yaml --arrange recorded.json",
    ),
)
@click.argument("recording", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.har")
@click.argument("documents", nargs=-1, metavar="[NAME|FILE|URL]...")
@click.option(
    "--into", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to a file."
)
@options.add("seed", "variants", "overlays", "infer")
def from_recording(recording: Path, documents: Sequence[str], *, into: Path | None, **given: Any) -> None:
    """Turn a recording into the rows that show in its replies, and stubs for the calls that those do not answer.

    Secrets and personal data are replaced by invented values, the same value by the same everywhere. What is printed is
    for `serve --arrange`, for `server.arrange` in Python, and for POST /__admin/stubs.
    """
    from mockserver.drift.recorded_stubs import stubs_of

    made = stubs_of([recording], server_options(documents, **given))
    if made.left and not (made.rows or made.stubs):
        _say_left(made.left)
        click.echo(f"{recording}: {_unmet(made.strange, documents)}", err=True)
        click.get_current_context().exit(NOTHING_MADE)
    text = _json(made.as_json())
    rows = sum(len(rows) for resources in made.rows.values() for rows in resources.values())
    if into is None:
        click.echo(text)
    else:
        write_file(into, f"{text}\n")
    said = f"{plural(rows, 'row')} and {plural(len(made.stubs), 'stub')}"
    said += f"; {plural(made.replaced, 'secret or personal value')} replaced"
    click.echo(f"{said}, in {into}" if into is not None else said, err=True)
    _say_left(made.left)


def _say_left(left: Mapping[str, int]) -> None:
    for reason, count in left.items():
        click.echo(f"left out: {plural(count, 'call')}, as {printable(reason)}", err=True)


def _unmet(strange: Mapping[str, int], documents: Sequence[str]) -> str:
    """Which documents the calls of a recording ask for, where nothing could be made of any of them."""
    if not strange:
        return "nothing could be made of it: is it a recording of what these documents describe?"
    begun = ", ".join(f"/{segment} ({plural(count, 'call')})" for segment, count in strange.items())
    name = next(iter(strange)) or "NAME"
    file = documents[0] if len(documents) == 1 and Path(documents[0]).is_file() else "FILE"
    said = f"no document has such calls: their paths begin with {begun}"
    return printable(f"{said}; if a mock recorded them, name the document so: {name}={file}")


def _json(value: Mapping[str, Any]) -> str:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
