"""Forms: bracket names, encodings of fields, and parts of every kind."""

import gzip
from base64 import b64encode
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ApiError, Violation
from mockserver.exchange import Request
from mockserver.validation.body import BodyReader
from mockserver.validation.schema import SchemaCompiler
from tests.builders import HEAD, compiled

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
STRING, INTEGER, BINARY = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "binary"}
INTEGERS = {"type": "array", "items": INTEGER}


def reader(
    schema: Any, encoding: Any = None, media_type: str = URLENCODED, *, openapi: str = "3.0.3"
) -> BodyReader:
    """What reads the forms of a schema."""
    media = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    operation = {"requestBody": {"content": {media_type: media}}, "responses": {"200": {"description": "ok"}}}
    text = "paths: " + orjson.dumps({"/x": {"post": operation}}).decode()
    contract = compiled(text, head=HEAD.replace("3.0.3", openapi))
    body = contract.operations[0].body
    assert body is not None
    return BodyReader(contract.document, body, SchemaCompiler(contract.document))


def read(made: BodyReader, body: bytes, content_type: str = URLENCODED) -> tuple[Any, list[Violation]]:
    """The value of a body, and what is wrong with it."""
    violations: list[Violation] = []
    request = Request("POST", b"/x", b"", {b"content-type": content_type.encode()}, body)
    return made.read(request, violations)[1], violations


ADDRESS = {
    "type": "object",
    "required": ["city"],
    "properties": {"city": STRING, "geo": {"type": "object", "properties": {"lat": {"type": "number"}}}},
}
PLACE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "address": ADDRESS,
        "tags": {"type": "array", "items": STRING},
        "ids": INTEGERS,
        "rows": {"type": "array", "items": {"type": "object", "properties": {"n": INTEGER, "t": STRING}}},
        "any": {},
        "names[]": {"type": "array", "items": STRING},
        "either": {"oneOf": [INTEGER, INTEGERS]},
        "meta": {"type": "object", "additionalProperties": INTEGER},
    },
}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("address[city]=Rome&tags[]=a", {"address": {"city": "Rome"}, "tags": ["a"]}),
        ("address[city]=Rome&address[geo][lat]=1.5", {"address": {"city": "Rome", "geo": {"lat": 1.5}}}),
        ("address%5Bcity%5D=New+York", {"address": {"city": "New York"}}),
        ("tags[]=a&tags[]=b", {"tags": ["a", "b"]}),
        ("tags[1]=b&tags[0]=a", {"tags": ["a", "b"]}),
        ("tags=a&tags=b", {"tags": ["a", "b"]}),
        ("tags=a", {"tags": ["a"]}),
        ("tags=", {"tags": [""]}),
        ("ids=", {"ids": []}),
        ("ids=1&ids[]=2", {"ids": [1, 2]}),
        ("rows[0][n]=1&rows[0][t]=a&rows[1][n]=2", {"rows": [{"n": 1, "t": "a"}, {"n": 2}]}),
        ("rows[][n]=1&rows[][t]=a&rows[][n]=2", {"rows": [{"n": 1, "t": "a"}, {"n": 2}]}),
        ("rows[][n]=1&rows[][n]=2&rows[][t]=b", {"rows": [{"n": 1}, {"n": 2, "t": "b"}]}),
        ("address=" + quote('{"city": "Rome"}'), {"address": {"city": "Rome"}}),
        ("any[a][]=1&any[b]=2", {"any": {"a": ["1"], "b": "2"}}),
        ("any[0]=1&any[1]=2", {"any": ["1", "2"]}),
        ("names[]=a&names[]=b", {"names[]": ["a", "b"]}),
        ("names[0]=a&names[1]=b", {"names[]": ["a", "b"]}),
        ("either=1", {"either": 1}),
        ("either[]=1", {"either": [1]}),
        ("meta[a]=1&meta[b]=2", {"meta": {"a": 1, "b": 2}}),
    ],
)
def test_a_form_is_read_as_its_names_say(body: str, expected: Any) -> None:
    assert read(reader(PLACE), body.encode()) == (expected, [])


@pytest.mark.parametrize(
    ("body", "keyword", "path"),
    [
        ("address[geo][lat]=1", "required", ("address", "city")),
        ("address[city]=Rome&address[geo][lat]=x", "type", ("address", "geo", "lat")),
        ("ids[]=x", "type", ("ids", 0)),
        ("tags[a]=1", "type", ("tags",)),
        ("address[]=1", "type", ("address",)),
        ("other[a]=1", "additionalProperties", ("other",)),
        ("address=Rome", "type", ("address",)),
        ("meta[a]=x", "type", ("meta", "a")),
    ],
)
def test_what_is_wrong_with_a_form_is_told_where_it_is(body: str, keyword: str, path: Any) -> None:
    _, violations = read(reader(PLACE), body.encode())

    assert [(v.keyword, v.path) for v in violations] == [(keyword, path)]


RGB = {"type": "object", "properties": {"R": INTEGER, "G": INTEGER}}


