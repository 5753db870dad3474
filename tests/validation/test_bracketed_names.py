"""Names with brackets: deep objects, lists in them, and what only looks like one."""

from typing import Any

import orjson
import pytest

from mockserver.contract.mock import RequestRules
from mockserver.errors import Violation
from mockserver.validation.parameters import Parameters
from mockserver.validation.schema import SchemaCompiler
from tests.builders import compiled
from tests.validation.parameters_of import ARRAY, DEEP, INTEGERS, STRING, read, reader_of


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
