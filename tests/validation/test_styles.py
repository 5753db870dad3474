"""How parameters are written: OpenAPI's table of style values, and its edges."""

from typing import Any

import orjson
import pytest

from mockserver.contract.mock import RequestRules
from mockserver.errors import Violation
from mockserver.validation.parameters import Parameters
from mockserver.validation.schema import SchemaCompiler
from tests.builders import compiled
from tests.validation.parameters_of import ARRAY, BLUE, COLORS, INTEGERS, OBJECT, RGB, STRING, read, reader_of

# OpenAPI 3.0.4 and 3.1.1, Style Examples (3.0.3 writes label lists with points; RFC 6570 has commas).
TABLE = [
    ("path", "matrix", False, STRING, ";color", ""),
    ("path", "matrix", False, STRING, ";color=blue", BLUE),
    ("path", "matrix", False, ARRAY, ";color=blue,black,brown", COLORS),
    ("path", "matrix", False, OBJECT, ";color=R,100,G,200,B,150", RGB),
    ("path", "matrix", True, STRING, ";color", ""),
    ("path", "matrix", True, STRING, ";color=blue", BLUE),
    ("path", "matrix", True, ARRAY, ";color=blue;color=black;color=brown", COLORS),
    ("path", "matrix", True, OBJECT, ";R=100;G=200;B=150", RGB),
    ("path", "label", False, STRING, ".", ""),
    ("path", "label", False, STRING, ".blue", BLUE),
    ("path", "label", False, ARRAY, ".blue,black,brown", COLORS),
    ("path", "label", False, OBJECT, ".R,100,G,200,B,150", RGB),
    ("path", "label", True, STRING, ".blue", BLUE),
    ("path", "label", True, ARRAY, ".blue.black.brown", COLORS),
    ("path", "label", True, OBJECT, ".R=100.G=200.B=150", RGB),
    ("path", "simple", False, STRING, "blue", BLUE),
    ("path", "simple", False, ARRAY, "blue,black,brown", COLORS),
    ("path", "simple", False, OBJECT, "R,100,G,200,B,150", RGB),
    ("path", "simple", True, STRING, "blue", BLUE),
    ("path", "simple", True, ARRAY, "blue,black,brown", COLORS),
    ("path", "simple", True, OBJECT, "R=100,G=200,B=150", RGB),
    ("header", "simple", False, STRING, "blue", BLUE),
    ("header", "simple", False, ARRAY, "blue,black,brown", COLORS),
    ("header", "simple", False, ARRAY, "blue, black,  brown", COLORS),
    ("header", "simple", False, OBJECT, "R,100,G,200,B,150", RGB),
    ("header", "simple", True, OBJECT, "R=100,G=200,B=150", RGB),
    ("header", "simple", True, OBJECT, "R=100, G=200, B=150", RGB),
    ("query", "form", False, STRING, "color=", ""),
    ("query", "form", False, STRING, "color=blue", BLUE),
    ("query", "form", False, ARRAY, "color=blue,black,brown", COLORS),
    ("query", "form", False, OBJECT, "color=R,100,G,200,B,150", RGB),
    ("query", "form", True, STRING, "color=", ""),
    ("query", "form", True, STRING, "color=blue", BLUE),
    ("query", "form", True, ARRAY, "color=blue&color=black&color=brown", COLORS),
    ("query", "form", True, OBJECT, "R=100&G=200&B=150", RGB),
    ("query", "spaceDelimited", False, ARRAY, "color=blue%20black%20brown", COLORS),
    ("query", "spaceDelimited", False, ARRAY, "color=blue+black+brown", COLORS),
    ("query", "spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150", RGB),
    ("query", "pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown", COLORS),
    ("query", "pipeDelimited", False, ARRAY, "color=blue|black|brown", COLORS),
    ("query", "pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150", RGB),
    ("query", "spaceDelimited", True, ARRAY, "color=blue&color=black&color=brown", COLORS),
    ("query", "pipeDelimited", True, ARRAY, "color=blue&color=black&color=brown", COLORS),
    ("query", "deepObject", True, OBJECT, "color[R]=100&color[G]=200&color[B]=150", RGB),
    ("query", "deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", RGB),
    ("cookie", "form", False, STRING, "color=blue", BLUE),
    ("cookie", "form", False, ARRAY, "color=blue,black,brown", COLORS),
    ("cookie", "form", False, OBJECT, "other=1; color=R,100,G,200,B,150", RGB),
    ("cookie", "form", True, ARRAY, "color=blue&color=black&color=brown", COLORS),
    ("cookie", "form", True, ARRAY, "color=blue; color=black; color=brown", COLORS),
    ("cookie", "form", True, OBJECT, "R=100&G=200&B=150", RGB),
    ("cookie", "form", True, OBJECT, "other=1; R=100; G=200; B=150", RGB),
    ("cookie", "form", True, STRING, "color=bl%75e", BLUE),
    ("cookie", "cookie", True, STRING, "color=bl%75e", "bl%75e"),  # OpenAPI 3.2.0 from here
    ("cookie", "cookie", False, ARRAY, "color=blue,black,brown", COLORS),
    ("cookie", "cookie", True, ARRAY, "color=blue; color=black; color=brown", COLORS),
    ("cookie", "cookie", False, OBJECT, "color=R,100,G,200,B,150", RGB),
    ("cookie", "cookie", True, OBJECT, "R=100; other=1; G=200; B=150", RGB),
]


