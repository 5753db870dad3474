"""`mockserver explain`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli import options
from mockserver.printing import json_text, printable
from mockserver.settings import settings_of

if TYPE_CHECKING:
    from mockserver.explanation import Explained, Overview
    from mockserver.explanation.overview import Question, ResourceOutline

WIDEST_PATH = 60  # columns; what is longer moves the rest of its own line alone
NAMED = 3  # operations by their names; of more, their number


@click.command(
    short_help="What was understood of each operation, and why.",
    epilog=options.examples(
        "explain ./petstore.yaml                    a line for each operation",
        "explain petstore listPets                  all that is known of one",
        "explain petstore --json",
        "explain petstore --as-overlay > o.yaml     what is inferred, to edit",
    ),
)
@click.argument("document", metavar="FILE|NAME|URL")
@click.argument("operations", nargs=-1, metavar="[OPERATION]...")
@options.add("variants", "overlays", "allow_ref", "allow_remote_refs")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--as-overlay", is_flag=True, help="Print what is inferred as an OpenAPI Overlay.")
def explain(
    document: str,
    operations: Sequence[str],
    *,
    variants: Mapping[str, Sequence[str]],
    overlays: Sequence[str],
    as_json: bool,
    as_overlay: bool,
    **given: Any,
) -> None:
    """Show what was understood of each operation, from what, and what is left open."""
    from mockserver import explanation

    vendor = explanation.served(document, variants, settings_of(**given), overlays)
    if as_overlay:
        from mockserver.contract.inference.overlays import overlay_of
        from mockserver.explanation.files import dumped

        click.echo(dumped(overlay_of(vendor.contract)), nl=False)
    elif as_json:
        import orjson

        shown = {"document": document, **explanation.explained_json(vendor, operations, options.from_here)}
        click.echo(json_text(orjson.dumps(shown, option=orjson.OPT_INDENT_2)))
    elif operations:
        for operation in explanation.explain(vendor, operations):
            _print(operation)
    else:
        for line in _lines(document, explanation.overview_of(vendor.contract)):
            click.echo(line)
        for line in _tokens(explanation.tokens_of(vendor)):
            click.echo(line)


def _place(operation: "Explained") -> str:
    return f"{options.from_here(operation.source)}:{operation.line}"


def _print(operation: "Explained") -> None:
    title = _bold(f"{operation.method} {operation.path}")
    click.echo(f"{title}  {printable(operation.id)}  ({printable(_place(operation))})")
    for fact, why in operation.facts:
        click.echo(f"  {fact.about:<12} {printable(fact.says)}{_dim(f'  ({why})')}")
    click.echo()


def _lines(document: str, overview: "Overview") -> Iterator[str]:
    """The document at a glance."""
    yield f"{_bold(document)}: {overview.counts.sentence}"
    for group in overview.groups:
        yield ""
        yield from _of_group(group)
    if overview.events:
        yield f"\n{click.style('Events', bold=True)}"
        yield from (
            f"    {fact.about:<11}  {printable(fact.says)}{_dim(f'  ({printable(why)})')}"
            for fact, why in overview.events
        )
    if overview.reasons:
        yield f"\n{click.style('Evidence', bold=True)}"
        yield from (
            f"  {number:>3}  {printable(reason)}" for number, reason in enumerate(overview.reasons, 1)
        )
    if overview.left_open:
        yield f"\n{click.style('Left open', bold=True)}"
        for question in overview.left_open:
            yield from _of_question(question)


def _of_group(group: "ResourceOutline") -> Iterator[str]:
    title = _bold(group.resource or "of no resource")
    yield f"{title}  {printable(group.says)}{_numbers(group.reasons)}".rstrip()
    if group.found:
        yield _dim(f"  {_short(group.found)}")
    paths = [len(line.operation.path) for line in group.lines]
    width = max(length if length <= WIDEST_PATH else 0 for length in paths)
    for line in group.lines:
        operation = line.operation
        path, says = printable(operation.path), printable(line.says)
        yield f"    {operation.method:<6} {path:<{width}}  {says}{_numbers(line.reasons)}"


def _tokens(places: Mapping[str, str]) -> Iterator[str]:
    """Where tokens are issued, and told of."""
    if places:
        yield f"\n{_bold('Tokens')}"
        yield from (
            f"  {endpoint.replace('_', ' '):<22} {printable(path)}" for endpoint, path in places.items()
        )


def _numbers(reasons: Sequence[int]) -> str:
    return _dim(f"  [{' '.join(map(str, reasons))}]") if reasons else ""


def _of_question(question: "Question") -> Iterator[str]:
    yield f"  {printable(question.text)}"
    yield from (
        f"       {printable(each)}" for each in (_some(question.names), _some(question.asked_by)) if each
    )
    yield _dim(f"       decided by {question.decides}")


def _some(names: Sequence[str]) -> str:
    """The first of several names, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _short(why: str) -> str:
    """The first of several pieces of evidence, and how many more there are."""
    parts = why.split("; ")
    return why if len(parts) <= NAMED else f"{'; '.join(parts[:NAMED])}; and {len(parts) - NAMED} more"


def _dim(text: str) -> str:
    return click.style(printable(text), dim=True)


def _bold(text: str) -> str:
    return click.style(printable(text), bold=True)
