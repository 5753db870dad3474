"""Which rows a list shows, and in which order."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from mockserver.exchange import Caller
from tests.builders import Mock, mock

ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [
        {
            "id": "ann",
            "name": "Ann",
            "age": 30,
            "tags": ["a", "b"],
            "team_id": "red",
            "at": "2026-01-01T10:00:00Z",
        },
        {
            "id": "bob",
            "name": "bob",
            "age": 40,
            "tags": ["b"],
            "team_id": "blue",
            "at": "2026-01-02T10:00:00Z",
        },
        {"id": "cid", "name": "Cid", "age": None, "tags": [], "team_id": None, "at": "2026-01-03T10:00:00Z"},
        {
            "id": "dan",
            "name": "Dan ann",
            "age": 20,
            "archived": True,
            "deep": {"zip": "7"},
            "at": "2026-01-04T10:00:00Z",
        },
    ],
    "teams": [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}],
    "pets": [
        {"id": "p1", "owner_id": "ann", "kind": "Cat"},
        {"id": "p2", "owner_id": "ann", "kind": "dog"},
        {"id": "p3", "owner_id": "bob", "kind": "dog"},
    ],
}
TEXT = """
security: [{{key: []}}]
components: {{securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key}}}}}}
x-mock:
  resources:
    people:
      sort: [name]
      references: {{team_id: teams}}
      related: {{pets: {{resource: pets, by: owner_id}}}}
    teams: {{}}
    pets: {{}}
paths:
  /people:
    get:
      x-mock: {{behaviour: list, resource: people{rest}}}
      parameters: {parameters}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {{type: array, items: {{type: object, properties: {{id: {{type: string}}}}}}}}
