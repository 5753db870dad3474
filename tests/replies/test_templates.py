"""Templates around rows, and the properties that a call chooses."""

from typing import Any

import orjson
import pytest

from mockserver.errors import SpecError
from tests.builders import compiled, mock

ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [
        {"id": "ann", "name": "Ann", "address": {"city": "Rome"}, "team_id": "red", "score": 3},
        {"id": "bob", "name": "Bob", "address": None, "team_id": "gone"},
    ],
    "teams": [{"id": "red", "name": "Red", "lead_id": "ann"}],
}
TEXT = """
x-mock:
  resources:
    people: {{references: {{team_id: teams}}}}
    teams: {{references: {{lead_id: people}}}}
paths:
  /people:
    get:
      x-mock: {{behaviour: list, resource: people}}
      parameters: {parameters}
      responses:
        '200':
          description: ok
          x-mock: {{body: {all}}}
          content: {{application/json: {{schema: {{properties: {{
            rows: {{type: array, items: {{$ref: '#/components/schemas/Person'}}}}}}}}}}}}
  /people/{{id}}:
    get:
      x-mock: {{behaviour: get, resource: people}}
      parameters: {of_one}
      responses:
        '200':
          description: ok
          x-mock: {{body: {one}, headers: {headers}}}
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Wrapped'}}}}}}
components:
  schemas:
    Plain:
      properties: {{id: {{type: string}}, name: {{type: string}}, address: {{type: object, nullable: true}}}}
    Person:
      properties:
        id: {{type: string}}
        name: {{type: string}}
        score: {{type: integer, x-mock: {{extend: true}}}}
        team: {{type: object, properties: {{name: {{type: string}}}}, x-mock: {{parent: team_id, extend: true}}}}
        address: {{type: object, nullable: true}}
    Wrapped:
      allOf:
        - $ref: '#/components/schemas/Person'
        - properties:
            data: {{$ref: '#/components/schemas/Plain'}}
            list: {{type: array, items: {{$ref: '#/components/schemas/Plain'}}}}
"""
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
SELECTING = [
    {"name": "extend", "in": "query", "schema": {"type": "string"}, "x-mock": {"select": "add"}},
    {"name": "fields", "in": "query", "schema": {"type": "string"}, "x-mock": {"select": "keep"}},
]
ANN = {"id": "ann", "name": "Ann", "address": {"city": "Rome"}}
BOB = {"id": "bob", "name": "Bob", "address": None}


def text(*, one: Any = "$row", everyone: Any = None, headers: Any = None) -> str:
    def written(value: Any) -> str:
        return orjson.dumps(value).decode()

    return TEXT.format(
        one=written(one),
        all=written(everyone or {"rows": "$rows"}),
        headers=written(headers or {}),
        parameters=written(SELECTING),
        of_one=written([ID, *SELECTING]),
    )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$row", ANN),
        ({"data": "$row"}, {"data": ANN}),
        ({"data": "$row", "at": "$row.address.city", "none": "$row.gone"}, {"data": ANN, "at": "Rome"}),
        ({"...": "$row", "more": True}, {**ANN, "more": True}),
        ({"name": "first", "...": "$row"}, {**ANN, "name": "first"}),
        ({"list": ["$row"]}, {"list": [ANN]}),
        (
            ["{$row.name}!", 1, None, {"deep": [{"x": "$request.path.id"}]}],
            ["Ann!", 1, None, {"deep": [{"x": "ann"}]}],
        ),
        ({"a": "$row.score?", "b": "$row.gone?"}, {"a": 3}),
        ({}, {}),
        ("plain", "plain"),
        (7, 7),
    ],
)
def test_a_template(template: Any, expected: Any) -> None:
    assert mock(text(one=template), ROWS).json("GET", "/people/ann") == expected


def test_rows_in_an_envelope() -> None:
    made = mock(text(everyone={"rows": "$rows", "n": 2, "again": {"rows": "$rows"}}), ROWS)

    body = made.json("GET", "/people")
    assert (body["rows"], body["n"]) == ([ANN, BOB], 2)


def test_headers_are_templates() -> None:
    made = mock(text(headers={"X-Name": "$row.name", "X-Score": "$row.score", "X-Gone": "$row.gone"}), ROWS)

    assert dict(made.ask("GET", "/people/ann").headers) == {
        b"x-name": b"Ann",
        b"x-score": b"3",
        b"content-type": b"application/json",
    }


@pytest.mark.parametrize(
    ("query", "added"),
    [
        ("", {}),
        ("extend=", {}),
        ("extend=score", {"score": 3}),
        ("extend=score,%20team", {"score": 3, "team": {"name": "Red"}}),
        ("extend=team&fields=", {"team": {"name": "Red"}}),
        ("extend=nothing", {}),
    ],
)
def test_an_extension_is_shown_to_those_who_name_it(query: str, added: dict[str, Any]) -> None:
    made = mock(text(), ROWS)

    assert made.json("GET", f"/people/ann?{query}") == {**ANN, **added}
    assert made.json("GET", f"/people?{query}")["rows"][0] == {**ANN, **added}


def test_a_row_without_the_extension_is_shown_without_it() -> None:
    assert mock(text(), ROWS).json("GET", "/people/bob?extend=team,score") == BOB


@pytest.mark.parametrize(
    ("query", "members"),
    [
        ("fields=name", {"name"}),
        ("fields=name,%20id,nothing", {"name", "id"}),
        ("fields=name&extend=score", {"name", "score"}),
        ("fields=address.city", {"address"}),
    ],
)
def test_a_call_may_keep_some_properties(query: str, members: set[str]) -> None:
    assert set(mock(text(), ROWS).json("GET", f"/people/ann?{query}")) == members


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("$nothing", "unknown expression '$nothing'"),
        ({"...": "$row.name"}, "'...' spreads $row and nothing else"),
        ({"$each": "rows", "$as": 1}, "$each takes `violations`, and needs `$as`"),
        ({"$each": "violations"}, "$each takes `violations`, and needs `$as`"),
    ],
)
def test_a_template_that_is_not_understood_is_refused_at_start(template: Any, says: str) -> None:
    with pytest.raises(SpecError) as caught:
        mock(text(one=template), ROWS)

    (problem,) = caught.value.problems
    assert says in problem.message
    assert problem.line


def test_the_document_is_a_good_one() -> None:
    compiled(text())