@pytest.mark.parametrize(
    ("schema", "encoding", "body", "expected"),
    [
        (INTEGERS, {"style": "form", "explode": False}, "x=1,2,3", [1, 2, 3]),
        (INTEGERS, {"explode": False}, "x=1%2C2", [1, 2]),
        (INTEGERS, {"explode": False}, "x=7", [7]),
        (INTEGERS, {"explode": False}, "x[]=1&x[]=2", [1, 2]),
        (INTEGERS, {"style": "spaceDelimited"}, "x=1%202", [1, 2]),
        (INTEGERS, {"style": "spaceDelimited"}, "x=1+2", [1, 2]),
        (INTEGERS, {"style": "pipeDelimited", "explode": False}, "x=1%7C2", [1, 2]),
        (INTEGERS, {"style": "form", "explode": True}, "x=1&x=2", [1, 2]),
        (RGB, {"style": "form", "explode": True}, "R=1&G=2", {"R": 1, "G": 2}),
        (RGB, {"style": "form", "explode": False}, "x=R,1,G,2", {"R": 1, "G": 2}),
        (RGB, {"style": "deepObject", "explode": True}, "x[R]=1&x[G]=2", {"R": 1, "G": 2}),
        (RGB, {"contentType": "application/json"}, "x=" + quote('{"R": 1}'), {"R": 1}),
        (INTEGERS, {"contentType": "application/json"}, "x=[1,2]", [1, 2]),
        ({}, {"contentType": "application/json"}, "x=[1,2]", [1, 2]),
        (STRING, {"allowReserved": True}, "x=a+b", "a+b"),
        ({"type": "array", "items": STRING}, {"explode": False}, "x=a%2Cb,c", ["a,b", "c"]),
    ],
)
def test_a_field_is_read_by_its_encoding(schema: Any, encoding: Any, body: str, expected: Any) -> None:
    whole = {"type": "object", "additionalProperties": False, "properties": {"x": schema}}

    assert read(reader(whole, {"x": encoding}), body.encode()) == ({"x": expected}, [])


def test_an_element_of_a_wrong_type_is_told_by_its_place() -> None:
    whole = {"type": "object", "properties": {"x": INTEGERS}}

    _, violations = read(reader(whole, {"x": {"explode": False}}), b"x=1,q")

    assert [(v.keyword, v.path) for v in violations] == [("type", ("x", 1))]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
FREE = reader({"type": "object"})


@given(st.dictionaries(st.text("abc", min_size=1), TEXT | st.lists(TEXT, min_size=2), max_size=5))
def test_any_form_is_read_as_a_client_writes_it(value: dict[str, Any]) -> None:
    assert read(FREE, urlencode(value, doseq=True).encode() or b"&") == (value, [])


def part(name: str, body: bytes, *headers: str, filename: str | None = None) -> bytes:
    more = f'; filename="{filename}"' if filename is not None else ""
    head = "\r\n".join((f'Content-Disposition: form-data; name="{name}"{more}', *headers))
    return b"--b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n"


FORM = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "file": BINARY,
        "files": {"type": "array", "items": BINARY, "maxItems": 2},
        "meta": {"type": "object", "properties": {"n": INTEGER}},
        "metas": {"type": "array", "items": {"type": "object", "properties": {"n": INTEGER}}},
        "ids": INTEGERS,
        "note": {"type": "string", "maxLength": 5},
        "any": {},
        "data": {"type": "string", "format": "byte"},
    },
}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part("file", b"\xff\x00", filename="a.bin")], {"file": "ÿ\x00"}),
        (
            [
                part("files", b"a", filename="a"),
                part("files", b"\xff", "Content-Type: image/png", filename="b"),
            ],
            {"files": ["a", "ÿ"]},
        ),
        ([part("files[]", b"a", filename="a"), part("files[]", b"b", filename="b")], {"files": ["a", "b"]}),
        ([part("files[0]", b"a", filename="a")], {"files": ["a"]}),
        ([part("meta", b'{"n": 1}', "Content-Type: application/json")], {"meta": {"n": 1}}),
        ([part("meta", b'{"n": 1}')], {"meta": {"n": 1}}),
        (
            [part("meta", b'{"n": 1}', "Content-Type: application/json", filename="m.json")],
            {"meta": {"n": 1}},
        ),
        ([part("meta[n]", b"1")], {"meta": {"n": 1}}),
        ([part("metas", b'{"n": 1}'), part("metas", b'{"n": 2}')], {"metas": [{"n": 1}, {"n": 2}]}),
        ([part("metas", b'[{"n": 1}]', "Content-Type: application/json")], {"metas": [{"n": 1}]}),
        ([part("ids", b"1"), part("ids", b"2")], {"ids": [1, 2]}),
        ([part("ids", b"[1, 2]", "Content-Type: application/json")], {"ids": [1, 2]}),
        ([part("note", "é".encode(), "Content-Type: text/plain; charset=utf-8")], {"note": "é"}),
        ([part("note", b"\xe9", "Content-Type: text/plain; charset=latin-1")], {"note": "é"}),
        ([part("note", b"5", "Content-Type: application/json")], {"note": "5"}),
        ([part("any", b'{"a": 1}', "Content-Type: application/json")], {"any": {"a": 1}}),
        ([part("any", b"text")], {"any": "text"}),
        ([part("file", b64encode(b"\xff"), "Content-Transfer-Encoding: base64")], {"file": "ÿ"}),
        ([part("note", b"=C3=A9", "Content-Transfer-Encoding: quoted-printable")], {"note": "é"}),
        ([part("data", b64encode(b"\xff"))], {"data": "/w=="}),
        ([], {}),
    ],
)
def test_parts_are_read_by_their_field_and_their_headers(parts: list[bytes], expected: Any) -> None:
    made = reader(FORM, media_type=MULTIPART)

    assert read(made, b"".join(parts) + b"--b--\r\n", f"{MULTIPART}; boundary=b") == (expected, [])


