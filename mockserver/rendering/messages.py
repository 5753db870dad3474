"""Texts of violations, in the vendor's words."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from string import Formatter
from typing import Any

from mockserver.contract.mock import Messages
from mockserver.contract.mock.block_reader import of_schema
from mockserver.errors import LONGEST_TEXT, Violation
from mockserver.printing import shortened

# Placeholders of a message beside the facts of its violation.
PLACEHOLDERS: Mapping[str, Callable[[Violation], Any]] = {
    "limit": lambda violation: violation.detail.get("limit", ""),
    "minimum": lambda violation: violation.schema.get("minimum", violation.schema.get("minLength", "")),
    "maximum": lambda violation: violation.schema.get("maximum", violation.schema.get("maxLength", "")),
    "values": lambda violation: ", ".join(str(value) for value in _values(violation) if value is not None),
    "format": lambda violation: violation.detail.get("format", ""),
    "type": lambda violation: " or ".join(
        _types(violation.detail.get("types") or violation.schema.get("type"))
    ),
    "pattern": lambda violation: violation.schema.get("pattern", ""),
    "value": lambda violation: violation.detail.get("value", ""),
}


def facts_of(violation: Violation, messages: Messages) -> dict[str, Any]:
    """What `$violation.…` reads.

    Args:
        violation: The problem.
        messages: The document's `x-mock.messages`; nearer ones in the violation's schema win.
    """
    path = [str(step) for step in violation.path]
    facts: dict[str, Any] = {
        "field": ".".join(path) or violation.location,
        "name": path[-1] if path else violation.location,
        "in": violation.location,
        "loc": [violation.location, *violation.path],
        "pointer": "".join([f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path]),
        "keyword": violation.keyword,
    }
    found = _message(violation, messages)
    if found is None or isinstance(found, str):
        facts["message"] = violation.text if found is None else _filled(found, facts, violation)
        return facts
    made = {name: _filled(text, facts, violation) for name, text in found.items()}
    return {**facts, "message": violation.text, **made}


def all_facts(violations: Sequence[Violation], messages: Messages) -> list[dict[str, Any]]:
    """`facts_of` each violation, in order; what would say the same of the same value twice says it once."""
    if len(violations) == 1:
        return [facts_of(violations[0], messages)]
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for violation in violations:
        facts = facts_of(violation, messages)
        found.setdefault((facts["in"], facts["pointer"], facts["message"]), facts)
    return list(found.values())


def _filled(text: str, facts: Mapping[str, Any], violation: Violation) -> str:
    """A message with its placeholders filled in; an unknown one stays as it is written."""
    filled = ""
    for literal, name in _parts(text):
        filled += literal
        if name in facts:
            filled += str(facts[name])
        elif name in PLACEHOLDERS:
            filled += shortened(str(PLACEHOLDERS[name](violation)), LONGEST_TEXT)
        elif name:
            filled += "{" + name + "}"
    return filled


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[tuple[str, str], ...]:
    """Literal texts, each with the placeholder that follows it, empty at the end."""
    return tuple((literal, name or "") for literal, name, _, _ in Formatter().parse(text))


def _message(violation: Violation, messages: Messages) -> Any:
    near, detail, keyword = of_schema(violation.schema).messages, violation.detail, violation.keyword
    if violation.messages:
        near = {**violation.messages, **near}
    qualifier = detail.get("format") or next(iter(_types(detail.get("types"))), None)
    keys = (f"{keyword}.{qualifier}", keyword, "default") if qualifier else (keyword, "default")
    for catalogue in (near, messages) if near else (messages,):
        for key in keys:
            if key in catalogue:
                return catalogue[key]
    return None


def _values(violation: Violation) -> Sequence[Any]:
    return violation.detail.get("options") or violation.schema.get("enum") or ()


def _types(declared: Any) -> list[str]:
    """Type names without null: what a client should have sent."""
    names = [declared] if isinstance(declared, str) else declared or []
    return [name for name in names if name != "null"]