@pytest.mark.parametrize(("location", "style", "explode", "schema", "raw", "expected"), TABLE)
def test_the_style_table(
    location: str,
    style: str,
    explode: bool,  # noqa: FBT001
    schema: Any,
    raw: str,
    expected: Any,
) -> None:
    found, violations = read(reader_of(location, schema, style=style, explode=explode), location, raw)

    assert violations == []
    assert found == expected


@pytest.mark.parametrize(
    ("schema", "rest", "raw", "expected"),
    [
        (INTEGERS, {"explode": False}, "color=1,2", [1, 2]),
        (INTEGERS, {}, "color=1&color=2", [1, 2]),
        (INTEGERS, {}, "color=", []),
        (ARRAY, {}, "color=", [""]),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, {}, "color=", []),
        ({"type": "array", "items": {"enum": ["", "b"]}}, {}, "color=", [""]),
        ({"type": "array", "items": {"type": "string", "minLength": 1}}, {"explode": False}, "color=", []),
        ({"oneOf": [{"type": "string"}, ARRAY]}, {}, "color=a", "a"),
        ({"oneOf": [{"type": "string"}, ARRAY]}, {}, "color=a&color=b", ["a", "b"]),
        ({"oneOf": [{"type": "string", "enum": ["all"]}, ARRAY]}, {}, "color=a", ["a"]),
        (ARRAY, {"explode": False}, "color=a,,b", ["a", "", "b"]),
        (INTEGERS, {}, "", None),
        (OBJECT, {"style": "deepObject"}, "", None),
        (OBJECT, {}, "R=1", {"R": 1}),
        ({"oneOf": [{"type": "string"}, OBJECT]}, {}, "color=a", "a"),
        ({"oneOf": [{"type": "string"}, OBJECT]}, {}, "R=1", {"R": 1}),
        (STRING, {}, "color=a%26b%3Dc%2B+%20d", "a&b=c+  d"),
        (STRING, {}, "color=%C3%A9%F0%9F%98%80", "é😀"),
        (STRING, {}, "color", ""),
        (STRING, {}, "col%6Fr=x", "x"),
        (STRING, {}, "&&color=x&", "x"),
        ({"type": "integer", "default": 7}, {}, "", 7),
        ({"type": "integer", "default": 7}, {}, "color=3", 3),
        ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, {}, "color=true", True),
        ({"allOf": [{"type": "integer"}, {"minimum": 2}]}, {}, "color=2", 2),
        ({"enum": [1, 2]}, {}, "color=2", 2),
        ({}, {}, "color=2", "2"),
        ({"type": "integer", "nullable": True}, {}, "color=null", None),
    ],
)
def test_query_values(schema: Any, rest: dict[str, Any], raw: str, expected: Any) -> None:
    found, violations = read(reader_of("query", schema, **rest), "query", raw)

    assert violations == []
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("schema", "rest", "raw", "keyword", "path"),
    [
        ({"type": "integer"}, {}, "color=x", "type", ("color",)),
        ({"type": "integer", "maximum": 5}, {}, "color=6", "maximum", ("color",)),
        (INTEGERS, {}, "color=1&color=x", "type", ("color", 1)),
        ({"type": "string"}, {}, "color=a&color=b", "repeated", ("color",)),
        ({"type": "string"}, {}, "colour=a", "undeclared", ("colour",)),
        ({"type": "string"}, {"required": True}, "", "required", ("color",)),
        ({"type": "string"}, {"required": True}, "colour=a", "undeclared", ("colour",)),
        ({"type": "string"}, {}, "color=%FF", "encoding", ()),
        (OBJECT, {"style": "deepObject"}, "color[R]=x", "type", ("color", "R")),
        (OBJECT, {"explode": False}, "color=R,1,G", "type", ("color",)),
        ({"type": "string", "enum": ["a"]}, {}, "color=b", "enum", ("color",)),
        ({"type": "string", "format": "uuid"}, {}, "color=b", "format", ("color",)),
    ],
)
def test_what_is_wrong_with_a_query(
    schema: Any, rest: dict[str, Any], raw: str, keyword: str, path: tuple[str, ...]
) -> None:
    _, violations = read(reader_of("query", schema, **rest), "query", raw)

    assert (violations[0].keyword, violations[0].path, violations[0].location) == (keyword, path, "query")
    assert violations[0].kind == "invalid_parameter"


