"""A tiny document for each rule on what is below rows, stands at a path, or is about several rows, and its `x-mock`."""

import pytest

from tests.contract.inference.ruled import MISSING, ROW, Rule, operation, pets
from tests.contract.inference.tiny import array, obj, op

BULK = obj(items=array(ROW))
RULES = [
    Rule(
        "an array of rows makes or changes each",
        {**pets(put=op(BULK, body=BULK))},
        operation("/pets", "put", "").rstrip("/"),
        {
            "behaviour": "upsert",
            "resource": "pets",
            "many": "$request.body#/items",
            "responses": {"200": {"members": {"/items": "$rows"}}},
        },
    ),
    Rule(
        "an array of keys deletes each",
        pets(delete=op(status="204", body=array("string"))),
        operation("/pets", "delete", "many"),
        "$request.body",
    ),
    Rule(
        "an array of something else does neither",
        pets(put=op(body=array(obj(colour="string")))),
        operation("/pets", "put", "behaviour"),
        None,
    ),
    Rule(
        "what keeps nothing is below a row that has to be there",
        {**pets(), "/pets/{id}/stats": {"get": op(obj(size="integer"), responses=MISSING)}},
        operation("/pets/{id}/stats", "get", "parameters/id/of"),
        "pets",
    ),
    Rule(
        "unless it declares no status that could say so",
        {**pets(), "/pets/{id}/stats": {"get": op(obj(size="integer"))}},
        operation("/pets/{id}/stats", "get", "parameters"),
        None,
    ),
    Rule(
        "one thing that is read and written stands at its path",
        {"/settings": {"get": op(obj(size="integer")), "patch": op(body=obj(size="integer"))}},
        "/x-mock/resources/settings",
        {
            "key": "x-key",
            "row": ["#/paths/~1settings/get/responses/200/content/application~1json/schema"],
            "hidden": ["x-key"],
            "standing": True,
            "rows": {"count": 0},
        },
    ),
    Rule(
        "one that is only read does not",
        {"/settings": {"get": op(obj(size="integer"))}},
        "/x-mock",
        None,
    ),
    Rule(
        "nor one whose write takes something else",
        {"/login": {"get": op(obj(user="string")), "post": op(body=obj(password="string"))}},
        "/x-mock",
        None,
    ),
    Rule(
        "each row has its own of what is read and written below it",
        {
            **pets(),
            "/pets/{id}/settings": {"get": op(obj(size="integer")), "put": op(body=obj(size="integer"))},
        },
        operation("/pets/{id}/settings", "put", "parameters"),
        {"id": {"of": "pets", "field": "x-pets"}},
    ),
    Rule(
        "what is read and written by a path alone has the path's parameters",
        {"/notes/{area}/{name}": {"get": op(obj(name="string")), "put": op(body=obj(name="string"))}},
        operation("/notes/{area}/{name}", "get", "parameters"),
        {"area": {"field": "x-area"}, "name": {"field": "name"}},
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_a_rule_gives_the_x_mock_beside_it(rule: Rule) -> None:
    assert rule.found() == rule.expected
