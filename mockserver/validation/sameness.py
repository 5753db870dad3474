"""One notion of the same request, however it is written.

Two requests are the same when they ask for the same: method and path, the query in any order of its names, the body as
its media type has it: members of JSON in any order and white space, fields of forms, parts without their boundary.
The replay of idempotency keys and every verdict that compares requests ask here.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple
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
    digest = blake2b(digest_size=SIZE)

    def add(*texts: bytes) -> None:
        for text in texts:  # with its length before it, so that no two lists of texts are one
            digest.update(len(text).to_bytes(8, "big"))
            digest.update(text)

    segments = [unquote_to_bytes(segment) for segment in request.place.split(b"/")]
    add(request.method.encode(), b"%d" % len(segments), *segments)
    for pair in sorted_pairs(request.query):
        add(*pair)
    add(*body_texts(request))
    return digest.digest()


def sorted_pairs(raw: bytes) -> list[Pair]:
    """The pairs of a query or an urlencoded form by name; those of one name as they came, since they are a list."""
    pairs = (pair.replace(b"+", b" ").partition(b"=") for pair in raw.split(b"&") if pair)
    return sorted(
        (Pair(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs),
        key=lambda pair: pair.name,
    )


def body_texts(request: Request) -> Iterator[bytes]:
    """A body's media type and what it says, in one way of writing it; as it came where it cannot be read."""
    if not request.body:
        return
    content_type = request.header("content-type") or ""
    essence = content_type.partition(";")[0].strip().lower()
    yield essence.encode("latin-1")
    body = _without_codings(request)
    if len(body) > LONGEST:
        yield from (b"as it came", body)
        return
    read = _canonical(essence)
    try:
        texts = list(read(body, content_type))
    except (ValueError, RecursionError, ApiError):
        texts = [b"as it came", body]
    yield from texts


def _without_codings(request: Request) -> bytes:
    coding = request.header("content-encoding")
    if coding is None:
        return request.body
    try:
        return undone(request.body, coding, LONGEST)
    except ApiError:
        return request.body


Canonical = Callable[[bytes, str], Iterator[bytes]]


def _canonical(essence: str) -> Canonical:
    """What writes bodies of a media type in one way."""
    if is_json(essence):
        return _json
    if essence == URLENCODED:
        return _form
    return _parts if essence.startswith("multipart/") else _text


def _json(body: bytes, content_type: str) -> Iterator[bytes]:
    yield b"JSON"
    yield _sorted_json(read_json(body))


def _sorted_json(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # an integer of more than 64 bits
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _form(body: bytes, content_type: str) -> Iterator[bytes]:
    yield b"form"
    for pair in sorted_pairs(body):
        yield from pair


def _parts(body: bytes, content_type: str) -> Iterator[bytes]:
    yield b"parts"
    for part in sorted(parts(body, content_type), key=lambda part: part.name or ""):
        for text in (part.name or "", part.filename or "", part.headers.get("content-type", "")):
            yield text.encode("utf-8", "surrogateescape")
        yield part.body


def _text(body: bytes, content_type: str) -> Iterator[bytes]:
    yield b"text"
    yield body


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
    return all(request.headers.get(name) == other.headers.get(name) for name in counted)