"""


def people(*parameters: dict[str, Any], rest: str = "", **options: Any) -> Mock:
    declared = [{"in": "query", "schema": {"type": "string"}, **parameter} for parameter in parameters]
    return mock(TEXT.format(parameters=declared, rest=rest), ROWS, **options)


def shown(made: Mock, query: str = "", key: str = "test_full") -> list[str]:
    return [row["id"] for row in made.json("GET", f"/people?{query}", headers={"X-Key": key})]


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ({"field": "name"}, "Ann", ["ann"]),
        ({"field": "name"}, "ann", []),
        ({"field": "name", "ignore_case": True}, "BOB", ["bob"]),
        ({"field": "name"}, "", ["ann", "cid", "dan", "bob"]),
        ({"field": "name", "op": "ne"}, "Ann", ["cid", "dan", "bob"]),
        ({"field": "name", "op": "contains"}, "ann", ["dan"]),
        ({"field": "name", "op": "contains", "ignore_case": True}, "ann", ["ann", "dan"]),
        ({"fields": ["name", "team_id"], "op": "contains", "ignore_case": True}, "b", ["bob"]),
        ({"fields": ["name", "id"], "op": "prefix"}, "d", ["dan"]),
        ({"field": "name", "op": "in"}, "Ann, Cid,,", ["ann", "cid"]),
        ({"field": "name", "op": "in", "ignore_case": True}, "ANN,BOB", ["ann", "bob"]),
        ({"field": "name", "op": "in"}, ",", ["ann", "cid", "dan", "bob"]),
        ({"field": "tags", "op": "any"}, "a,x", ["ann"]),
        ({"field": "tags", "op": "contains"}, "b", ["ann", "bob"]),
        ({"field": "deep.zip"}, "7", ["dan"]),
        ({"field": "team_id.name"}, "Red", ["ann"]),
        ({"field": "at", "op": "gt"}, "2026-01-03", ["cid", "dan"]),
        ({"field": "at", "op": "gte"}, "2026-01-02T11:00:00+01:00", ["cid", "dan", "bob"]),
        ({"field": "at", "op": "lt"}, "2026-01-02T10:00:00Z", ["ann"]),
        ({"field": "at", "op": "lte"}, "not a time", []),
        ({"related": "pets", "field": "kind"}, "dog", ["ann", "bob"]),
        ({"related": "pets", "field": "kind", "ignore_case": True}, "CAT", ["ann"]),
        ({"values": {"adult": {"age": {"gte": 30}}, "young": {"age": {"lt": 30}}}}, "adult", ["ann", "bob"]),
        ({"values": {"adult": {"age": {"gte": 30}}}}, "other", ["ann", "cid", "dan", "bob"]),
        ({"values": {"cats": {"pets": {"count": {"gt": 1}}}}}, "cats", ["ann"]),
        ({"related": "pets", "values": {"barks": {"kind": "dog"}}}, "barks", ["ann", "bob"]),
    ],
)
def test_a_filter(rule: dict[str, Any], value: str, expected: list[str]) -> None:
    assert shown(people({"name": "q", "x-mock": {"filter": rule}}), urlencode({"q": value})) == expected


@pytest.mark.parametrize(("default", "found"), [("null", 4), ("Ann", 1)])
def test_a_default_that_says_in_words_that_there_is_none_keeps_all(default: str, found: int) -> None:
    made = people(
        {"name": "name", "schema": {"type": "string", "default": default}, "x-mock": {"filter": {}}}
    )

    assert len(shown(made)) == found
    assert shown(made, "name=Cid") == ["cid"]


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ({"field": "age", "op": "exists"}, "true", ["ann", "dan", "bob"]),
        ({"field": "age", "op": "exists"}, "false", ["cid"]),
        ({"related": "pets", "op": "exists"}, "true", ["ann", "bob"]),
        ({"related": "pets", "op": "exists"}, "false", ["cid", "dan"]),
        ({"field": "archived", "op": "reveal"}, "true", ["ann", "cid", "dan", "bob"]),
        ({"field": "archived", "op": "reveal"}, "false", ["ann", "cid", "bob"]),
        ({"field": "archived"}, "true", ["dan"]),
        (
            {"values": {"true": {"archived": True}, "false": {"archived": {"ne": True}}}},
            "false",
            ["ann", "cid", "bob"],
        ),
    ],
)
def test_a_filter_that_is_a_boolean(rule: dict[str, Any], value: str, expected: list[str]) -> None:
    made = people({"name": "q", "schema": {"type": "boolean"}, "x-mock": {"filter": rule}})

    assert shown(made, f"q={value}") == expected


def test_a_filter_with_a_default_filters_without_being_sent() -> None:
    made = people(
        {
            "name": "q",
            "schema": {"type": "boolean", "default": False},
            "x-mock": {"filter": {"field": "archived", "op": "reveal"}},
        }
    )

    assert shown(made) == ["ann", "cid", "bob"]


def test_filters_hold_together() -> None:
    made = people(
        {"name": "q", "x-mock": {"filter": {"field": "name", "op": "contains", "ignore_case": True}}},
        {"name": "tag", "x-mock": {"filter": {"field": "tags", "op": "contains"}}},
    )

    assert shown(made, "q=b&tag=b") == ["bob"]
    assert shown(made, "q=b&tag=a") == []


@pytest.mark.parametrize(
    ("schema", "rest", "rule", "query"),
    [
        ({"type": "array", "items": {"type": "string"}}, {}, {"field": "name", "op": "in"}, "q=Ann&q=bob"),
        (
            {"type": "array", "items": {"type": "string"}},
            {"explode": False},
            {"field": "id", "op": "in"},
            "q=ann,bob",
        ),
        ({"type": "array", "items": {"type": "integer"}}, {}, {"field": "age", "op": "in"}, "q=30&q=40"),
    ],
)
def test_a_filter_of_several_values(schema: Any, rest: dict[str, Any], rule: Any, query: str) -> None:
    assert shown(people({"name": "q", "schema": schema, "x-mock": {"filter": rule}, **rest}), query) == [
        "ann",
        "bob",
    ]


@pytest.mark.parametrize(
    ("schema", "mock_", "query"),
    [
        ({"type": "object"}, {"filter": {"field": "deep"}}, "q[zip]=7"),
        (
            {"type": "array", "items": {"type": "string"}},
            {"filter": {"values": {"a": {"id": "ann"}}}},
            "q=a&q=b",
        ),
        ({"type": "array", "items": {"type": "string"}}, {"sort": {"values": {"a": ["id"]}}}, "q=a&q=b"),
        ({"type": "array", "items": {"type": "string"}}, {"sort": {"fields": ["id"]}}, "q=a&q=b"),
    ],
)
def test_a_value_of_another_shape_breaks_nothing(schema: Any, mock_: Any, query: str) -> None:
    style = {"style": "deepObject"} if schema["type"] == "object" else {}
    made = people({"name": "q", "schema": schema, "x-mock": mock_, **style})

    for _ in range(2):
        assert set(shown(made, query)) <= {"ann", "bob", "cid", "dan"}


# Conditions of the operation


def test_rows_that_do_not_meet_where_are_not_shown() -> None:
    assert shown(people(rest=", where: {age: {exists: true}}")) == ["ann", "dan", "bob"]


def test_a_condition_on_the_time_follows_the_clock() -> None:
    made = people(rest=", where: {at: {lte: $now}}")
    found = []
    for day in ("2025-12-31", "2026-01-02", "2026-01-05"):
        made.clock.freeze(datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        found.append(shown(made))

    assert found == [[], ["ann", "bob"], ["ann", "cid", "dan", "bob"]]


def test_a_condition_on_the_caller_is_each_callers_own() -> None:
    callers = {name: Caller(name, facts={"name": name}) for name in ("ann", "bob")}
    made = people(rest=", where: {id: $credential.name}", callers=callers)

    assert [shown(made, key=name) for name in ("ann", "bob", "ann")] == [["ann"], ["bob"], ["ann"]]


def test_a_condition_on_the_request_is_each_requests_own() -> None:
    made = people(
        {"name": "min", "schema": {"type": "integer"}}, rest=", where: {age: {gte: $request.query.min}}"
    )

    assert [shown(made, f"min={age}") for age in (30, 40, 30)] == [["ann", "bob"], ["bob"], ["ann", "bob"]]


# Orders


SORT_BY = {"name": "by", "x-mock": {"sort": {"fields": ["age", "at"]}}}
DIRECTION = {"name": "dir", "x-mock": {"sort": {"direction": {"up": "asc", "down": "desc"}}}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["ann", "cid", "dan", "bob"]),
        ("by=unknown", ["ann", "cid", "dan", "bob"]),
        ("by=age", ["bob", "ann", "dan", "cid"]),
        ("by=age&dir=down", ["bob", "ann", "dan", "cid"]),
        ("by=age&dir=up", ["dan", "ann", "bob", "cid"]),
        ("by=age&dir=sideways", ["bob", "ann", "dan", "cid"]),
        ("by=at&dir=up", ["ann", "bob", "cid", "dan"]),
        ("dir=up", ["ann", "cid", "dan", "bob"]),
        ("dir=down", ["bob", "dan", "cid", "ann"]),
        ("by=name&dir=down", ["bob", "dan", "cid", "ann"]),
    ],
)
def test_an_order_of_a_field_and_a_direction(query: str, expected: list[str]) -> None:
    assert shown(people(SORT_BY, DIRECTION), query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ann cid dan bob"),
        ("s=old", "bob ann dan cid"),
        ("s=new", "dan cid bob ann"),
        ("s=x", "ann cid dan bob"),
    ],
)
def test_an_order_by_the_values_of_a_parameter(query: str, expected: str) -> None:
    made = people({"name": "s", "x-mock": {"sort": {"values": {"old": ["-age"], "new": ["-at"]}}}})

    assert shown(made, query) == expected.split()


def test_an_operations_own_order_comes_before_its_resources() -> None:
    assert shown(people(rest=", sort: [-at]")) == ["dan", "cid", "bob", "ann"]
