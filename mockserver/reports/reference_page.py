"""Items, rules and formats as Markdown: the tables of docs/coverage.md and the sections of docs/verdicts.md.

`python -m mockserver.reports.reference_page docs/coverage.md docs/verdicts.md` writes them again.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from mockserver.coverage.clients.rules import RULES
from mockserver.coverage.clients.rules.base import Rule
from mockserver.coverage.items.item import KINDS
from mockserver.reports import FORMATS


def kinds() -> Iterator[str]:
    """A row for each kind of item."""
    yield from ("| kind | what it is |", "| --- | --- |")
    yield from (f"| `{kind}` | {text} |" for kind, text in KINDS.items())


def rules() -> Iterator[str]:
    """A row for each rule."""
    yield from ("| rule | severity | what it objects to |", "| --- | --- | --- |")
    for rule in RULES.values():
        yield f"| [`{rule.name}`](verdicts.md#{rule.name}) | {rule.severity} | {rule.description} |"


def section(rule: Rule) -> Iterator[str]:
    """The section of a rule: what it objects to, why, and how to mend the client; an example stands below it."""
    yield from (f"## {rule.name}\n", f"**{rule.severity}**: {rule.description}\n", f"{rule.help}\n")
    yield f'Switched off by `--off {rule.name}`, or `off = ["{rule.name}"]`.\n'


def formats() -> Iterator[str]:
    """A row for each report format."""
    yield from ("| format | for |", "| --- | --- |")
    yield from (f"| `{name}` | {each.purpose} |" for name, each in FORMATS.items())


# What stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->`; a rule's section, between those of its name.
PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "kinds": kinds,
    "rules": rules,
    "formats": formats,
}


def with_parts(text: str) -> str:
    """A Markdown text with each part between its markers, where it has them."""
    for name, lines in (PARTS | {rule.name: partial(section, rule) for rule in RULES.values()}).items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, found, rest = text.partition(begin)
        if found:
            part = "\n".join(lines()).rstrip()
            text = f"{before}{begin}\n\n{part}\n\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(with_parts(path.read_text("utf-8")), "utf-8")
