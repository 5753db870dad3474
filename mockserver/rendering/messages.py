"""Texts of violations, in the vendor's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.errors import Violation

Messages = Mapping[str, Any]


class _Facts(dict[str, Any]):
    """Placeholders of a message: the facts, and what the schema says; an unknown one stays as it is written."""

    def __init__(self, facts: Mapping[str, Any], violation: Violation) -> None:
        super().__init__(facts)
        self._violation = violation

    def __missing__(self, key: str) -> Any:
        return _placeholders(self._violation).get(key, "{" + key + "}")


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
    if isinstance(found, str) and "{" not in found and "}" not in found:
        facts["message"] = found
        return facts
    placeholders = _Facts(facts, violation)
    if isinstance(found, Mapping):
        facts |= {name: text.format_map(placeholders) for name, text in found.items()}
        facts.setdefault("message", violation.text)
    else:
        facts["message"] = (found if found is not None else _literal(violation.text)).format_map(placeholders)
    return facts


def all_facts(violations: Sequence[Violation], messages: Messages) -> list[dict[str, Any]]:
    """`facts_of` each violation, in order; what would say the same of the same value twice says it once."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for violation in violations:
        facts = facts_of(violation, messages)
        found.setdefault((facts["in"], facts["pointer"], facts["message"]), facts)
    return list(found.values())


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _message(violation: Violation, messages: Messages) -> Any:
    near = violation.schema.get("x-mock", {}).get("messages", {})
    detail = violation.detail
    qualifier = detail.get("format") or next(iter(_types(detail.get("types"))), None)
    keys = [f"{violation.keyword}.{qualifier}", violation.keyword] if qualifier else [violation.keyword]
    for catalogue in (near, messages):
        for key in (*keys, "default"):
            if key in catalogue:
                return catalogue[key]
    return None


def _placeholders(violation: Violation) -> dict[str, Any]:
    schema, detail = violation.schema, violation.detail
    types = _types(detail.get("types") or schema.get("type"))
    values = detail.get("options") or schema.get("enum") or ()
    return {
        "limit": detail.get("limit", ""),
        "minimum": schema.get("minimum", schema.get("minLength", "")),
        "maximum": schema.get("maximum", schema.get("maxLength", "")),
        "values": ", ".join(str(value) for value in values if value is not None),
        "format": detail.get("format", ""),
        "type": " or ".join(types),
        "pattern": schema.get("pattern", ""),
        "value": detail.get("value", ""),
    }


def _types(declared: Any) -> list[str]:
    """Type names without null: what a client should have sent."""
    names = [declared] if isinstance(declared, str) else declared or []
    return [name for name in names if name != "null"]
