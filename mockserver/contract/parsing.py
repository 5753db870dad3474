"""Texts in YAML or JSON: their data, the line of each node, and what is wrong with them but can be read."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

from mockserver.contract import positions, yaml_text
from mockserver.errors import Problem, SpecError


@dataclass(slots=True)  # what is mended in its data is put back
class Parsed:
    """What a text says.

    Attributes:
        data: JSON types only, nothing shared between two places.
        lines: As `positions` has them; None where they are found out when they are asked for.
        problems: What was read as it was meant, each a warning.
    """

    data: Any
    lines: positions.Lines = None
    problems: list[Problem] = field(default_factory=list)


def parse(text: str, source: str) -> Any:
    """The data in a YAML or JSON text that is in order.

    Raises:
        SpecError: With the line of each fault.
    """
    parsed = parse_text(text, source)
    if parsed.problems:
        raise SpecError(parsed.problems)
    return parsed.data


def parse_text(text: str, source: str) -> Parsed:
    """What a YAML or JSON text says.

    Args:
        text: The text.
        source: Where it came from, for messages.

    Raises:
        SpecError: With the line of the syntax error.
    """
    text = text.removeprefix("\ufeff")
    return _json(text, source) if _is_json(text) else Parsed(*yaml_text.read_yaml(text, source))


def lines_of(text: str) -> positions.Lines:
    """The lines of a text, none of one that cannot be read."""
    if _is_json(text):
        return positions.of_json(text)
    try:
        return yaml_text.read_yaml(text, "")[1]
    except SpecError:
        return None


def _is_json(text: str) -> bool:
    """Whether a text is JSON rather than YAML, whose flow style begins like it and needs no quotes."""
    start = text.lstrip()
    return start[:1] == "{" and start[1:].lstrip()[:1] in {'"', "}", ""}


def _problem(source: str, line: int | None, message: str) -> Problem:
    return Problem("", message, line, source, "warning", "syntax")


# JSON


def _json(text: str, source: str) -> Parsed:
    repeated: list[str] = []

    def unite(members: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(members)
        if len(made) < len(members):
            times = Counter(name for name, _ in members)
            repeated.extend(name for name in made if times[name] > 1)
        return made

    try:
        data = json.loads(
            text, object_pairs_hook=unite, parse_constant=lambda _: None, parse_float=yaml_text.finite
        )
    except json.JSONDecodeError as error:
        reason = f"this is not JSON: {error.msg} at column {error.colno}"
        raise SpecError([Problem("", reason, error.lineno, source)]) from None
    except (RecursionError, ValueError) as error:  # ValueError: more digits than Python reads
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise SpecError([Problem("", f"this is not JSON: {reason}", None, source)]) from None
    parsed = Parsed(data)
    if repeated:
        parsed.problems += _repeated(text, source)
    if "\\u" in text:
        parsed.data = _encodable(parsed, source)
    parsed.data = _shallow(parsed, source)
    return parsed


def _repeated(text: str, source: str) -> list[Problem]:
    """A problem for each key that stands twice in an object of a JSON text."""
    found: list[Problem] = []
    positions.of_json(text, lambda key, line, first: found.append(yaml_text.twice(source, key, line, first)))
    return found


def _encodable(parsed: Parsed, source: str) -> Any:
    """The data without halves of surrogate pairs, which no UTF-8 can hold."""
    try:
        orjson.dumps(parsed.data)
    except TypeError as error:
        if "surrogate" in str(error) or "utf-8" in str(error).lower():
            parsed.problems.append(
                _problem(source, None, "a text has half of a surrogate pair; it is left out")
            )
            return json.loads(json.dumps(parsed.data, ensure_ascii=False).encode("utf-8", "replace"))
    return parsed.data


def _shallow(parsed: Parsed, source: str) -> Any:
    """The data as deep as the rest of the server goes."""
    try:
        orjson.dumps(parsed.data)  # goes 254 levels deep
    except TypeError as error:
        if "recursion" in str(error).lower():
            parsed.problems.append(
                _problem(source, None, f"what is nested deeper than {yaml_text.DEEPEST} levels is left out")
            )
            return _cut(parsed.data, yaml_text.DEEPEST)
    return parsed.data


def _cut(node: Any, levels: int) -> Any:
    if isinstance(node, dict):
        return {key: _cut(value, levels - 1) for key, value in node.items()} if levels else None
    if isinstance(node, list):
        return [_cut(value, levels - 1) for value in node] if levels else None
    return node
