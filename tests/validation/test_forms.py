"""Urlencoded forms: bracket names and encodings of fields."""

import gzip
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import Violation
from mockserver.exchange import Request
from tests.validation.forms_of import INTEGER, INTEGERS, STRING, URLENCODED, read, reader

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


def test_a_compressed_form_is_a_form() -> None:
    violations: list[Violation] = []
    headers = {b"content-type": URLENCODED.encode(), b"content-encoding": b"gzip"}
    request = Request("POST", b"/x", b"", headers, gzip.compress(b"tags[]=a"))

    assert reader(PLACE).read_body(request, violations) == (True, {"tags": ["a"]})
