"""Two requests are the same when they ask for the same, however they are written."""

import gzip
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange import Request
from mockserver.validation.sameness import LONGEST, counted_fields, request_digest, same_fields
from tests.builders import compiled

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def request(
    body: bytes = b"",
    content_type: str = JSON,
    *,
    method: str = "POST",
    url: str = "/orders",
    headers: dict[str, str] | None = None,
) -> Request:
    path, _, query = url.partition("?")
    fields = {"content-type": content_type, **(headers or {})}
    encoded = {name.lower().encode(): value.encode() for name, value in fields.items()}
    return Request(method, path.encode(), query.encode(), encoded, body)


def through(prefix: str, url: str = "/orders") -> Request:
    """A request that came by a door: what is below the door is its place."""
    made = request(url=prefix + url)
    made.place = url.encode()
    return made


def multipart(boundary: str, *parts: tuple[str, str, bytes]) -> Request:
    """A form with parts: name, header fields after the name, content."""
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, more, content in parts
    )
    return request(body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}")


FILE = '; filename="a.bin"\r\nContent-Type: application/octet-stream'
UPLOAD = [("f", FILE, b"\0\xff")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (request(b'{"a": 1, "b": [1, 2]}'), request(b'{"b":[1,2],"a":1}')),
        (request(b'{"a": {"x": 1, "y": 2}}'), request(b'{"a": {"y": 2,\n "x": 1}}')),
        (request(b'{"a": "\\u00e9"}'), request('{"a": "é"}'.encode())),
        (request(b'{"a": 123456789012345678901, "b": 1}'), request(b'{"b": 1, "a": 123456789012345678901}')),
        (request(b"{}", JSON), request(b"{ }", "application/json; charset=UTF-8")),
        (request(b'{"a": 1}'), request(gzip.compress(b'{"a":1}'), headers={"Content-Encoding": "gzip"})),
        (request(b"a=1&b=2", FORM), request(b"b=2&a=1", FORM)),
        (request(b"a=x+y", FORM), request(b"a=x%20y", FORM)),
        (multipart("one", ("a", "", b"1"), *UPLOAD), multipart("two", ("a", "", b"1"), *UPLOAD)),
        (multipart("one", ("a", "", b"1"), ("b", "", b"2")), multipart("one", ("b", "", b"2"), ("a", "", b"1"))),
        (request(url="/orders?a=1&b=2"), request(url="/orders?b=2&a=1")),
        (request(url="/orders?a=x%20y&"), request(url="/orders?a=x+y")),
        (request(url="/orders/a%7Eb"), request(url="/orders/a~b")),
        (through("/acme/v1"), through("/v1")),
        (request(headers={"User-Agent": "one"}), request(headers={"User-Agent": "two"})),
        (request(headers={"X-Retry-Count": "0"}), request(headers={"X-Retry-Count": "1"})),
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_the_same(one: Request, other: Request) -> None:
    assert request_digest(one) == request_digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (request(b'{"a": 1}'), request(b'{"a": 2}')),
        (request(b'{"a": 1}'), request(b'{"a": "1"}')),
        (request(b'{"a": [1, 2]}'), request(b'{"a": [2, 1]}')),
        (request(b'{"a": 1}'), request(b'{"a": 1', JSON)),
        (request(b'{"a": 1}'), request(b'{"a": 1}', "text/plain")),
        (request(b'{"a": 1}'), request(b"")),
        (request(b"a=1&a=2", FORM), request(b"a=2&a=1", FORM)),
        (request(b"a=1&b=2", FORM), request(b"a=1&b=3", FORM)),
        (multipart("one", ("f", FILE, b"1")), multipart("one", ("f", FILE, b"2"))),
        (multipart("one", ("f", FILE, b"1")), multipart("one", ("f", FILE.replace("a.bin", "b.bin"), b"1"))),
        (multipart("one", ("f", FILE, b"1")), multipart("one", ("f", "", b"1"))),
        (request(url="/orders?a=1&a=2"), request(url="/orders?a=2&a=1")),
        (request(url="/orders?a=1"), request(url="/orders?a=1&b=1")),
        (request(url="/orders?a=b%26c=d"), request(url="/orders?a=b&c=d")),
        (request(url="/orders/a%2Fb"), request(url="/orders/a/b")),
        (request(url="/orders"), request(url="/orders/1")),
        (request(method="POST"), request(method="PUT")),
    ],
)
def test_what_asks_for_something_else_is_another_request(one: Request, other: Request) -> None:
    assert request_digest(one) != request_digest(other)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
FIELDS = st.dictionaries(NAMES, st.lists(NAMES, min_size=1, max_size=3), max_size=4)


