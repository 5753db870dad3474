"""How parameters are written: OpenAPI's table of style values, and its edges."""

from typing import Any
from urllib.parse import quote, quote_plus

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.contract.mock import RequestRules
from mockserver.errors import Violation
from mockserver.exchange import Request
from mockserver.validation.parameters import Parameters
from mockserver.validation.schema import SchemaCompiler
from tests.builders import HEAD, compiled

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
    head = HEAD.replace("3.0.3", "3.2.0") if rest.get("style") == "cookie" else HEAD
    contract = compiled("paths: " + orjson.dumps({path: {"get": operation}}).decode(), head=head)
    compiler = SchemaCompiler(contract.document)
    rules = RequestRules(undeclared="refuse")
    return Parameters(contract.document, contract.operations[0], compiler, rules, frozenset())


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


DEEP = {
    "type": "object",
    "properties": {
        "id": INTEGERS,
        "name": STRING,
        "rows": {
            "type": "array",
            "items": {"properties": {"x": {"type": "integer"}, "y": STRING, "z": INTEGERS}},
        },
        "by": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": INTEGERS},
        },
        "0": STRING,
        "free": {},
    },
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("color[id]=1&color[id]=2", {"id": [1, 2]}),
        ("color[id]=1", {"id": [1]}),
        ("color[id][]=1&color[id][]=2&color[name]=x", {"id": [1, 2], "name": "x"}),
        ("color%5Bid%5D%5B1%5D=1&color[id][0]=2", {"id": [2, 1]}),
        ("color[id][10]=1&color[id][9]=2&color[id][]=3", {"id": [2, 1, 3]}),
        ("color[0]=x", {"0": "x"}),
        (
            "color[rows][0][x]=1&color[rows][0][y]=a&color[rows][1][x]=2",
            {"rows": [{"x": 1, "y": "a"}, {"x": 2}]},
        ),
        (
            "color[rows][][x]=1&color[rows][][y]=a&color[rows][][x]=2",
            {"rows": [{"x": 1, "y": "a"}, {"x": 2}]},
        ),
        ("color[rows][][z][]=1&color[rows][][z][]=2", {"rows": [{"z": [1, 2]}]}),
        ("color[by][size][min]=1&color[by][size][max]=2", {"by": {"size": {"min": [1], "max": [2]}}}),
        ("color[free][a][0]=1&color[free][a][1]=2", {"free": {"a": ["1", "2"]}}),
        ("color[free][a][b]=1", {"free": {"a": {"b": "1"}}}),
        ("color[other]=1", {"other": "1"}),
        ("color[by][size]=7", {"by": {"size": "7"}}),
    ],
)
def test_a_deep_object_is_as_deep_as_its_names(raw: str, expected: Any) -> None:
    found, violations = read(reader_of("query", DEEP, style="deepObject"), "query", raw)

    assert found == expected
    assert [(v.keyword, v.path) for v in violations] == (
        [("type", ("color", "by", "size"))] if raw.endswith("=7") else []
    )


EITHER = {"anyOf": [{"type": "object", "properties": {"gt": {"type": "integer"}}}, {"type": "integer"}]}


@pytest.mark.parametrize(
    ("schema", "raw", "expected"),
    [
        (ARRAY, "color[]=a&color[]=b", ["a", "b"]),
        (ARRAY, "color[1]=b&color[0]=a", ["a", "b"]),
        (ARRAY, "color=a&color=b", ["a", "b"]),
        (EITHER, "color[gt]=5", {"gt": 5}),
        (EITHER, "color=5", 5),
        ({"type": "array", "items": DEEP}, "color[0][id][]=1&color[1][name]=x", [{"id": [1]}, {"name": "x"}]),
    ],
)
def test_brackets_of_what_is_no_object(schema: Any, raw: str, expected: Any) -> None:
    assert read(reader_of("query", schema, style="deepObject"), "query", raw) == (expected, [])


