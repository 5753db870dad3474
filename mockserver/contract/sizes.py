"""How much a document may have in one place: what is read of it is gone through more than once."""

from collections.abc import Iterator
from typing import Any

from mockserver.bounds import MOST_MEMBERS

SMALL = 2 * MOST_MEMBERS  # characters of a text that cannot have so many
DATA = frozenset({"example", "examples", "default", "enum", "const"})  # is kept as it is
NAMING = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "schemas"}
)  # names, no keywords


def too_large(data: Any) -> Iterator[tuple[list[str], int]]:
    """Each object and array of a document that has too many members, but for its examples: its place, and how many."""
    waiting: list[tuple[list[str], Any]] = [([], data)]
    while waiting:
        place, node = waiting.pop()
        if len(node) > MOST_MEMBERS:
            yield place, len(node)
            continue
        members = node.items() if isinstance(node, dict) else enumerate(node)
        data = frozenset() if place and place[-1] in NAMING else DATA
        waiting += [
            ([*place, str(name)], value)
            for name, value in members
            if isinstance(value, dict | list) and name not in data
        ]
