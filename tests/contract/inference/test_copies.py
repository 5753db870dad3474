"""Operations that make a row of another, or change one that there is; searches by POST; rows that are asked for."""

from typing import Any

import pytest

from tests.builders import Mock, compiled
from tests.contract.inference.ruled import ROW, Rule, operation, pets
from tests.contract.inference.tiny import array, obj, op, query

FULL = obj("id", id="string", name="string", archived="boolean", created_at="string/date-time")
PAGED = [query("page", "integer"), query("limit", "integer")]
FOUND = operation("/pets/search", "post", "behaviour")


def listed(parameter: Any) -> dict[str, Any]:
    return pets(FULL, get=op(array(FULL), parameter))


RULES = [
    Rule(
        "a copy is another row",
        {**pets(FULL), "/pets/{id}/copy": {"post": op(FULL, status="201")}},
        operation("/pets/{id}/copy", "post", "behaviour"),
        "clone",
    ),
    Rule(
        "with what the first one shows, but its key and its times",
        {**pets(FULL), "/pets/{id}/clone": {"post": op(FULL, status="201")}},
        operation("/pets/{id}/clone", "post", "copy"),
        ["name", "archived"],
    ),
    Rule(
        "a copy that answers something else is an action",
        {**pets(FULL), "/pets/{id}/copy": {"post": op(obj(job="string"), status="202")}},
        operation("/pets/{id}/copy", "post", "behaviour"),
        "act",
    ),
    Rule(
        "a search that answers rows lists them",
        {**pets(), "/pets/search": {"post": op(array(ROW), *PAGED)}},
        FOUND,
        "list",
    ),
    Rule(
        "one that answers something else does not",
        {**pets(), "/pets/search": {"post": op(obj(job="string"))}},
        FOUND,
        None,
    ),
    Rule(
        "what makes or changes a row does both",
        pets(post=op(ROW, status="201", body=ROW, summary="Create or update a pet")),
        operation("/pets", "post", "behaviour"),
        "upsert",
    ),
    Rule(
        "by its key, where nothing else is said",
        pets(post=op(ROW, status="201", body=ROW, summary="Create or update a pet")),
        operation("/pets", "post", "match"),
        None,
    ),
    Rule(
        "by what its description names",
        pets(
            post=op(ROW, body=ROW, summary="Upsert a pet", description="The pet with its `name` is changed.")
        ),
        operation("/pets", "post", "match"),
        ["name"],
    ),
    Rule(
        "a parameter may say of whom a property is",
        listed(query("pet_name")),
        operation("/pets", "get", "parameters/pet_name/filter"),
        {"field": "name", "ignore_case": True},
    ),
    Rule(
        "rows are shown beside the others",
        listed(
            query("archived", "boolean", description="Whether archived pets are shown beside the others.")
        ),
        operation("/pets", "get", "parameters/archived/filter"),
        {"field": "archived", "op": "reveal"},
    ),
    Rule(
        "or included, as the name says",
        listed(query("include_archived", "boolean")),
        operation("/pets", "get", "parameters/include_archived/filter"),
        {"field": "archived", "op": "reveal"},
    ),
    Rule(
        "and alone, where nothing says beside",
        listed(query("archived", "boolean", description="Archived pets.")),
        operation("/pets", "get", "parameters/archived/filter"),
        {"field": "archived"},
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_a_rule_gives_the_x_mock_beside_it(rule: Rule) -> None:
    assert rule.found() == rule.expected


DOCUMENT = """
paths:
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': &pets {description: ok, content: {application/json: {schema: {type: array, items: &pet
        {properties: {id: {type: string}, name: {type: string}, size: {type: integer}}}}}}}}
  /pets/search:
    post:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': *pets}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok, content: {application/json: {schema: *pet}}}, '404': {description: no}}}
  /pets/{id}/copy:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      requestBody: {content: {application/json: {schema: {properties: {name: {type: string}}}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: *pet}}}, '404': {description: no}}
"""


def test_a_copy_can_be_read_beside_the_first_and_has_what_its_body_says() -> None:
    found = Mock(compiled(DOCUMENT, infers=True))
    first = found.json("GET", "/pets?limit=1")[0]

    made = found.json("POST", f"/pets/{first['id']}/copy", {"name": "Other"})

    assert made == {**first, "id": made["id"], "name": "Other"}
    assert made["id"] != first["id"]
    assert found.json("GET", f"/pets/{made['id']}") == made
    assert found.json("GET", f"/pets/{first['id']}") == first
    assert found.ask("POST", "/pets/nobody/copy", {}).status == 404


def test_a_search_answers_the_rows_that_the_list_has() -> None:
    found = Mock(compiled(DOCUMENT, infers=True))

    assert found.json("POST", "/pets/search?limit=3", {}) == found.json("GET", "/pets?limit=3")