@pytest.mark.parametrize(
    "raw", ["color[=1", "color[a=1", "color[a]b=1", "colour[a]=1", "color[a" + "][a" * 32 + "]=1"]
)
def test_what_only_looks_like_a_member_is_undeclared(raw: str) -> None:
    _, violations = read(reader_of("query", DEEP, style="deepObject"), "query", raw)

    assert [violation.keyword for violation in violations] == ["undeclared"]


def test_a_member_given_twice_is_a_contradiction_where_it_is_no_list() -> None:
    reader = reader_of("query", DEEP, style="deepObject")

    twice = read(reader, "query", "color[name]=a&color[name]=b")[1]

    assert {violation.keyword for violation in twice} == {"repeated", "type"}


def named(name: str, schema: Any, **rest: Any) -> Parameters:
    """What reads an operation with parameters of other names; the second is `limit`."""
    declared = [{"name": name, "in": "query", "schema": schema, **rest}]
    declared.append({"name": "limit", "in": "query", "schema": {"type": "integer"}})
    operation = {"parameters": declared, "responses": {"200": {"description": "ok"}}}
    contract = compiled("paths: " + orjson.dumps({"/x": {"get": operation}}).decode())
    compiler = SchemaCompiler(contract.document)
    return Parameters(
        contract.document,
        contract.operations[0],
        compiler,
        RequestRules(undeclared="refuse"),
        frozenset({"key"}),
    )


@pytest.mark.parametrize(
    ("name", "schema", "raw", "expected"),
    [
        ("tags[]", ARRAY, "tags[]=a&tags%5B%5D=b", {"tags[]": ["a", "b"]}),
        ("tags[]", ARRAY, "tags[1]=b&tags[0]=a", {"tags[]": ["a", "b"]}),
        ("Date<", STRING, "Date%3C=a", {"Date<": "a"}),
        ("Date<", STRING, "Date<=a", {"Date<": "a"}),
        ("sort by", STRING, "sort+by=a", {"sort by": "a"}),
        ("sort by", STRING, "sort%20by=a", {"sort by": "a"}),
        ("page[size]", {"type": "integer"}, "page[size]=5", {"page[size]": 5}),
        ("page[size]", {"type": "integer"}, "page%5Bsize%5D=5", {"page[size]": 5}),
        (
            "filter[{field}]",
            INTEGERS,
            "filter[a]=1&filter[b]=2&filter[b]=3",
            {"filter[a]": [1], "filter[b]": [2, 3]},
        ),
        ("<attribute>.min", {"type": "integer"}, "size.min=1", {"size.min": 1}),
        ("all", {"type": "object"}, "a=1&b=2&limit=3&key=k", {"all": {"a": "1", "b": "2"}, "limit": 3}),
        ("all", {"type": "object", "additionalProperties": INTEGERS}, "a=1&a=2", {"all": {"a": [1, 2]}}),
    ],
)
def test_names_of_every_writing(name: str, schema: Any, raw: str, expected: Any) -> None:
    violations: list[Violation] = []

    found = named(name, schema).read_query(raw.encode(), violations)

    assert (found, violations) == (expected, [])


@pytest.mark.parametrize(
    ("name", "schema", "raw"),
    [
        ("filter[{field}]", INTEGERS, "filter[a]=x"),
        ("filter[{field}]", INTEGERS, "filter[]=1"),
        ("filter[{field}]", INTEGERS, "filter[a][b]=1"),
        ("tags[]", ARRAY, "tags[a]=1"),
        ("all", {"type": "object", "additionalProperties": INTEGERS}, "a=x"),
        ("all", {"type": "object", "properties": {"a": {}}}, "b=1"),
        ("all", {"type": "object", "additionalProperties": False}, "b=1"),
    ],
)
def test_names_that_fit_nothing_declared(name: str, schema: Any, raw: str) -> None:
    violations: list[Violation] = []

    named(name, schema).read_query(raw.encode(), violations)

    assert len(violations) == 1


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


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
SAFE = "!'()*"  # what encodeURIComponent leaves as it is


def encoded(value: Any) -> str:
    return quote(str(value), safe=SAFE)


