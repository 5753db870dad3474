"""Telling how a request broke its contract: what was expected in which place, and what came."""

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from mockserver.contract.model import Operation
from mockserver.coverage.clients.verdict import Breach
from mockserver.errors import MOST_VIOLATIONS, ErrorKind, Violation, hint
from mockserver.exchange import Exchange

MOST_KNOWN = 1000  # names among which the nearest is looked for
LONGEST = 120  # characters of a value that are shown
EXTRA = frozenset({"additionalProperties", "unevaluatedProperties", "undeclared"})
BOUNDS: Mapping[str, str] = {"limit": "{keyword} ", "format": "format ", "pattern": "pattern "}


def breaches_of(exchange: Exchange, operation: Operation | None) -> tuple[Breach, ...]:
    """Each way in which a request broke its contract; what breaks no schema has a header that tells of it.

    Args:
        exchange: Its violations, or its kind one of `HEADERS`.
        operation: What was called; None where that is not known.
    """
    found = tuple(breach(violation, exchange, operation) for violation in exchange.violations)
    return found or (_of_header(exchange, operation),)


def breach(violation: Violation, exchange: Exchange, operation: Operation | None) -> Breach:
    """A violation in words."""
    place, name, keyword = violation.location, violation.name, violation.keyword
    if keyword == "required":
        return Breach(place, name, _wanted(violation.schema), note="it is missing")
    if keyword == "empty":
        return Breach(place, name, _listed(_read(operation)) or "a body", note="it is missing")
    if keyword in EXTRA:
        known = sorted(islice(_known(violation, operation), MOST_KNOWN))
        near = hint(str(violation.path[-1]), known, "known") if known and violation.path else ""
        return Breach(place, name, "no such name", note=f"it came; {near}".removesuffix("; "))
    if keyword == "repeated":
        return Breach(
            place, name, "one value", note=violation.text.partition(" is given ")[2].join(("it came ", ""))
        )
    if keyword == "malformed":
        return Breach(
            place,
            name,
            exchange.request.header("content-type") or "HTTP",
            note=violation.text.replace("the body", "it", 1),
        )
    detail = violation.detail
    return Breach(
        place, name, _expected(violation), shown_value(detail["value"]) if "value" in detail else ""
    )


def _expected(violation: Violation) -> str:
    """What a schema asks of a value."""
    detail, keyword = violation.detail, violation.keyword
    if keyword == "enum":
        return _listed(map(shown_value, detail.get("options") or ()))
    if keyword == "type":
        types = detail.get("types") or ()
        return " or ".join([types] if isinstance(types, str) else map(str, types)) or violation.text
    for member, words in BOUNDS.items():
        if member in detail:
            return f"{words.format(keyword=keyword)}{detail[member]}"
    return violation.text or keyword


def _wanted(schema: Any) -> str:
    """What is missing, by the type that its schema has."""
    declared = schema.get("type") if isinstance(schema, Mapping) else None
    return " or ".join([declared] if isinstance(declared, str) else map(str, declared or ())) or "a value"


def _known(violation: Violation, operation: Operation | None) -> Iterable[str]:
    """The names that a name may have been meant for."""
    if violation.location == "body":
        return violation.schema.get("properties") or ()
    return [p.name for p in operation.parameters if p.location == violation.location] if operation else ()


def _listed(values: Iterable[str]) -> str:
    found = list(islice(values, MOST_VIOLATIONS))
    return f"one of {', '.join(found)}" if len(found) > 1 else ", ".join(found)


def _read(operation: Operation | None) -> list[str]:
    """The media types of bodies that an operation reads."""
    return list(operation.body.content) if operation is not None and operation.body is not None else []


def _sent(operation: Operation | None) -> list[str]:
    """The media types that an operation sends."""
    responses = operation.responses.values() if operation is not None else ()
    return list(dict.fromkeys(media for response in responses for media in response.content))


# The header that tells of what breaks no schema, and what is expected there.
HEADERS: Mapping[str, tuple[str, Callable[[Operation | None], list[str]], str]] = {
    ErrorKind.UNSUPPORTED_MEDIA_TYPE: ("content-type", _read, "a media type that the operation reads"),
    ErrorKind.NOT_ACCEPTABLE: ("accept", _sent, "a media type that the operation sends"),
    ErrorKind.PAYLOAD_TOO_LARGE: ("content-length", lambda operation: [], "no more than is read of a body"),
}


def _of_header(exchange: Exchange, operation: Operation | None) -> Breach:
    field, values, otherwise = HEADERS[exchange.kind or ""]
    came = exchange.request.header(field)
    wanted = _listed(values(operation)) or otherwise
    if came is None:
        return Breach("header", field, wanted, note="it is missing")
    return Breach("header", field, wanted, shown_value(came))


def is_broken(exchange: Exchange) -> bool:
    """Whether a request broke what the document says of it; what the state refuses breaks nothing."""
    return not exchange.valid and bool(exchange.violations or exchange.kind in HEADERS)


def shown_value(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