def test_a_plus_is_no_space_where_reserved_characters_come_as_they_are() -> None:
    assert read(reader_of("query", STRING, allowReserved=True), "query", "color=a+b/c?d=e%20f") == (
        "a+b/c?d=e f",
        [],
    )
    assert read(reader_of("query", STRING), "query", "color=a+b/c?d=e%20f") == ("a b/c?d=e f", [])


@pytest.mark.parametrize(
    ("schema", "rest", "raw", "expected"),
    [
        ({"type": "integer"}, {}, "color=", None),
        ({"type": "integer"}, {}, "color", None),
        ({"type": "integer"}, {"required": True}, "color", None),
        ({"type": "integer"}, {}, "color=3", 3),
        ({"type": "string", "enum": ["a"]}, {}, "color=", ""),
        (INTEGERS, {"explode": False}, "color=", None),
        (STRING, {}, "color=", ""),
    ],
)
def test_a_value_may_be_empty_where_the_parameter_says_so(
    schema: Any, rest: Any, raw: str, expected: Any
) -> None:
    assert read(reader_of("query", schema, allowEmptyValue=True, **rest), "query", raw) == (expected, [])


@pytest.mark.parametrize(
    ("schema", "raw"), [({"type": "integer"}, "color=x"), ({"type": "string", "enum": ["a"]}, "color=b")]
)
def test_what_may_be_empty_may_not_be_wrong(schema: Any, raw: str) -> None:
    assert len(read(reader_of("query", schema, allowEmptyValue=True), "query", raw)[1]) == 1


def test_a_header_may_not_be_empty_whatever_it_says() -> None:
    assert len(read(reader_of("header", {"type": "integer"}, allowEmptyValue=True), "header", "")[1]) == 1


@pytest.mark.parametrize(("raw", "expected"), [('{"a": 1}', {"a": 1}), ("1", 1), ('"x"', "x")])
def test_content_is_read_as_its_media_type(raw: str, expected: Any) -> None:
    reader = reader_of("query", None, content={"application/json": {"schema": {}}})

    assert read(reader, "query", f"color={raw}") == (expected, [])


def test_content_that_is_not_json_breaks_its_schema() -> None:
    reader = reader_of("query", None, content={"application/json": {"schema": {"type": "object"}}})

    assert [violation.keyword for violation in read(reader, "query", "color={")[1]] == ["type"]


def test_a_parameter_of_which_nothing_is_said_may_be_a_list() -> None:
    assert read(reader_of("query", {}), "query", "color=a&color=b")[1] == []


@pytest.mark.parametrize(
    ("rules", "raw", "keywords"),
    [
        (RequestRules(), "color=a&x=1", []),
        (RequestRules(undeclared="refuse"), "color=a&x=1", ["undeclared"]),
        (RequestRules(undeclared="ignore"), "color=a&x=1", []),
        (RequestRules(), "color=a&color=b", ["repeated"]),
        (RequestRules(repeated="last"), "color=a&color=b", []),
    ],
)
def test_the_rules_for_parameters(rules: RequestRules, raw: str, keywords: list[str]) -> None:
    declared = {"name": "color", "in": "query", "schema": STRING}
    operation = {"parameters": [declared], "responses": {"200": {"description": "ok"}}}
    contract = compiled("paths: " + orjson.dumps({"/x": {"get": operation}}).decode())
    compiler = SchemaCompiler(contract.document)
    reader = Parameters(contract.document, contract.operations[0], compiler, rules, frozenset())
    violations: list[Violation] = []

    found = reader.read_query(raw.encode(), violations)

    assert [violation.keyword for violation in violations] == keywords
    assert found["color"] == raw.rpartition("color=")[2].partition("&")[0]


def test_a_header_of_any_case_and_given_twice_is_one_list() -> None:
    found, violations = read(reader_of("header", ARRAY), "header", "a, b")

    assert (found, violations) == (["a", "b"], [])
