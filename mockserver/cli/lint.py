"""`mockserver lint`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from mockserver.cli.options import add, examples, from_here
from mockserver.errors import Problem, SpecError, noting
from mockserver.printing import json_text, printable
from mockserver.settings import Settings, settings_of

COLOURS = {"error": "red", "warning": "yellow"}
MOST_LINES = 5  # that are named of one cause; --json has all


@click.command(
    short_help="Find every problem of a document at once.",
    epilog=examples(
        "lint ./petstore.yaml", "lint              every document of specs/", "lint petstore --json"
    ),
)
@click.argument("documents", nargs=-1, metavar="[FILE|NAME|URL]...")
@add("overlays", "allow_ref", "allow_remote_refs")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def lint(documents: Sequence[str], *, overlays: Sequence[str], as_json: bool, **given: Any) -> None:
    """Find every problem of a document at once, each with its file, its line and what to do.

    Syntax, OpenAPI itself, x-mock, schemas, examples and defaults, fixtures and variants. What has one cause is one
    line, with the other lines that it is about. Exit code 1 when there is an error; warnings alone do not fail.
    """
    from mockserver.contract import catalog

    settings = settings_of(**given)
    found: dict[str, list[Problem]] = {}
    for name in documents or catalog.names(settings):
        found[name] = [
            replace(problem, file=from_here(problem.file))
            for problem in problems_in(name, settings, overlays)
        ]
    counts = Counter(problem.severity for problems in found.values() for problem in problems)
    if as_json:
        _print_json(found, counts)
    else:
        _print_text(found, counts)
    if counts["error"]:
        raise click.exceptions.Exit(1)


def problems_in(name: str, settings: Settings, overlays: Sequence[str] = ()) -> list[Problem]:
    """Every problem of the document of a name, a file or a URL, with the overlays that `serve` would apply.

    Raises:
        UsageError: When there is none.
    """
    from mockserver import lint
    from mockserver.contract import catalog, overlay

    try:
        document = catalog.find([name], settings)[0]
    except SpecError as error:
        return list(error.problems)
    with noting(document.source):
        beside = catalog.overlay_beside(document)
        own = [] if beside is None else [overlay.read_overlay(beside)]
        read = [overlay.read_overlay(Path(file)) for file in overlays]
        own += [each for each in read if overlay.touches(document, each)]
        return lint.problems_of(document, settings, own)


def _print_text(found: dict[str, list[Problem]], counts: Counter[str]) -> None:
    for problems in found.values():
        for first, *more in by_cause(problems):
            click.echo(_line(first) + _others(more))
    names = f"{len(found)} document{'s' * (len(found) != 1)}"
    errors, warnings = counts["error"], counts["warning"]
    click.echo(f"{names}: {errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")


def by_cause(problems: Sequence[Problem]) -> Iterable[list[Problem]]:
    """Problems of one cause together: those of which the same is said."""
    causes: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        causes.setdefault((problem.file, problem.severity, problem.message), []).append(problem)
    return causes.values()


def _line(problem: Problem) -> str:
    place = problem.file and (f"{problem.file}:{problem.line}: " if problem.line else f"{problem.file}: ")
    severity = click.style(problem.severity, fg=COLOURS[problem.severity])
    pointer = f" (at {problem.pointer})" if problem.pointer else ""
    return f"{printable(place)}{severity}: {printable(problem.message)}{printable(pointer)}"


def _others(more: Sequence[Problem]) -> str:
    """Where the same cause has the same effect."""
    if not more:
        return ""
    lines = sorted({problem.line for problem in more if problem.line})
    named = ", ".join(map(str, lines[:MOST_LINES])) + (", ..." if len(lines) > MOST_LINES else "")
    places = f"{len(more)} more place{'s' * (len(more) != 1)}"
    return f"; the same at {places}" + (f": line{'s' * (len(lines) != 1)} {named}" if named else "")


def _print_json(found: dict[str, list[Problem]], counts: Counter[str]) -> None:
    import orjson

    data = {
        "documents": [
            {"name": name, "problems": [asdict(problem) for problem in problems]}
            for name, problems in found.items()
        ],
        "errors": counts["error"],
        "warnings": counts["warning"],
    }
    click.echo(json_text(orjson.dumps(data, option=orjson.OPT_INDENT_2)))
