"""Patches of rows: JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7396), as a client sees the row."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.behaviours.patches import PatchError, json_patch, merge_patch
from mockserver.exchange import Reply
from tests.builders import Mock, mock

DOCUMENT = """
x-mock: {resources: {pets: {unique: [{fields: [title]}], on_update: {version: changed}}}}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: see
      x-mock: {behaviour: get, resource: pets}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
    patch:
      operationId: change
      x-mock: {behaviour: update, resource: pets}
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
          application/merge-patch+json: {schema: {type: object}}
          application/json-patch+json: {schema: {type: array, items: {type: object, required: [op, path]}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '409': {description: conflict}
components:
  schemas:
    Pet:
      type: object
      required: [id, name, note]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, x-mock: {field: title}}
        tags: {type: array, items: {type: string}}
        note: {type: string, nullable: true}
        home:
          type: object
          properties: {city: {type: string}, zip: {type: string, readOnly: true}, lot: {type: integer}}
        version: {type: string, readOnly: true}
"""
HOME = {"city": "Rome", "zip": "00", "lot": 1, "own": "x"}
REX: dict[str, Any] = {"tags": ["a"], "note": "n", "home": HOME}
ROWS: list[dict[str, Any]] = [{"id": "1", "title": "Rex", **REX}, {"id": "2", "title": "Max", "note": None}]


@pytest.fixture
def pets() -> Mock:
    return mock(DOCUMENT, {"pets": ROWS})


def op(name: str, path: str, *value: Any, source: str | None = None) -> dict[str, Any]:
    """An operation of a JSON Patch."""
    made: dict[str, Any] = {"op": name, "path": path, **({} if source is None else {"from": source})}
    return {**made, "value": value[0]} if value else made


def patch(pets: Mock, kind: str, body: Any) -> Reply:
    return pets.ask("PATCH", "/pets/1", body, headers={"content-type": f"application/{kind}"})


@pytest.mark.parametrize(
    ("kind", "body", "changes"),
    [
        ("json-patch+json", [op("replace", "/name", "Leo")], {"name": "Leo"}),
        ("json-patch+json", [op("add", "/tags/-", "b")], {"tags": ["a", "b"]}),
        ("json-patch+json", [op("add", "/tags/0", "b")], {"tags": ["b", "a"]}),
        ("json-patch+json", [op("remove", "/tags/0")], {"tags": []}),
        ("json-patch+json", [op("remove", "/tags")], {"tags": ...}),
        ("json-patch+json", [op("remove", "/note"), op("add", "/note", "m")], {"note": "m"}),
        ("json-patch+json", [op("copy", "/note", source="/name")], {"note": "Rex"}),
        ("json-patch+json", [op("move", "/name", source="/note"), op("add", "/note", "x")], {"name": "n", "note": "x"}),
        ("json-patch+json", [op("test", "/id", "1"), op("replace", "/note", None)], {"note": None}),
        ("json-patch+json; charset=utf-8", [op("replace", "/home/city", "Bari")], {"home": {**HOME, "city": "Bari"}}),
        ("json-patch+json", [op("remove", "/home/lot")], {"home": {"city": "Rome", "zip": "00", "own": "x"}}),
        ("json-patch+json", [op("replace", "/id", "9")], {}),
        ("json-patch+json", [], {}),
        ("merge-patch+json", {"name": "Leo", "tags": ["z"]}, {"name": "Leo", "tags": ["z"]}),
        ("merge-patch+json", {"tags": None}, {"tags": ...}),
        ("merge-patch+json", {"home": {"lot": None}}, {"home": {"city": "Rome", "zip": "00", "own": "x"}}),
        ("merge-patch+json", {"home": {"city": "Bari"}}, {"home": {**HOME, "city": "Bari"}}),
        ("merge-patch+json", {"id": "9", "version": "mine"}, {}),
        ("merge-patch+json", {}, {}),
        ("json", {"name": "Rex", "note": "n", "home": {"city": "Bari"}}, {"home": {**HOME, "city": "Bari"}}),
    ],
)  # fmt: skip
def test_a_patch_changes_what_a_client_sees(
    pets: Mock, kind: str, body: Any, changes: dict[str, Any]
) -> None:
    reply = patch(pets, kind, body)

    expected = {"id": "1", "name": "Rex", **REX, "version": "changed", **changes}
    expected = {name: value for name, value in expected.items() if value is not ...}
    assert (reply.status, orjson.loads(reply.body)) == (200, expected)
    assert pets.json("GET", "/pets/1") == expected


def test_an_array_of_the_operations_of_a_json_patch_is_one_whatever_it_is_called() -> None:
    plain = "application/json: {schema: {$ref: '#/components/schemas/Pet'}}\n          application/merge-patch+json"
    steps = "{type: array, items: {properties: {op: {}, path: {}, value: {}}}}"
    pets = mock(
        DOCUMENT.replace(plain, f"application/json: {{schema: {steps}}}\n          text/x"), {"pets": ROWS}
    )

    assert patch(pets, "json", [op("replace", "/name", "Leo")]).status == 200
    assert pets.json("GET", "/pets/1")["name"] == "Leo"


def test_fields_in_plain_json_are_no_patch_where_another_media_type_is_one() -> None:
    items = "items: {type: object, required: [op, path]}"
    shown = "items: {type: object, required: [op, path], properties: {op: {}, path: {}}}"
    pets = mock(DOCUMENT.replace(items, shown), {"pets": ROWS})

    assert patch(pets, "json", {"id": "1", "name": "Leo", "note": None}).status == 200
    assert patch(pets, "json-patch+json", [op("replace", "/name", "Max II")]).status == 200
    assert pets.json("GET", "/pets/1")["name"] == "Max II"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("json-patch+json", [op("test", "/name", "Max")], 409),
        ("json-patch+json", [op("remove", "/nothing")], 409),
        ("json-patch+json", [op("replace", "/nothing/more", 1)], 409),
        ("json-patch+json", [op("add", "/tags/7", "b")], 409),
        ("json-patch+json", [op("replace", "/name", "Max")], 409),
        ("json-patch+json", [op("swap", "/name")], 400),
        ("json-patch+json", [op("add", "/name")], 400),
        ("json-patch+json", [op("add", "name", 1)], 400),
        ("json-patch+json", [op("replace", "/name", 7)], 400),
        ("json-patch+json", [op("remove", "/name")], 400),
        ("json-patch+json", [op("replace", "", [])], 400),
        ("json-patch+json", [op("test", "/id", "1")] * 1001, 400),
        ("merge-patch+json", {"name": None}, 400),
        ("merge-patch+json", {"tags": "a"}, 400),
    ],
)
def test_a_patch_that_does_not_apply_changes_nothing(pets: Mock, kind: str, body: Any, status: int) -> None:
    before = pets.json("GET", "/pets/1")
    first = [op("replace", "/note", "lost")] if isinstance(body, list) else []

    reply = patch(pets, kind, [*first, *body] if first else body)

    assert reply.status == status, reply.body
    assert pets.json("GET", "/pets/1") == before


def test_a_patch_cannot_double_a_row_without_end() -> None:
    double = [op("copy", "/a/-", source="/a")] * 40

    with pytest.raises(PatchError, match="makes too much") as caught:
        json_patch({"a": ["some text"]}, double, 1 << 16)

    assert caught.value.kind == "payload_too_large"


# RFC 7396, appendix A
@pytest.mark.parametrize(
    ("target", "applied", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_rfc_7396(target: Any, applied: Any, expected: Any) -> None:
    assert merge_patch(target, applied, 0) == expected


VALUES = st.recursive(
    st.integers() | st.text(max_size=3), lambda inner: st.dictionaries(st.text("ab", max_size=2), inner)
)


@given(VALUES, VALUES)
def test_a_merge_patch_applied_twice_is_applied_once(target: Any, applied: Any) -> None:
    once = merge_patch(target, applied, 0)

    assert merge_patch(once, applied, 0) == once