def written(value: Any, data: st.DataObject) -> str:
    """A JSON text with its members in some order, and some white space."""
    gap = data.draw(st.sampled_from(["", " ", "\n\t"]))
    if isinstance(value, dict):
        members = data.draw(st.permutations(list(value.items())))
        texts = [f"{orjson.dumps(name).decode()}{gap}:{written(member, data)}" for name, member in members]
        return f"{{{gap}{f'{gap},{gap}'.join(texts)}{gap}}}"
    if isinstance(value, list):
        return f"[{gap}{f'{gap},'.join(written(element, data) for element in value)}{gap}]"
    return orjson.dumps(value).decode()


def mixed(fields: dict[str, list[str]], data: st.DataObject) -> list[tuple[str, str]]:
    """Fields as pairs in some order that leaves the values of one name in theirs."""
    names = data.draw(st.permutations([name for name, values in fields.items() for _ in values]))
    left = {name: iter(values) for name, values in fields.items()}
    return [(name, next(left[name])) for name in names]


def encoded(pairs: list[tuple[str, str]], data: st.DataObject) -> str:
    """Pairs as a query, each character encoded or not as clients like it."""
    safe = data.draw(st.sampled_from(["", "!*'()", "/:@?"]))
    return "&".join(f"{quote(name, safe)}={quote(value, safe)}" for name, value in pairs)


@given(VALUES, st.data())
def test_members_in_any_order_and_white_space_change_nothing(value: Any, data: st.DataObject) -> None:
    one, other = (request(written(value, data).encode()) for _ in range(2))

    assert request_digest(one) == request_digest(other)


@given(VALUES, VALUES)
def test_other_json_is_another_request(value: Any, other: Any) -> None:
    one, two = (orjson.dumps(each, option=orjson.OPT_SORT_KEYS) for each in (value, other))

    assert (request_digest(request(one)) == request_digest(request(two))) is (one == two)


@given(FIELDS, st.data())
def test_queries_and_forms_are_the_same_in_any_order_of_names(
    fields: dict[str, list[str]], data: st.DataObject
) -> None:
    texts = [encoded(mixed(fields, data), data) for _ in range(2)]

    assert len({request_digest(request(text.encode(), FORM)) for text in texts}) == 1
    assert len({request_digest(request(url=f"/orders?{text}")) for text in texts}) == 1


@given(FIELDS, FIELDS)
def test_other_fields_make_another_request(
    fields: dict[str, list[str]], others: dict[str, list[str]]
) -> None:
    def query(of: dict[str, list[str]]) -> str:
        return "&".join(f"{quote(name, '')}={quote(value, '')}" for name in of for value in of[name])

    one, other = (request_digest(request(url=f"/orders?{query(each)}")) for each in (fields, others))

    assert (one == other) is (fields == others)


@given(st.lists(st.tuples(st.text("abc", min_size=1), st.binary(max_size=20)), min_size=1, max_size=4))
def test_a_form_that_a_client_encodes_twice_is_the_same(parts: list[tuple[str, bytes]]) -> None:
    """Each time httpx makes a boundary of its own."""
    sent = [
        httpx.Request("POST", "https://api.acme.test", files=[(name, ("x", body)) for name, body in parts])
        for _ in range(2)
    ]

    assert sent[0].headers["content-type"] != sent[1].headers["content-type"]
    assert len({request_digest(request(each.read(), each.headers["content-type"])) for each in sent}) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", JSON),
        (b'{"a": "\\ud800"}', JSON),
        (b"[" * 100_000, JSON),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"\xff=%ff", FORM),
        (b"\0\xff", "image/png"),
        (b"{}", ""),
    ],
)
def test_a_body_that_cannot_be_read_counts_as_it_came(body: bytes, content_type: str) -> None:
    assert request_digest(request(body, content_type)) == request_digest(request(body, content_type))
    assert request_digest(request(body, content_type)) != request_digest(request(body + b" ", content_type))


def test_a_long_body_counts_as_it_came() -> None:
    body = b'{"a": "' + b"x" * LONGEST + b'"}'

    assert request_digest(request(body)) == request_digest(request(body))
    assert request_digest(request(body)) != request_digest(request(body + b" "))


CONTRACT = compiled("""
security: [{Key: []}]
components: {securitySchemes: {Key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /orders:
    get:
      parameters:
        - {name: X-Version, in: header, schema: {type: string}}
        - {name: X-Request-Id, in: header, schema: {type: string}}
      responses: {'200': {description: ok}}
""")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("X-Version", True),
        ("X-Key", True),
        ("Authorization", True),
        ("Prefer", True),
        ("Accept", True),
        ("X-Request-Id", False),  # one for each request, though it is declared
        ("X-Retry-Count", False),
        ("User-Agent", False),
        ("Traceparent", False),
        ("Date", False),
        ("Cookie", False),
    ],
)
def test_fields_count_that_are_declared_or_carry_credentials(name: str, counts: bool) -> None:  # noqa: FBT001
    counted = counted_fields(CONTRACT, CONTRACT.operations[0])
    one, other = (request(headers={name: value}) for value in ("one", "other"))

    assert same_fields(one, other, counted) is not counts
