"""What is thrown at the parser of HTTP and at the loader of documents: never an error that is no answer.

`make fuzz` tries far more than a run of the tests.
"""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import IO, Any

from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.contract import document, tolerance
from mockserver.contract.compiler import compile_contract
from mockserver.contract.parsing import parse_text
from mockserver.errors import SpecError
from mockserver.http1.parser import RequestParser
from mockserver.http1.request_head import Head
from mockserver.parts import PARTS

MAX_BODY = 4096  # bytes


class Taken:
    """What a parser hands on."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes, bytes]] = []

    def take(self, head: Head, body: bytes, file: IO[bytes] | None, *, complete: bool) -> None:
        if file is not None:
            file.seek(0)
            body = file.read()
            file.close()
        if complete:
            assert len(body) <= MAX_BODY
        self.seen.append((head.scope["method"], head.scope["raw_path"], body))

    def refuse(self, target: bytes, reason: str, status: int) -> None:
        assert 400 <= status < 600
        assert reason
        self.seen.append((str(status), target, b""))


def parsed(pieces: Sequence[bytes]) -> list[tuple[str, bytes, bytes]]:
    """What comes of bytes that arrive in pieces, up to what is refused."""
    taken = Taken()
    parser = RequestParser(taken, {"type": "http"}, MAX_BODY, lambda: 0.0)
    for piece in pieces:
        parser.feed(piece)
        if any(method.isdigit() for method, _, _ in taken.seen):
            break
    parser.close()
    return taken.seen


TOKENS = [
    b"GET", b"POST", b"HEAD", b" ", b"/", b"/a?b=c", b"*", b"http://h/a", b" HTTP/1.1", b" HTTP/1.0", b" HTTP/0.9",
    b" HTTP/2.0", b"\r\n", b"\n", b"\r", b"Host: a", b"Host:", b"Host: a b", b"Content-Length: 3",
    b"Content-Length: -1",
    b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked",
    b"Expect: 100-continue", b"Connection: close", b"Upgrade: h2c", b"abc", b"3\r\nabc\r\n", b"0\r\n\r\n",
    b"ffffffffffff",
    b"\0", b"\xff", b": ", b"X" * 70_000, b" folded",
]  # fmt: skip
BYTES = st.lists(st.sampled_from(TOKENS) | st.binary(max_size=6), max_size=25).map(b"".join)
GOOD = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"


@given(sent=BYTES, cuts=st.lists(st.integers(0, 400), max_size=6))
@example(sent=GOOD + GOOD, cuts=[10, 50, 60])
@example(sent=b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 3, cuts=[27])
def test_bytes_are_read_alike_however_they_come(sent: bytes, cuts: list[int]) -> None:
    places = sorted({0, *(cut for cut in cuts if cut < len(sent)), len(sent)})
    pieces = [sent[start:end] for start, end in pairwise(places)]

    assert parsed(pieces) == parsed([sent])


@given(sent=BYTES)
def test_what_follows_a_request_does_not_change_it(sent: bytes) -> None:
    assert parsed([GOOD + sent])[:1] == parsed([GOOD])


WORDS = st.sampled_from(
    ["openapi", "paths", "/a", "/a/{id}", "get", "post", "parameters", "responses", "200", "default", "content",
     "application/json", "schema", "$ref", "type", "properties", "items", "allOf", "oneOf", "enum", "components",
     "schemas", "A", "name", "in", "required", "minItems", "pattern", "x-mock", "security", "example", "examples",
     "servers", "url"]
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6) | WORDS
    | st.sampled_from(["#/components/schemas/A", "#", "object", "array", "string", "3.1.0", "{x}", "^(a", "query"])
)  # fmt: skip
NODES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=25,
)


@given(
    paths=st.dictionaries(st.sampled_from(["/a", "/a/{id}", "x"]), NODES, max_size=2),
    schemas=NODES,
    rest=NODES,
)
def test_any_data_is_a_document_or_refused(paths: Any, schemas: Any, rest: Any) -> None:
    data = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if isinstance(rest, dict):
        data = {**rest, **data}
    try:
        found = document.from_data("acme", json.loads(json.dumps(data)), source="acme.json")
        tolerance.mend(found)
        compile_contract(found, PARTS)
    except SpecError:
        return  # in words


@given(text=st.text() | st.lists(st.sampled_from("{}[]&*!|>-?:,#'\"\n a1<%@`~"), max_size=60).map("".join))
@example(text="<<: *a")
@example(text="&a [*a]")
@example(text="? [a]: b")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        data = parse_text(text, "acme.yaml").data
    except SpecError:
        return
    json.dumps(data, allow_nan=False)
