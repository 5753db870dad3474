"""Error bodies of documents that have a schema for them and neither an example nor a template."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from http.client import responses
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.replies.error_codes import fitting
from mockserver.replies.error_fields import (
    Facts,
    ViolationFact,
    facts_named,
    held,
    is_list_of_texts,
    spread,
    told_of,
)
from mockserver.replies.offers import Offer
from mockserver.rows import ValuePath
from mockserver.services import Services

# Members that say what happened, in words or as a number: the names that error bodies have for them.
TEXTS = frozenset({
    "message", "msg", "detail", "details", "description", "error_description", "error_message", "errorMessage",
    "reason",
})  # fmt: skip
TITLES = frozenset({"title", "error"})
STATUSES = frozenset({"status", "status_code", "statusCode", "code", "http_status", "httpStatus"})
CODES = frozenset(
    {"code", "error_code", "errorCode", "err_code", "key", "error_type", "errorType", "kind", "slug"}
)
SUCCEEDED = frozenset({"success", "ok", "succeeded", "valid"})
FAILED = frozenset({"error", "failed", "failure", "is_error", "isError"})
LONG = "query limit: 5000 is greater than the maximum of 1000; " * 4  # as texts of several violations are

MakeBody = Callable[[Facts], Any]


def problem(status: int, violations: Facts | None = None, detail: str | None = None) -> dict[str, Any]:
    """Problem details (RFC 9457), with `errors` as its section 3 shows them."""
    body: dict[str, Any] = {"type": "about:blank", "title": phrase(status), "status": status}
    if detail is not None:
        body["detail"] = detail
    if violations:
        body["errors"] = [
            {"detail": told_of(violation), "pointer": f"#{violation['pointer']}"} for violation in violations
        ]
    return body


def phrase(status: int) -> str:
    """What a status is called."""
    return responses.get(status, "Error")


def by_schema(services: Services, offer: Offer, kind: str, status: int, name: str) -> MakeBody:
    """The body of errors of a kind, by the schema that the document has for them.

    Problem details where the schema admits them and asks for nothing else; otherwise a generated value, whose members
    that say what happened say it.

    Args:
        services: The document's.
        offer: What the document declares for the status.
        kind: The kind of error.
        status: Its status.
        name: What the body is of, for the generator.

    Returns:
        What makes a body in JSON types of the facts of violations.
    """
    document, schema = services.contract.document, offer.media.schema
    if offer.is_text:
        return _as_text(services, schema, status)
    open_ended = offer.type.endswith("problem+json") or not schemas.properties(document, schema)
    shown = problem(status, [dict.fromkeys(("in", "field", "message", "pointer"), "x")])
    if open_ended and (schema is None or services.values.fits(schema, shown)):
        return lambda violations: problem(status, violations)
    made = services.values.made(schema, name, str(status))
    single = _of_one(made)
    sample = single if services.values.fits(schema, single) else made
    return _telling(services, offer, sample, (kind, status), names=True)


def _as_text(services: Services, schema: Any, status: int) -> MakeBody:
    """The text of the violations where the schema admits it, else what the status is called."""

    def made(violations: Facts) -> str:
        text = _text(status, violations)
        return text if schema is None or services.values.fits(schema, text) else phrase(status)

    return made


def by_example(services: Services, offer: Offer, status: int, example: Any) -> MakeBody:
    """The body of errors after an example of theirs, whose members that say what happened say it.

    An example tells of one fault (`The name is taken`); what another request did wrong is another one.

    Args:
        services: The document's.
        offer: What the document declares for the status.
        status: The status.
        example: In JSON types.

    Returns:
        What makes a body of the facts of violations; the example itself of none.
    """
    fill = _telling(services, offer, example, ("", status))
    return lambda violations: fill(violations) if violations else example


def by_shared_example(services: Services, offer: Offer, what: tuple[str, int], example: Any) -> MakeBody:
    """The body of errors after an example that stands for all of a range of statuses: `4XX`, `default`.

    Clients raise by the codes in it: where it shows `unauthorized`, what is not found says `not_found`.

    Args:
        services: The document's.
        offer: What the document declares for the range.
        what: The kind of error, and its status.
        example: In JSON types.

    Returns:
        What makes a body in JSON types of the facts of violations.
    """
    return _telling(services, offer, example, what)


def _telling(
    services: Services, offer: Offer, sample: Any, what: tuple[str, int], *, names: bool = False
) -> MakeBody:
    """What puts the texts of violations into a sample, as far as its schema admits them.

    Args:
        services, offer: The document's, and what it declares for the status.
        sample: A body of the kind.
        what: The kind of error, empty where its codes are an example's own; and its status.
        names: Whether members that name what is wrong are filled as well: those of an example stay as they are.
    """
    schema, status = offer.media.schema, what[1]
    hopeless = schema is not None and services.values.is_hopeless(schema)

    def admits(body: Any) -> bool:
        return schema is None or hopeless or services.values.fits(schema, body)

    places = list(_places(services.contract.document, (sample, schema), what, admits))
    named = list(_named(services.contract.document, (sample, schema), admits)) if names else []

    def fill(violations: Facts) -> Any:
        if named and violations:
            body = _detailed(sample, [*places, *named], violations, status)
            if admits(body):
                return body
        for text in (_text(status, violations), phrase(status)):
            body = _filled(sample, places, text)
            if admits(body):
                return body
        return sample  # places that can be filled alone cannot always be filled together

    return fill


def _named(
    document: Document, body: tuple[Any, Any], admits: Callable[[Any], bool]
) -> Iterator[tuple[ValuePath, ViolationFact]]:
    """The members of a sample that name what is wrong, each with the fact of a violation that it says."""
    sample, schema = body
    for place, name, value, _ in _members(document, sample, schema):
        owner = held(sample, place[:-1])
        for fact in facts_named(name, value, owner):
            if admits(_filled(sample, [(place, fact.of(()))], LONG)):
                yield place, fact


def _detailed(sample: Any, places: Sequence[tuple[ValuePath, Any]], violations: Facts, status: int) -> Any:
    """A sample that says of each violation where it is and what it is."""
    made, spots = spread(sample, places, violations)
    for (*way, last), said, about in spots:
        owner = held(made, way)
        owner[last] = (
            said.of(about)
            if isinstance(said, ViolationFact)
            else _text(status, about)
            if said is None
            else said
        )
    return made


def _of_one(sample: Any) -> Any:
    """A sample whose lists of objects have one each: all of them would be told the same, and lists can be sets."""
    if isinstance(sample, Mapping):
        return {name: _of_one(member) for name, member in sample.items()}
    if isinstance(sample, list):
        kept = sample[:1] if all(isinstance(each, Mapping) for each in sample) else sample
        return [_of_one(each) for each in kept]
    return sample


def _places(
    document: Document, body: tuple[Any, Any], what: tuple[str, int], admits: Callable[[Any], bool]
) -> Iterator[tuple[ValuePath, Any]]:
    """Where in a sample something is said of the error, and what: None for the text of its violations.

    Args:
        document: Where schemas lead.
        body: The sample, and its schema.
        what: The kind of error, empty where its codes are an example's own; and its status.
        admits: Whether a body meets the schema.
    """
    sample, schema = body
    members = list(_members(document, sample, schema))
    tells = any(isinstance(value, str) and name in TEXTS for _, name, value, _ in members)
    for place, name, value, declared in members:
        title_alone = isinstance(value, str) and name in TITLES and not tells and not what[0]
        for said in (None, phrase(what[1])) if title_alone else _said(name, value, declared, what):
            if admits(_filled(sample, [(place, said)], LONG)):
                yield place, said
                break


def _said(name: str, value: Any, schema: Mapping[str, Any], what: tuple[str, int]) -> Iterator[Any]:
    """What a member can say of an error, the best first."""
    kind, status = what
    options = schema.get("enum")
    if isinstance(value, bool):
        if kind and (name in FAILED or name in SUCCEEDED):
            yield name in FAILED
    elif kind and isinstance(options, list):
        yield from fitting(options, kind, status)
    elif isinstance(value, str):
        yield from _said_in_text(name, what)
    elif isinstance(value, int) and name in STATUSES:
        yield status
    elif kind and is_list_of_texts(name, value):
        yield [phrase(status)]


def _said_in_text(name: str, what: tuple[str, int]) -> Iterator[str | None]:
    """The same of a member that holds a text; None is the text of the error itself."""
    kind, status = what
    if name in TEXTS:
        yield from (None, phrase(status))
    elif name in TITLES:
        yield phrase(status)
    elif kind and name in CODES:
        yield from (kind, str(status))
    elif kind and name in STATUSES:
        yield str(status)


def _members(
    document: Document, value: Any, schema: Any, place: ValuePath = ()
) -> Iterator[tuple[ValuePath, str, Any, Mapping[str, Any]]]:
    """Every member of the objects in a value, with its place, its name and its schema."""
    if isinstance(value, Mapping):
        declared = schemas.properties(document, schema)
        for name, member in value.items():
            inner = declared.get(name, {})
            found = document.resolve(inner)
            yield (*place, name), name, member, found if isinstance(found, Mapping) else {}
            yield from _members(document, member, inner, (*place, name))
    elif isinstance(value, list):
        items = schemas.items(document, schema)
        for index, element in enumerate(value):
            yield from _members(document, element, items, (*place, index))


def _filled(sample: Any, places: list[tuple[ValuePath, Any]], text: str) -> Any:
    made = deepcopy(sample)
    for (*way, last), said in places:
        held(made, way)[last] = text if said is None else said
    return made


def _text(status: int, violations: Facts) -> str:
    """What happened, in a sentence."""
    return "; ".join(map(told_of, violations)) or phrase(status)
