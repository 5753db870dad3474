"""Multipart forms: parts of every kind, held against their encodings."""

import json
from base64 import b64encode
from io import BytesIO
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ApiError
from tests.validation.forms_of import BINARY, INTEGER, INTEGERS, MULTIPART, read, reader


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


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited"])
@pytest.mark.parametrize("explode", [True, False])
@pytest.mark.parametrize("field", ["meta", "ids"])
def test_a_part_that_is_a_value_already_is_not_split_by_its_style(
    style: str, field: str, *, explode: bool
) -> None:
    """A client that sends JSON where a style is declared says so by the part's media type."""
    text = {"meta": b'{"n": 1}', "ids": b"[1, 2]"}[field]
    made = reader(FORM, {field: {"style": style, "explode": explode}}, MULTIPART)
    body = part(field, text, "Content-Type: application/json") + b"--b--\r\n"

    assert read(made, body, f"{MULTIPART}; boundary=b") == ({field: json.loads(text)}, [])


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


@pytest.mark.parametrize(
    ("filename", "media_type", "found"),
    [
        ("a.bin", "application/octet-stream", []),
        ("a.txt", "text/plain", [("contentType", ("file",))]),
        (None, "application/octet-stream", [("contentType", ("file",))]),
    ],
)
def test_a_file_of_an_unknown_type_is_taken_for_one_that_is_asked_for(
    filename: str | None, media_type: str, found: Any
) -> None:
    """So libraries send what they cannot tell; one that says another type is refused."""
    made = reader({"properties": {"file": BINARY}}, {"file": {"contentType": "image/png"}}, MULTIPART)

    body = part("file", b"x", f"Content-Type: {media_type}", filename=filename) + b"--b--\r\n"
    _, violations = read(made, body, f"{MULTIPART}; boundary=b")

    assert [(v.keyword, v.path) for v in violations] == found


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
