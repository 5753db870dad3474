"""Error bodies of documents that have a schema for them and neither an example nor a template."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from http.client import responses
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.model import Media, is_json
from mockserver.services import Services
from mockserver.validation.schema import REPLY, Validator

# Members that say what happened, in words or as a number: the names that error bodies have for them.
TEXTS = frozenset({
    "message", "msg", "detail", "details", "description", "error_description", "error_message", "errorMessage",
    "reason",
})  # fmt: skip
TITLES = frozenset({"title", "error"})
STATUSES = frozenset({"status", "status_code", "statusCode", "code", "http_status", "httpStatus"})
LONG = "query limit: 5000 is greater than the maximum of 1000; " * 4  # as texts of several violations are

Facts = Sequence[Mapping[str, Any]]
Made = Callable[[Facts], Any]
Place = tuple[str | int, ...]


def problem(status: int, violations: Facts | None = None, detail: str | None = None) -> dict[str, Any]:
    """Problem details (RFC 9457), with `errors` as its section 3 shows them."""
    body: dict[str, Any] = {"type": "about:blank", "title": phrase(status), "status": status}
    if detail is not None:
        body["detail"] = detail
    if violations:
        body["errors"] = [
            {"detail": _told(violation), "pointer": f"#{violation['pointer']}"} for violation in violations
        ]
    return body


def phrase(status: int) -> str:
    """What a status is called."""
    return responses.get(status, "Error")


def by_schema(services: Services, media: Media, status: int, name: str) -> Made | bytes | None:
    """The body of errors with a status, by the schema that the document has for them.

    Problem details where the schema admits them and asks for nothing else; otherwise a generated value, whose members
    that say what happened say it.

    Args:
        services: The document's.
        media: What it declares for the status.
        status: The status.
        name: What the body is of, for the generator.

    Returns:
        What makes a body in JSON types of the facts of violations, or the body itself; None where no valid one can be
        made.
    """
    if not is_json(media.type):
        return phrase(status).encode() if media.type.startswith("text/") else None
    validator = services.schemas.validator(media.schema if media.schema is not None else {}, REPLY)
    open_ended = media.type.endswith("problem+json") or not schemas.properties(
        services.contract.document, media.schema
    )
    if open_ended and validator.is_valid(
        problem(status, [dict.fromkeys(("in", "field", "message", "pointer"), "x")])
    ):
        return lambda violations: problem(status, violations)
    sample = services.values.made(media.schema, name, str(status))
    if sample is None or not validator.is_valid(sample):
        return None
    return _telling(sample, status, validator)


def by_example(services: Services, media: Media, status: int, example: Any) -> Made:
    """The body of errors after an example of theirs, whose members that say what happened say it.

    An example tells of one fault (`The name is taken`); what another request did wrong is another one.

    Args:
        services: The document's.
        media: What it declares for the status.
        status: The status.
        example: In JSON types.

    Returns:
        What makes a body of the facts of violations; the example itself of none.
    """
    validator = services.schemas.validator(media.schema if media.schema is not None else {}, REPLY)
    fill = _telling(example, status, validator)
    return lambda violations: fill(violations) if violations else example


def _telling(sample: Any, status: int, validator: Validator) -> Made:
    """What puts the texts of violations into a sample, as far as its schema admits them."""
    places = list(_places(sample, status, validator))

    def fill(violations: Facts) -> Any:
        body = _filled(sample, places, _text(status, violations))
        return body if validator.is_valid(body) else _filled(sample, places, phrase(status))

    return fill


def _places(sample: Any, status: int, validator: Validator) -> Iterator[tuple[Place, Any]]:
    """Where in a sample something is said of the error, and what: None for the text of its violations."""
    for place, name, value in _members(sample):
        said: list[Any] = []
        if isinstance(value, str) and name in TEXTS:
            said = [None, phrase(status)]
        elif isinstance(value, str) and name in TITLES:
            said = [phrase(status)]
        elif type(value) is int and name in STATUSES:
            said = [status]
        for each in said:
            if validator.is_valid(_filled(sample, [(place, each)], LONG)):
                yield place, each
                break


def _members(value: Any, place: Place = ()) -> Iterator[tuple[Place, str, Any]]:
    """Every member of the objects in a value, with its place and its name."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield (*place, name), name, member
            yield from _members(member, (*place, name))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from _members(element, (*place, index))


def _filled(sample: Any, places: list[tuple[Place, Any]], text: str) -> Any:
    made = deepcopy(sample)
    for (*way, last), said in places:
        owner = made
        for step in way:
            owner = owner[step]
        owner[last] = text if said is None else said
    return made


def _text(status: int, violations: Facts) -> str:
    """What happened, in a sentence."""
    return "; ".join(map(_told, violations)) or phrase(status)


def _told(violation: Mapping[str, Any]) -> str:
    return f"{violation['in']} {violation['field']}: {violation['message']}"
