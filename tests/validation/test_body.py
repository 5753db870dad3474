"""Request bodies: by media type, strictly."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ApiError, Violation
from mockserver.exchange import Request
from mockserver.validation.body import BodyReader
from mockserver.validation.media.json_body import parse_json
from mockserver.validation.schema import SchemaCompiler
from tests.builders import compiled

TEXT = """
paths:
  /x:
    post:
      requestBody:
        required: {required}
        content:
          application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}
          application/vnd.acme+json; version=1: {{schema: {{type: object}}}}
          application/x-www-form-urlencoded: {{schema: {{$ref: '#/components/schemas/Order'}}}}
          multipart/form-data: {{schema: {{$ref: '#/components/schemas/Order'}}}}
          text/*: {{schema: {{type: string, maxLength: 5}}}}
          application/octet-stream: {{}}
          application/yaml: {{schema: {{$ref: '#/components/schemas/Order'}}}}
          application/acme+xml: {{schema: {{$ref: '#/components/schemas/Order'}}}}
      responses: {{'200': {{description: ok}}}}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {{type: integer}}
        name: {{type: string}}
        paid: {{type: boolean}}
        tags: {{type: array, items: {{type: integer}}}}
        address: {{type: object}}
        photo: {{type: string, format: binary}}
"""


def reader(*, required: bool = True) -> BodyReader:
    contract = compiled(TEXT.format(required=str(required).lower()))
    body = contract.operations[0].body
    assert body is not None
    return BodyReader(contract.document, body, SchemaCompiler(contract.document))


def read(
    content_type: str | None, body: bytes, *, required: bool = True
) -> tuple[bool, Any, list[Violation]]:
    headers = {} if content_type is None else {b"content-type": content_type.encode("latin-1")}
    violations: list[Violation] = []
    sent, value = reader(required=required).read_body(Request("POST", b"/x", b"", headers, body), violations)
    return sent, value, violations


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"1", 1),
        (b' {"a": [1, 2.5, null, true, "\xc3\xa9"]}\n', {"a": [1, 2.5, None, True, "é"]}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b"9223372036854775807", 2**63 - 1),
        (b"18446744073709551616", 2**64),
        (b'{"n": 123456789012345678901234567890, "t": "x"}', {"n": 123456789012345678901234567890, "t": "x"}),
        (b'"1234567890123456789012"', "1234567890123456789012"),
        (b"1e2", 100.0),
        (b"-0", 0),
    ],
)
def test_json_is_read(body: bytes, expected: Any) -> None:
    found = parse_json(body, [])

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}x",
        b"{'a': 1}",
        b"[1,]",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"[NaN, 12345678901234567890]",
        b"01",
        b"+1",
        b".5",
        b"1.",
        b"0x1",
        b'"\\ud800"',
        b'["\\ud800", 12345678901234567890]',
        b'"\\x"',
        b'"a\nb"',
        b"\xef\xbb\xbf{}",
        b'"\xff"',
        "{}".encode("utf-16"),
        b"undefined",
        b"// comment\n1",
        b"[" * 100_000,
        b"[" * 100_000 + b"1234567890123456789" + b"]" * 100_000,
        b"1" * 5000,
        b"1e999",
        b"[1e999, 12345678901234567890]",
        b"\x00",
    ],
    ids=lambda body: str(body[:24]),
)
def test_what_is_not_json_is_malformed(body: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        parse_json(body, [])

    assert caught.value.kind == "malformed_body"
    assert caught.value.violations[0].keyword == "malformed"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(JSON)
def test_any_json_value_is_read_as_it_was_written(value: Any) -> None:
    assert parse_json(json.dumps(value).encode(), []) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode(), []) == value


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json ; boundary=x",
        "application/vnd.acme+json",
    ],
)
def test_a_media_type_is_known_in_any_writing(content_type: str) -> None:
    assert read(content_type, b'{"id": 1}') == (True, {"id": 1}, [])


def test_a_body_that_nobody_can_read_is_not_held_against_a_schema_of_objects() -> None:
    """It comes as text: to refuse it for being no object would refuse every YAML there is."""
    assert read("application/yaml", b"a: 1") == (True, "a: 1", [])


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "application/xml",
        "json",
        "application/json; charset=latin-1",
        "application/*",
        "*/*",
        ";",
        "image/png",
    ],
)
def test_a_media_type_that_is_not_declared_is_unsupported(content_type: str | None) -> None:
    with pytest.raises(ApiError) as caught:
        read(content_type, b'{"id": 1}')

    assert caught.value.kind == "unsupported_media_type"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"id=1&name=a+b&paid=true", {"id": 1, "name": "a b", "paid": True}),
        (b"id=1&tags=1&tags=2", {"id": 1, "tags": [1, 2]}),
        (b"id=1&tags=3", {"id": 1, "tags": [3]}),
        (b"id=1&address=%7B%22city%22%3A%22x%22%7D", {"id": 1, "address": {"city": "x"}}),
        (b"id=1&other=x", {"id": 1, "other": "x"}),
    ],
)
def test_a_form_has_the_types_of_its_schema(body: bytes, expected: Any) -> None:
    assert read("application/x-www-form-urlencoded", body) == (True, expected, [])


