"""One notion of the same request, however it is written.

Two requests are the same when they ask for the same: method and path, the query in any order of its names, the body as
its media type has it: members of JSON in any order and white space, fields of forms, parts without their boundary.
The replay of idempotency keys and every verdict that compares requests ask here.
"""

import json
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import orjson

from mockserver.contract.model import Contract, Operation, is_json
from mockserver.errors import ApiError
from mockserver.exchange import Request
from mockserver.validation.codings import undone
from mockserver.validation.json_text import read_json
from mockserver.validation.media.multipart import parts

SIZE = 16  # bytes of a digest
LONGEST = 1 << 20  # bytes of a body that is read for this; longer ones are compared as they came
AS_IT_CAME = b"as it came"
URLENCODED = "application/x-www-form-urlencoded"
# Header fields that differ from one request to the next, though the request is the same; also where they are declared.
PASSING = frozenset({
    b"date", b"traceparent", b"tracestate", b"baggage", b"x-request-id", b"x-correlation-id", b"x-amzn-trace-id",
    b"x-b3-traceid", b"x-b3-spanid", b"connection", b"keep-alive", b"user-agent",
})  # fmt: skip
ALWAYS = frozenset(
    {b"authorization", b"accept", b"prefer"}
)  # what counts in any request, whatever is declared


class Pair(NamedTuple):
    """A name and its value, percent-decoded."""

    name: bytes
    value: bytes


def request_digest(request: Request) -> bytes:
    """What two requests have in common that ask for the same, whoever sends them and by whatever door.

    Args:
        request: As it came; its header fields count only as far as they say how to read its body.
    """
    texts = [request.method.encode(), canonical_place(request.place)]
    for pair in sorted_pairs(request.query):
        texts += pair
    if request.body:
        texts += body_texts(request)
    # With its length before each text, so that no two lists of texts are one.
    return blake2b(b"".join([b"%d:%b" % (len(text), text) for text in texts]), digest_size=SIZE).digest()


def canonical_place(raw: bytes) -> bytes:
    """A path with nothing percent-encoded but what would be read otherwise (RFC 3986, 6.2.2.2)."""
    if b"%" not in raw:
        return raw
    segments = (unquote_to_bytes(segment) for segment in raw.split(b"/"))
    return b"/".join(segment.replace(b"%", b"%25").replace(b"/", b"%2F") for segment in segments)


def sorted_pairs(raw: bytes) -> list[Pair]:
    """The pairs of a query or an urlencoded form by name; those of one name as they came, since they are a list."""
    if not raw:
        return []
    decode = unquote_to_bytes if b"%" in raw else bytes
    pairs = (pair.partition(b"=") for pair in raw.replace(b"+", b" ").split(b"&") if pair)
    return sorted([Pair(decode(name), decode(value)) for name, _, value in pairs], key=lambda pair: pair.name)


def body_texts(request: Request) -> list[bytes]:
    """A body's media type and what it says, in one way of writing it; as it came where it cannot be read."""
    content_type = request.header("content-type") or ""
    essence = content_type.partition(";")[0].strip().lower()
    if request.size > LONGEST:
        return [essence.encode("latin-1"), AS_IT_CAME, request.body_or_digest()]
    body = _without_codings(request)
    try:
        said = _writer(essence)(body, content_type) if len(body) <= LONGEST else [AS_IT_CAME, body]
    except (ValueError, RecursionError, ApiError):
        said = [AS_IT_CAME, body]
    return [essence.encode("latin-1"), *said]


def _without_codings(request: Request) -> bytes:
    coding = request.header("content-encoding")
    if coding is None:
        return request.body
    try:
        return undone(request.body, coding, LONGEST)
    except ApiError:
        return request.body


WriteCanonical = Callable[[bytes, str], list[bytes]]


def _writer(essence: str) -> WriteCanonical:
    """What writes bodies of a media type in one way."""
    if is_json(essence):
        return _json
    if essence == URLENCODED:
        return _form
    return _parts if essence.startswith("multipart/") else _text


def _json(body: bytes, content_type: str) -> list[bytes]:
    value = read_json(body)
    try:
        return [b"JSON", orjson.dumps(value, option=orjson.OPT_SORT_KEYS)]
    except TypeError:  # an integer of more than 64 bits
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return [b"JSON", text.encode()]


def _form(body: bytes, content_type: str) -> list[bytes]:
    return [b"form", *(text for pair in sorted_pairs(body) for text in pair)]


def _parts(body: bytes, content_type: str) -> list[bytes]:
    found = [b"parts"]
    for part in sorted(parts(body, content_type), key=lambda part: part.name or ""):
        said = (part.name or "", part.filename or "", part.headers.get("content-type", ""))
        found += [*(text.encode("utf-8", "surrogateescape") for text in said), part.body]
    return found


def _text(body: bytes, content_type: str) -> list[bytes]:
    return [b"text", body]


def counted_fields(contract: Contract | None, operation: Operation | None) -> frozenset[bytes]:
    """The header fields that make another request of one: those declared, and those that carry credentials."""
    carried = [(p.location, p.name) for p in operation.parameters] if operation else []
    carried += (
        [(scheme.location, scheme.parameter) for scheme in contract.schemes.values()] if contract else []
    )
    names = {name.lower() for location, name in carried if location == "header"}
    names |= {"cookie" for location, _ in carried if location == "cookie"}
    return (ALWAYS | {name.encode("latin-1") for name in names}) - PASSING


def same_fields(request: Request, other: Request, counted: frozenset[bytes]) -> bool:
    """Whether two requests have the same header fields among those that count."""
    one, two = request.headers, other.headers
    return one == two or all(one.get(name) == two.get(name) for name in counted)
