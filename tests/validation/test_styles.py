"""How parameters are written: OpenAPI's table of style values, and its edges."""

from typing import Any
from urllib.parse import quote, quote_plus

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import Violation
from mockserver.exchange import Request
from mockserver.validation.parameters import Parameters
from mockserver.validation.schema import SchemaCompiler
from tests.builders import compiled

STRING: dict[str, Any] = {"type": "string"}
ARRAY = {"type": "array", "items": {"type": "string"}}
OBJECT = {
    "type": "object",
    "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
}
BLUE, COLORS, RGB = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}


def reader_of(location: str, schema: Any, **rest: Any) -> Parameters:
    """What reads an operation's one parameter, `color`."""
    declared = {"name": "color", "in": location, "required": location == "path", **rest}
    if "content" not in rest:
        declared["schema"] = schema
    path = "/x/{color}" if location == "path" else "/x"
    operation = {"parameters": [declared], "responses": {"200": {"description": "ok"}}}
    contract = compiled("paths: " + orjson.dumps({path: {"get": operation}}).decode())
    return Parameters(
        contract.document, contract.operations[0], SchemaCompiler(contract.document), {}, frozenset()
    )


def read(reader: Parameters, location: str, raw: str) -> tuple[Any, list[Violation]]:
    """The value of `color` as `raw` has it, and what is wrong with it."""
    violations: list[Violation] = []
    if location == "path":
        found = reader.read_path({"color": raw.encode()}, violations)
    elif location == "query":
        found = reader.read_query(raw.encode(), violations)
    else:
        request = Request("GET", b"/x", b"", {b"color" if location == "header" else b"cookie": raw.encode()})
        read = reader.read_header if location == "header" else reader.read_cookie
        found = read(request, violations)
    return found.get("color"), violations


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


INTEGERS = {"type": "array", "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("schema", "rest", "raw", "expected"),
    [
        (INTEGERS, {"explode": False}, "color=1,2", [1, 2]),
        (INTEGERS, {}, "color=1&color=2", [1, 2]),
        (INTEGERS, {}, "color=", []),
        (ARRAY, {}, "color=", [""]),
        (ARRAY, {"explode": False}, "color=a,,b", ["a", "", "b"]),
        (INTEGERS, {}, "", None),
        (OBJECT, {"style": "deepObject"}, "", None),
        (OBJECT, {}, "R=1", {"R": 1}),
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


@pytest.mark.parametrize(("raw", "expected"), [('{"a": 1}', {"a": 1}), ("1", 1), ('"x"', "x")])
def test_content_is_read_as_its_media_type(raw: str, expected: Any) -> None:
    reader = reader_of("query", None, content={"application/json": {"schema": {}}})

    assert read(reader, "query", f"color={raw}") == (expected, [])


def test_content_that_is_not_json_breaks_its_schema() -> None:
    reader = reader_of("query", None, content={"application/json": {"schema": {"type": "object"}}})

    assert [violation.keyword for violation in read(reader, "query", "color={")[1]] == ["type"]


@pytest.mark.parametrize(
    ("policy", "raw", "keywords"),
    [
        ({}, "color=a&x=1", ["undeclared"]),
        ({"undeclared": "ignore"}, "color=a&x=1", []),
        ({}, "color=a&color=b", ["repeated"]),
        ({"repeated": "last"}, "color=a&color=b", []),
    ],
)
def test_the_policy_on_parameters(policy: dict[str, str], raw: str, keywords: list[str]) -> None:
    declared = {"name": "color", "in": "query", "schema": STRING}
    operation = {"parameters": [declared], "responses": {"200": {"description": "ok"}}}
    contract = compiled("paths: " + orjson.dumps({"/x": {"get": operation}}).decode())
    compiler = SchemaCompiler(contract.document)
    reader = Parameters(contract.document, contract.operations[0], compiler, policy, frozenset())
    violations: list[Violation] = []

    found = reader.read_query(raw.encode(), violations)

    assert [violation.keyword for violation in violations] == keywords
    assert found["color"] == raw.rpartition("color=")[2].partition("&")[0]


def test_a_header_of_any_case_and_given_twice_is_one_list() -> None:
    found, violations = read(reader_of("header", ARRAY), "header", "a, b")

    assert (found, violations) == (["a", "b"], [])


@given(st.lists(st.integers(), min_size=1))
def test_a_list_of_integers_is_read_as_it_was_written(values: list[int]) -> None:
    reader = reader_of("query", INTEGERS, explode=False)

    assert read(reader, "query", "color=" + ",".join(map(str, values))) == (values, [])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_query(value: str) -> None:
    reader = reader_of("query", STRING)

    assert read(reader, "query", f"color={quote(value, safe='')}") == (value, [])
    assert read(reader, "query", f"color={quote_plus(value)}") == (value, [])