@pytest.mark.parametrize(
    ("parts", "keyword", "path"),
    [
        ([part("meta", b'{"n": "x"}')], "type", ("meta", "n")),
        ([part("meta", b"{")], "type", ("meta",)),
        ([part("note", b"123456")], "maxLength", ("note",)),
        ([part("files", b"a")] * 3, "maxItems", ("files",)),
        ([part("ids", b"x")], "type", ("ids", 0)),
        ([part("data", b"\xff".hex().encode() + b"!")], "format", ("data",)),
        ([part("other", b"x")], "additionalProperties", ("other",)),
    ],
)
def test_what_is_wrong_with_a_part(parts: list[bytes], keyword: str, path: Any) -> None:
    made = reader(FORM, media_type=MULTIPART)

    _, violations = read(made, b"".join(parts) + b"--b--\r\n", f"{MULTIPART}; boundary=b")

    assert [(v.keyword, v.path) for v in violations] == [(keyword, path)]


HEADERS = {"X-Rank": {"required": True, "schema": {"type": "integer", "maximum": 9}}}
IMAGE = {"file": {"contentType": "image/png, image/jpeg, audio/*", "headers": HEADERS}}


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["Content-Type: image/png", "X-Rank: 1"], []),
        (["Content-Type: Image/JPEG; q=1", "x-rank: 9"], []),
        (["Content-Type: audio/ogg", "X-Rank: 1"], []),
        (["X-Rank: 1"], []),
        (["Content-Type: text/plain", "X-Rank: 1"], [("contentType", ("file",))]),
        (["Content-Type: image/png"], [("required", ("file", "x-rank"))]),
        (["Content-Type: image/png", "X-Rank: 10"], [("maximum", ("file", "x-rank"))]),
        (["Content-Type: image/png", "X-Rank: x"], [("type", ("file", "x-rank"))]),
    ],
)
def test_a_part_is_held_against_its_encoding(headers: list[str], found: Any) -> None:
    made = reader({"properties": {"file": BINARY}}, IMAGE, MULTIPART)

    _, violations = read(made, part("file", b"x", *headers) + b"--b--\r\n", f"{MULTIPART}; boundary=b")

    assert [(v.keyword, v.path) for v in violations] == found
    assert {v.kind for v in violations} <= {"invalid_body"}


def test_parts_without_names_are_a_list_where_the_schema_is_one() -> None:
    made = reader({"type": "array", "items": {"type": "object"}}, media_type="multipart/mixed")
    body = b'--b\r\nContent-Type: application/json\r\n\r\n{"a": 1}\r\n' * 2 + b"--b--\r\n"

    assert read(made, body, "multipart/mixed; boundary=b") == ([{"a": 1}, {"a": 1}], [])


@pytest.mark.parametrize(
    "body",
    [
        part("file", b"x", "Content-Transfer-Encoding: rot13") + b"--b--\r\n",
        part("file", b"x", "Content-Transfer-Encoding: base64") + b"--b--\r\n",
        part("note", b"\xff") + b"--b--\r\n",
        part("file", b"x"),
    ],
)
def test_a_part_that_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(ApiError, match="malformed_body"):
        read(reader(FORM, media_type=MULTIPART), body, f"{MULTIPART}; boundary=b")


FILES = reader(FORM, media_type=MULTIPART)


@given(
    st.binary(), st.lists(st.integers(), min_size=1, max_size=3), st.text('abcé"[] ;', min_size=1, max_size=9)
)
def test_any_file_is_read_as_a_client_sends_it(content: bytes, ids: list[int], filename: str) -> None:
    sent = httpx.Request(
        "POST", "http://x", data={"ids": list(map(str, ids))}, files={"file": (filename, BytesIO(content))}
    )

    found = read(FILES, sent.read(), sent.headers["content-type"])

    assert found == ({"ids": ids, "file": content.decode("latin-1")}, [])


def test_a_compressed_form_is_a_form() -> None:
    violations: list[Violation] = []
    headers = {b"content-type": URLENCODED.encode(), b"content-encoding": b"gzip"}
    request = Request("POST", b"/x", b"", headers, gzip.compress(b"tags[]=a"))

    assert reader(PLACE).read(request, violations) == (True, {"tags": ["a"]})
