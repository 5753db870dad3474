"""Errors by their schema say where each violation is, in the members that their kind of body has for it."""

from typing import Any

import orjson
import pytest

from tests.builders import mock

DOCUMENT = """
paths:
  /pets:
    post:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 9}}]
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}, tags: {items: {type: string}}}}
      responses:
        '200': {description: ok}
        '400': {description: bad, content: {application/json: {schema: SCHEMA}}}
"""
FASTAPI = """{type: object, properties: {detail: {type: array, items: {type: object, required: [loc, msg, type],
  properties: {loc: {type: array, items: {anyOf: [{type: string}, {type: integer}]}}, msg: {type: string},
  type: {type: string}}}}}}"""
FIELDS = """{type: object, properties: {message: {type: string}, errors: {type: array, items: {type: object,
  properties: {field: {type: string}, message: {type: string}}}}}}"""
BOUNDED = FIELDS.replace("type: array,", "type: array, maxItems: 1,")
SINGLE = """{type: object, properties: {error: {type: object,
  properties: {message: {type: string}, param: {type: string}}}}}"""
NARROW = "{type: object, properties: {message: {type: string}, field: {type: string, enum: [other]}}}"
POINTERS = """{type: object, properties: {errors: {type: array, items: {type: object,
  properties: {detail: {type: string}, pointer: {type: string}}}}}}"""


def refused(schema: str, target: str = "/pets", body: Any = None) -> Any:
    reply = mock(DOCUMENT.replace("SCHEMA", schema.replace("\n", ""))).ask("POST", target, body)
    assert reply.status == 400
    return orjson.loads(reply.body)


def test_a_list_has_an_element_for_each_violation() -> None:
    found = refused(FASTAPI, "/pets?limit=10", {"tags": [1]})["detail"]

    assert sorted((each["loc"], each["type"]) for each in found) == [
        (["body", "name"], "required"),
        (["body", "tags", 0], "type"),
        (["query", "limit"], "maximum"),
    ]
    assert all(each["loc"][0] in each["msg"] for each in found)


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        (FIELDS, [("name", "body name"), ("tags.0", "body tags.0")]),
        (POINTERS, [("/name", "body name"), ("/tags/0", "body tags.0")]),
    ],
)
def test_fields_and_pointers_are_named(schema: str, wanted: list[tuple[str, str]]) -> None:
    found = refused(schema, body={"tags": [1]})["errors"]

    told = {
        (each.get("field", each.get("pointer")), each.get("message", each.get("detail")).partition(":")[0])
        for each in found
    }
    assert told == {*wanted}


def test_a_list_that_may_not_be_so_long_tells_all_in_one() -> None:
    (found,) = refused(BOUNDED, body={"tags": [1]})["errors"]

    assert "name" in found["message"]
    assert "tags.0" in found["message"]


def test_one_member_names_the_first() -> None:
    assert refused(SINGLE, "/pets?limit=10", {"name": "a"})["error"]["param"] == "limit"


def test_a_member_that_may_not_name_it_stays_as_its_schema_has_it() -> None:
    found = refused(NARROW, "/pets?limit=10", {"name": "a"})

    assert found["field"] == "other"
    assert "limit" in found["message"]


@pytest.mark.parametrize("name", ["errors", "messages", "details"])
def test_a_list_of_texts_has_one_for_each_violation(name: str) -> None:
    schema = f"{{type: object, properties: {{{name}: {{type: array, items: {{type: string}}}}}}}}"

    told = refused(schema, "/pets?limit=10", {"tags": [1]})[name]

    assert [text.partition(":")[0] for text in sorted(told)] == ["body name", "body tags.0", "query limit"]


def test_a_list_of_texts_that_has_no_room_for_each_says_what_the_status_is() -> None:
    schema = "{type: object, properties: {errors: {type: array, maxItems: 1, items: {type: string}}}}"

    assert refused(schema, "/pets?limit=10", {"tags": [1]}) == {"errors": ["Bad Request"]}