def written(style: str, value: Any, *, explode: bool) -> str:
    """A value of `color` as a client writes it (RFC 6570; OpenAPI 3.0.4, Style Values)."""
    start, joiner = {
        "matrix": (";", ";" if explode else ","), "label": (".", "." if explode else ","),
        "simple": ("", ","), "form": ("", "&" if explode else ","),
        "spaceDelimited": ("", "&" if explode else " "), "pipeDelimited": ("", "&" if explode else "|"),
    }[style]  # fmt: skip
    name = "" if style in {"label", "simple"} else "color="
    if isinstance(value, dict):
        if explode:
            return start + joiner.join(f"{encoded(key)}={encoded(member)}" for key, member in value.items())
        return start + name + joiner.join(encoded(word) for pair in value.items() for word in pair)
    each = name if explode else ""
    return start + ("" if explode else name) + joiner.join(each + encoded(element) for element in value)


ARRAYS = [("path", "matrix"), ("path", "label"), ("path", "simple"), ("query", "form"), ("query", "spaceDelimited"),
          ("query", "pipeDelimited"), ("cookie", "form")]  # fmt: skip
READERS = {
    (location, style, explode, kind): reader_of(location, schema, style=style, explode=explode)
    for location, style in ARRAYS
    for explode in (True, False)
    for kind, schema in (("array", ARRAY), ("object", {"properties": {"R": STRING, "G": STRING}}))
}


@given(st.sampled_from(ARRAYS), st.booleans(), st.lists(TEXT, min_size=2))
def test_any_list_is_read_as_it_was_written(where: tuple[str, str], explode: bool, value: list[str]) -> None:  # noqa: FBT001
    location, style = where
    raw = written(style, value, explode=explode).replace(".", "%2E") if style == "simple" else None
    raw = raw or written(style, value, explode=explode)
    if style == "label":
        raw = "." + ("." if explode else ",").join(encoded(text).replace(".", "%2E") for text in value)

    assert read(READERS[location, style, explode, "array"], location, raw) == (value, [])


@given(st.sampled_from(ARRAYS), st.booleans(), TEXT, TEXT)
def test_any_object_is_read_as_it_was_written(
    where: tuple[str, str],
    explode: bool,  # noqa: FBT001
    red: str,
    green: str,
) -> None:
    location, style = where
    if style in DELIMITED and explode:
        return  # OpenAPI 3.0.4: n/a
    value = {"R": red, "G": green}
    raw = written(style, value, explode=explode)
    if style == "label" and "." in red + green:
        return  # encodeURIComponent leaves the point, which is the delimiter

    assert read(READERS[location, style, explode, "object"], location, raw) == (value, [])


DELIMITED = ("spaceDelimited", "pipeDelimited")
LEAF = st.text(st.characters(exclude_categories=["Cs"]))
KEY = st.text("abcxyz", min_size=1, max_size=3)
TREE = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEY, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def qs(name: str, value: Any) -> list[str]:
    """Pairs as qs writes them: `a[b][0]=1`."""
    if isinstance(value, dict):
        return [pair for key, member in value.items() for pair in qs(f"{name}[{key}]", member)]
    if isinstance(value, list):
        return [pair for index, element in enumerate(value) for pair in qs(f"{name}[{index}]", element)]
    return [f"{quote(name, safe='[]')}={encoded(value)}"]


@given(st.dictionaries(KEY, TREE, min_size=1, max_size=4))
def test_any_tree_is_read_as_qs_writes_it(value: dict[str, Any]) -> None:
    reader = reader_of("query", {"type": "object"}, style="deepObject")

    assert read(reader, "query", "&".join(qs("color", value))) == (value, [])


@given(st.lists(st.integers(), min_size=1))
def test_a_list_of_integers_is_read_as_it_was_written(values: list[int]) -> None:
    reader = reader_of("query", INTEGERS, explode=False)

    for comma in (",", "%2C"):
        assert read(reader, "query", "color=" + comma.join(map(str, values))) == (values, [])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_query(value: str) -> None:
    reader = reader_of("query", STRING)

    assert read(reader, "query", f"color={quote(value, safe='')}") == (value, [])
    assert read(reader, "query", f"color={quote_plus(value)}") == (value, [])
