"""YAML texts: their data, the line of each node, and what is wrong with them but can be read."""

import math
import re
from collections.abc import Callable, Mapping
from sys import intern
from typing import Any

import yaml

from mockserver.contract import positions
from mockserver.errors import Problem, SpecError

DEEPEST = 200  # levels; what stands deeper is left out
DEEPEST_FLOW = 1000  # brackets within each other that libyaml is trusted with
MOST_COPIED = 200_000  # nodes that anchors may add to those of the text
TAGS = "tag:yaml.org,2002:"
TEXT, NULL, MERGE = (f"{TAGS}{name}" for name in ("str", "null", "merge"))


def twice(source: str, key: str, line: int, first: int) -> Problem:
    """The problem of a key that stands twice in one object."""
    message = f"the key {key!r} stands twice, first at line {first}; the last one counts"
    return Problem("", message, line, source, "warning", "key-twice")


class Loader(yaml.CSafeLoader):
    """YAML 1.2's core schema, as OpenAPI asks: `NO` is a country, `2024-01-01` a string, `1:30` a string."""


_FLOAT = r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
_CORE = (  # tag, pattern, the characters that it begins with
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    ("float", _FLOAT, "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("merge", r"^(?:<<)$", "<"),
)
Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in _CORE:
    Loader.add_implicit_resolver(TAGS + _tag, re.compile(_pattern), list(_first))


def read_yaml(text: str, source: str) -> tuple[Any, positions.Lines, list[Problem]]:
    """The data of a YAML text, its lines, and what was read as it was meant.

    Raises:
        SpecError: With the line of the syntax error.
    """
    _bounded(text, source)
    try:
        root = yaml.compose(text, Loader)
    except yaml.YAMLError as error:
        raise _no_yaml(error, source) from None
    if root is None:
        return None, 1, []
    builder = _Builder(text, source)
    data, lines = builder.build(root, root.start_mark.line + 1, 0)
    return data, lines, builder.problems


def read_keyed(text: str, source: str) -> Any:
    """The data of a YAML text whose keys need not be texts: in `{1: 3, true: 1}` they are a number and a truth.

    Raises:
        SpecError: With the line of the syntax error.
    """
    _bounded(text, source)
    try:
        return yaml.load(text, KeyedLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        raise _no_yaml(error, source) from None


def _no_yaml(error: Exception, source: str) -> SpecError:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error).partition("\n")[0]
    line = mark.line + 1 if mark else None
    return SpecError([Problem("", f"this is not YAML: {reason}", line, source)])


def _bounded(text: str, source: str) -> None:
    """Refuse what libyaml's recursion does not survive: thousands of collections within each other."""
    if not _suspicious(text):
        return
    depth, parser = 0, Loader(text)
    try:
        while parser.check_event():
            event = parser.get_event()
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST_FLOW:
                raise SpecError([Problem("", "this is not YAML: it is nested too deep", None, source)])
    except yaml.YAMLError:
        return  # said when it is composed
    finally:
        parser.dispose()


def _suspicious(text: str) -> bool:
    """Whether a text may have that many collections within each other: by its brackets, or on one line."""
    if text.count("[") + text.count("{") > DEEPEST_FLOW:
        depth = 0
        for match in re.finditer(r"[\[\]{}]", text):
            depth = depth + 1 if match[0] in "[{" else max(depth - 1, 0)
            if depth > DEEPEST_FLOW:
                return True
    long = (line for line in text.splitlines() if len(line) > 2 * DEEPEST_FLOW)
    return any(line.count("- ") + line.count("? ") + line.count(": ") > DEEPEST_FLOW for line in long)


class _Builder:
    """Makes data and lines of the nodes of one text."""

    def __init__(self, text: str, source: str) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._left = len(text) + MOST_COPIED
        self._numbers = [
            *range(1, len(text.splitlines()) + 3)
        ]  # of lines: one object for all nodes of a line
        self._keys: dict[positions.Keys, positions.Keys] = {}  # of objects
        self._open: set[int] = set()  # collections that are being built

    def build(self, node: yaml.Node, line: int, depth: int) -> tuple[Any, positions.Lines]:
        """The data of a node, and its lines; `line` is its own."""
        if node.__class__ is yaml.ScalarNode:
            return self._scalar(node), line
        self._left -= len(node.value)
        if self._left < 0:
            message = f"its anchors make {MOST_COPIED:,} nodes of it and more"
            raise SpecError([Problem("", message, node.start_mark.line + 1, self._source)])
        if id(node) in self._open:
            self._tell(None, "an anchor contains itself; left out there")
            return None, line
        if depth > DEEPEST:
            self._tell(node, f"what is nested deeper than {DEEPEST} levels is left out")
            return None, line
        self._open.add(id(node))
        make = self._mapping if node.__class__ is yaml.MappingNode else self._sequence
        built = make(node, line, depth + 1)
        self._open.discard(id(node))
        return built

    def _sequence(self, node: yaml.Node, line: int, depth: int) -> tuple[Any, positions.Lines]:
        data, lines = [], [line]
        for child in node.value:
            value, at = self.build(child, self._numbers[child.start_mark.line], depth)
            data.append(value)
            lines.append(at)
        return data, lines

    def _mapping(self, node: yaml.Node, line: int, depth: int) -> tuple[Any, positions.Lines]:
        data: dict[str, Any] = {}
        lines: dict[str | None, Any] = {positions.OWN: line}
        merged: list[yaml.Node] = []
        for key, child in node.value:
            if key.value.__class__ is not str:
                self._tell(key, "a key is a text; this one is left out")
                continue
            name = intern(key.value)  # thousands of keys are one of a few words
            if key.tag == MERGE:
                merged.append(child)
                continue
            if key.tag == NULL:
                name = "null"
            at = self._numbers[key.start_mark.line]
            if name in data:
                self.problems.append(twice(self._source, name, at, positions.own(lines[name]) or line))
            data[name], lines[name] = self.build(child, at, depth)
        if merged:
            data, lines = self._merged(merged, data, lines, depth)
        return data, positions.of_object(lines, self._keys)

    def _merged(
        self, merged: list[yaml.Node], data: dict[str, Any], lines: dict[str | None, Any], depth: int
    ) -> tuple[dict[str, Any], dict[str | None, Any]]:
        """An object with what its merge keys bring: own keys win, then what is named first."""
        all_data: dict[str, Any] = {}
        all_lines: dict[str | None, Any] = {}
        for node in merged:
            parts = node.value if node.__class__ is yaml.SequenceNode else [node]
            for part in reversed(parts):
                found, at = self.build(part, part.start_mark.line + 1, depth)
                if not isinstance(found, dict):
                    self._tell(part, "what a merge key brings has to be an object; left out")
                    continue
                all_data.update(found)
                all_lines.update(positions.by_key(at))
        return all_data | data, {positions.OWN: None} | all_lines | lines

    def _scalar(self, node: yaml.Node) -> Any:
        text: str = node.value
        if node.tag == TEXT:
            return text
        read = SCALARS.get(node.tag)
        if read is None:
            self._tell(node, f"this is not YAML: the tag {node.tag!r} is not known; read as a text")
            return text
        try:
            return read(text)
        except (ValueError, OverflowError):
            self._tell(
                node, f"this is not YAML: {text[:20]!r} is no {node.tag.removeprefix(TAGS)}; read as a text"
            )
            return text

    def _tell(self, node: yaml.Node | None, message: str) -> None:
        line = node.start_mark.line + 1 if node is not None else None
        self.problems.append(Problem("", message, line, self._source, "warning", "syntax"))


def _int(text: str) -> int:
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def finite(text: str) -> float | None:
    """The number of a text; None for one that JSON cannot have: infinity, NaN, what no float holds."""
    number = math.inf if text.lower().endswith((".inf", ".nan")) else float(text)
    return number if math.isfinite(number) else None


SCALARS: Mapping[str, Callable[[str], Any]] = {
    TAGS + "int": _int,
    TAGS + "float": finite,
    TAGS + "bool": lambda text: text[:1] in "tT",
    NULL: lambda text: None,
    MERGE: str,
    **{TAGS + name: str for name in ("binary", "timestamp", "value")},
}


class KeyedLoader(Loader):
    """The same, with keys of every type: what is read by it is built by PyYAML, its scalars as ours are."""


def _number(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Any:
    return SCALARS[node.tag](node.value)


for _tag in (TAGS + "int", TAGS + "float"):
    KeyedLoader.add_constructor(_tag, _number)
