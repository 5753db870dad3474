"""The line of each node of a text.

A tree of lines has the shape of the data: a number for a scalar, for an object a mapping from its keys, for an array a
list; the line of an object or array itself is under `OWN`, and first in the list. A tree has as many nodes as its data,
and lives as long: the mapping of a small object is a tuple of its keys, which others may share, and its lines.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

OWN = None  # no key of an object
SMALL = 32  # keys of an object, among which one is found quickly without a table
Keys = tuple[str | None, ...]
Lines = Any  # int | dict[str | None, Lines] | tuple[Keys, *Lines] | list[Lines]

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:\n]|[^\s"{}\[\],:]+', re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def nearest(lines: Lines, steps: Iterable[str]) -> tuple[int | None, bool]:
    """The line of what `steps` lead to, or of the nearest that holds it; and whether it stands there itself."""
    found = own(lines)
    for step in steps:
        try:
            lines = _member(lines, step)
        except (KeyError, IndexError, ValueError, TypeError):
            return found, False
        found = own(lines)
    return found, True


def _member(lines: Lines, step: str) -> Lines:
    if isinstance(lines, tuple):
        return lines[lines[0].index(step) + 1]
    return lines[int(step) + 1] if isinstance(lines, list) else lines[step]


def own(lines: Lines) -> int | None:
    """The line of a node itself."""
    if isinstance(lines, dict):
        lines = lines.get(OWN)
    elif isinstance(lines, tuple):
        lines = lines[1]
    elif isinstance(lines, list):
        lines = lines[0]
    return lines if isinstance(lines, int) else None


def of_object(lines: Mapping[str | None, Lines], known: dict[Keys, Keys]) -> Lines:
    """The lines of an object, `OWN` first, as they are kept; `known` has the keys that objects share."""
    if len(lines) > SMALL:
        return lines
    keys = tuple(lines)
    return (known.setdefault(keys, keys), *lines.values())


def by_key(lines: Lines) -> dict[str | None, Lines]:
    """The lines of an object by its keys."""
    return dict(zip(lines[0], lines[1:], strict=True)) if isinstance(lines, tuple) else lines


def of_json(text: str, twice: Callable[[str, int, int], object] | None = None) -> Lines:
    """The lines of a JSON text that is in order.

    Args:
        text: The text.
        twice: Told of each key that stands twice in an object: the key, its line, and that of the first.
    """
    reader = _JsonLines(twice)
    for match in _TOKEN.finditer(text):
        reader.take(match[0])
    return reader.whole


class _JsonLines:
    """Takes the tokens of a JSON text one by one."""

    def __init__(self, twice: Callable[[str, int, int], object] | None) -> None:
        self.whole: Lines = 1
        self._twice = twice
        self._line = 1
        self._stack: list[Lines] = []
        self._holder: Lines = None
        self._key: tuple[str, int] | None = None  # and its line; None while the next text is a key

    def take(self, part: str) -> None:
        """Go on by one part."""
        if part == "\n":
            self._line += 1
        elif part in {"{", "["}:
            self._open(part)
        elif part in {"}", "]"}:
            self._holder = self._stack.pop() if self._stack else None
            self._key = None
        elif part == ",":
            self._key = None
        elif part != ":":
            self._value(part)

    def _open(self, part: str) -> None:
        line = self._key[1] if self._key else self._line
        made: Lines = {OWN: line} if part == "{" else [line]
        if self._holder is None:
            self.whole = made
        else:
            self._put(made)
        self._stack.append(self._holder)
        self._holder, self._key = made, None

    def _value(self, part: str) -> None:
        if isinstance(self._holder, dict) and self._key is None:
            key = _unescaped(part[1:-1])
            if self._twice is not None and key in self._holder:
                self._twice(key, self._line, own(self._holder[key]) or 1)
            self._key = (key, self._line)
        elif self._holder is not None:
            self._put(self._key[1] if self._key else self._line)

    def _put(self, lines: Lines) -> None:
        if isinstance(self._holder, list):
            self._holder.append(lines)
        elif self._key is not None:
            self._holder[self._key[0]] = lines


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else _SHORT.get(m[2], m[2]), text)
