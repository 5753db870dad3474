"""Holding the replies of a real API against the document: every difference, with the place that it is from."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.media_types import essence_of, is_within
from mockserver.contract.model import Media, Operation, Response, is_json
from mockserver.errors import ErrorKind, Violation
from mockserver.exchange import Difference, Reply, join_headers
from mockserver.forwarding.described import pointer_to, schemas_at, shown_path, undeclared_members
from mockserver.replies.declared_headers import header_fits
from mockserver.services import Services
from mockserver.validation.json_text import read_written_json
from mockserver.validation.reply import FRAMING
from mockserver.validation.schema import REPLY

MOST = 20  # differences of one reply that are told
MOST_UNDECLARED = 10_000  # members that no schema names and that are looked at: those of all items are alike
BODILESS = frozenset({204, 205, 304})


class DescribedReplies:
    """What a document says of the replies of one operation."""

    def __init__(self, operation: Operation, services: Services) -> None:
        """Take the operation, and what makes validators."""
        self._operation = operation
        self._services = services
        self._document = services.contract.document

    def differences(self, reply: Reply, *, whole: bool) -> tuple[Difference, ...]:
        """How a reply differs from the document: one of each kind and place.

        Args:
            reply: Its body without content codings.
            whole: Whether all of the body is there.
        """
        response = self._operation.response(reply.status)
        if response is None:
            known = ", ".join(self._operation.responses) or "none"
            text = f"status {reply.status} is not declared; declared: {known}"
            return (Difference(self._operation.pointer, text),)
        found = self._of_headers(response, join_headers(reply.headers))
        return tuple(islice(dict.fromkeys([*found, *self._of_body(response, reply, whole=whole)]), MOST))

    def _of_headers(self, response: Response, sent: Mapping[bytes, bytes]) -> Iterator[Difference]:
        for name, header in response.headers.items():
            key, pointer = name.lower(), f"{response.pointer}/headers/{escape(name)}"
            value = sent.get(key.encode("latin-1", "replace"))
            if key in FRAMING or key == "content-type":
                continue
            if value is None:
                if header.get("required"):
                    yield Difference(pointer, f"the required header {name} is not sent")
            elif not header_fits(self._services, name, header, value.decode("latin-1")):
                yield Difference(pointer, f"header {name}: the document does not admit its value")

    def _of_body(self, response: Response, reply: Reply, *, whole: bool) -> Iterator[Difference]:
        if not response.content:
            if reply.body:
                yield Difference(response.pointer, "it has a body, and none is declared")
            return
        if not reply.body:
            if whole and reply.status not in BODILESS:
                yield Difference(f"{response.pointer}/content", "it has no body, and one is declared")
            return
        sent = dict(reply.headers).get(b"content-type", b"").decode("latin-1")
        media = _media_of(sent, response)
        if media is None:
            known = ", ".join(response.content)
            text = f"media type {sent or 'none'} is not declared; declared: {known}"
            yield Difference(f"{response.pointer}/content", text)
        elif whole and media.schema is not None and is_json(essence_of(sent)):
            pointer = f"{response.pointer}/content/{escape(media.type)}/schema"
            yield from self._of_json(media.schema, pointer, reply.body)

    def _of_json(self, schema: Any, pointer: str, body: bytes) -> Iterator[Difference]:
        try:
            value = read_written_json(body)
        except (ValueError, RecursionError) as error:
            yield Difference(pointer, f"the body is no JSON: {error}")
            return
        nodes = list(schemas_at(self._document, schema, pointer))
        validator = self._services.schemas.validator(schema, REPLY)
        for broken in validator.violations(value, "body", ErrorKind.INTERNAL):
            place = pointer_to(self._document, nodes, broken.path) if nodes else pointer
            yield Difference(place, f"body {shown_path(broken.path)}".rstrip() + f": {_said(broken)}")
        more = undeclared_members(self._document, nodes, value)
        for path, place in islice(more, MOST_UNDECLARED):
            yield Difference(place, f"body {shown_path(path)}: the document does not declare this member")


def _media_of(sent: str, response: Response) -> Media | None:
    """The media type that a reply is of, as it is declared: a charset makes no other."""
    essence = essence_of(sent)
    exact = (media for name, media in response.content.items() if essence_of(name) == essence)
    ranged = (media for name, media in response.content.items() if is_within(sent, name))
    return next(exact, None) or next(ranged, None)


def _said(violation: Violation) -> str:
    """What is wrong with a value, without the value: it may be somebody's."""
    keyword, detail = violation.keyword, violation.detail
    match keyword:
        case "required":
            return "it is required, and missing"
        case "additionalProperties" | "unevaluatedProperties":
            return "the document does not admit this member"
        case "enum" | "const":
            return "it is none of the values that are declared"
        case "type":
            declared = detail.get("types", detail.get("type"))
            return f"the document has {_types(declared)}, it is {_type_of(detail['value'])}"
        case _:
            asked = next((each for name, each in detail.items() if name != "value"), None)
            return f"it breaks {keyword}" + (f" {asked}" if isinstance(asked, str | int | float) else "")


def _types(declared: Any) -> str:
    return " or ".join(declared) if isinstance(declared, list) else str(declared)


def _type_of(value: Any) -> str:
    """The type of a JSON value, in the words of JSON Schema."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
