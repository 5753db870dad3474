"""Answers about one row that have it as the only element of an array."""

import pytest

from tests.contract.inference.ruled import Rule, operation, pets
from tests.contract.inference.test_served import served
from tests.contract.inference.tiny import array, obj, op, query

ROW = obj("id", id="string", name="string", colour="string")
HELD = obj(pets=array(ROW))
NESTED = obj("id", id="string", name="string", pets=array(ROW))


def one(method: str, rest: str) -> str:
    return operation("/pets/{id}", method, rest)


RULES = [
    Rule(
        "a GET of one row answers it in an array",
        {"/pets": {"get": op(HELD)}, "/pets/{id}": {"get": op(HELD)}},
        one("get", "responses/200/members"),
        {"/pets": "$rows"},
    ),
    Rule(
        "that is its whole body",
        {"/pets": {"get": op(array(ROW))}, "/pets/{id}": {"get": op(array(ROW)), "delete": op(status="204")}},
        one("get", "behaviour"),
        "get",
    ),
    Rule(
        "a list of what belongs to it is none",
        {
            "/pets": {"get": op(array(ROW))},
            "/pets/{id}": {"get": op(HELD, query("page", "integer"), query("limit", "integer"))},
        },
        one("get", "behaviour"),
        "list",
    ),
    Rule(
        "a row that has others of its kind is itself shown",
        pets(NESTED, one_put=op(NESTED, body=NESTED)),
        one("put", "responses/200/members"),
        {"": "$row"},
    ),
    Rule(
        "a create answers it so",
        pets(ROW, post=op(HELD, body=ROW)),
        operation("/pets", "post", "responses/200/members"),
        {"/pets": "$rows"},
    ),
    Rule(
        "an update takes it so",
        pets(ROW, one_put=op(HELD, body=HELD)),
        one("put", "body"),
        "/pets/0",
    ),
    Rule(
        "or as the only element of its body",
        pets(ROW, one_patch=op(ROW, body=array(ROW))),
        one("patch", "body"),
        "/0",
    ),
    Rule(
        "but none that has rows of its own",
        pets(NESTED, one_put=op(NESTED, body=NESTED)),
        one("put", "body"),
        None,
    ),
    Rule(
        "an array that is neither named so nor usual is of something else",
        pets(ROW, one_put=op(obj("ok", ok="boolean", toys=array(ROW)), body=ROW)),
        one("put", "responses/200/members"),
        {},
    ),
    Rule(
        "and one that has little of a row",
        pets(ROW, one_put=op(obj("ok", ok="boolean", items=array(obj(id="string"))), body=ROW)),
        one("put", "responses/200/members"),
        {},
    ),
    Rule(
        "and a change",
        pets(ROW, one_put=op(HELD, body=ROW)),
        one("put", "responses/200/members"),
        {"/pets": "$rows"},
    ),
    Rule(
        "a POST that takes nothing but an array of rows makes each",
        pets(ROW, post=op(HELD, body=HELD)),
        operation("/pets", "post", "many"),
        "$request.body#/pets",
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_one_row_stands_in_an_array_where_the_document_has_it_so(rule: Rule) -> None:
    assert rule.found() == rule.expected


def test_the_only_row_in_the_array_of_an_update_is_what_changes() -> None:
    mock = served(pets(ROW, one_put=op(HELD, body=HELD), one_patch=op(ROW, body=array(ROW))))
    first = mock.json("GET", "/pets")[0]
    path = f"/pets/{first['id']}"
    renamed = mock.json("PUT", path, {"pets": [{"id": first["id"], "name": "Rex"}]})
    painted = mock.json("PATCH", path, [{"id": first["id"], "colour": "red"}])

    assert renamed == {"pets": [{**first, "name": "Rex"}]}
    assert mock.json("GET", path) == painted == {**first, "name": "Rex", "colour": "red"}