@pytest.mark.parametrize("body", [b"id=x", b"id=1&id=2", b"id="])
def test_a_field_of_a_wrong_type_is_a_violation(body: bytes) -> None:
    _, _, violations = read("application/x-www-form-urlencoded", body)

    assert [(violation.name, violation.keyword) for violation in violations] == [("id", "type")]


@pytest.mark.parametrize("body", [b"id=%FF", b"id=%C3"])
def test_a_form_that_is_not_utf8_is_malformed(body: bytes) -> None:
    with pytest.raises(ApiError, match="malformed_body"):
        read("application/x-www-form-urlencoded", body)


def multipart(*parts: tuple[str, bytes]) -> bytes:
    return (
        b"".join(b"--b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
        + b"--b--\r\n"
    )


def test_a_multipart_form_has_fields_and_files() -> None:
    body = multipart(
        ('Content-Disposition: form-data; name="id"', b"1"),
        ('Content-Disposition: form-data; name="tags"', b"1"),
        ('Content-Disposition: form-data; name="tags"', b"2"),
        ('Content-Disposition: form-data; name="name"; filename="a.bin"', b"\xff\x00"),
    )

    assert read("multipart/form-data; boundary=b", body) == (
        True,
        {"id": 1, "tags": [1, 2], "name": "ÿ\x00"},
        [],
    )


def test_a_part_that_is_bytes_need_not_be_sent_as_a_file() -> None:
    """Its schema says so; a part that is text has to be UTF-8."""
    body = multipart(
        ('Content-Disposition: form-data; name="id"', b"1"),
        ('Content-Disposition: form-data; name="photo"', b"\x89PNG"),
    )

    assert read("multipart/form-data; boundary=b", body) == (True, {"id": 1, "photo": "\x89PNG"}, [])


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", multipart(('Content-Disposition: form-data; name="id"', b"1"))),
        (
            "multipart/form-data; boundary=other",
            multipart(('Content-Disposition: form-data; name="id"', b"1")),
        ),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n1'),
        ("multipart/form-data; boundary=b", multipart(("Content-Type: text/plain", b"1"))),
        (
            "multipart/form-data; boundary=b",
            multipart(('Content-Disposition: form-data; name="id"', b"\xff")),
        ),
        ("multipart/form-data; boundary=b", b"\x00\x01"),
    ],
    ids=["no boundary", "other boundary", "cut off", "no name", "not UTF-8", "noise"],
)
def test_a_broken_multipart_form_is_malformed(content_type: str, body: bytes) -> None:
    with pytest.raises(ApiError, match="malformed_body"):
        read(content_type, body)


def test_text_is_its_own_value() -> None:
    assert read("text/plain", "héé".encode()) == (True, "héé", [])
    assert [violation.keyword for violation in read("text/csv", b"a,b,c,d")[2]] == ["maxLength"]
    with pytest.raises(ApiError, match="malformed_body"):
        read("text/plain", b"\xff")


def test_bytes_are_kept() -> None:
    assert read("application/octet-stream", b"\xff\x00") == (True, "ÿ\x00", [])


def test_a_missing_body_is_a_violation_where_one_is_required() -> None:
    sent, value, violations = read(None, b"")

    assert (sent, value) == (False, None)
    assert [(violation.keyword, violation.kind) for violation in violations] == [("empty", "invalid_body")]
    assert read(None, b"", required=False) == (False, None, [])
    assert read("application/json", b"", required=False) == (False, None, [])


def test_every_problem_of_a_body_is_named() -> None:
    _, _, violations = read("application/json", b'{"name": 1, "tags": ["x", 2, "y"]}')

    assert {(violation.name, violation.keyword) for violation in violations} == {
        ("id", "required"),
        ("name", "type"),
        ("tags.0", "type"),
        ("tags.2", "type"),
    }
