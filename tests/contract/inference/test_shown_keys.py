"""What a document shows of path parameters is there to be asked for."""

from typing import Any

import pytest

from tests.contract.inference.ruled import MISSING, Rule, operation
from tests.contract.inference.test_served import served
from tests.contract.inference.tiny import Json, array, obj, op, query

PET = obj("id", id="string", name="string")
TOY = obj("id", id="integer", name="string")
GIVEN = "/x-mock/resources/pets/rows/given/id"


def named(name: str, kind: Any = "string", **more: Any) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind}, **more}


def below(*parameters: Json, methods: Json | None = None) -> Json:
    return {
        "/pets": {"get": op(array(PET)), "post": op(PET, body=PET)},
        "/pets/{pet}": {"get": op(PET, responses=MISSING), "parameters": [parameters[0]], **(methods or {})},
        "/pets/{pet}/toys": {"get": op(array(TOY), responses=MISSING), "parameters": [parameters[0]]},
        "/pets/{pet}/toys/{toy}": {"get": op(TOY, responses=MISSING), "parameters": list(parameters)},
    }


RULES = [
    Rule("an example", below(named("pet", example="rex"), named("toy", "integer")), GIVEN, ["rex"]),
    Rule(
        "several",
        below(named("pet", examples={"a": {"value": "rex"}, "b": {"value": "max"}}), named("toy", "integer")),
        GIVEN,
        ["rex", "max"],
    ),
    Rule(
        "that of its schema",
        below({**named("pet"), "schema": {"type": "string", "example": "rex"}}, named("toy", "integer")),
        GIVEN,
        ["rex"],
    ),
    Rule(
        "beside those that a list is asked for",
        {
            "/pets": {"get": op(array(PET), {**query("ids", example="max,rex"), "required": True})},
            "/pets/{pet}": {"get": op(PET), "parameters": [named("pet", example="rex")]},
        },
        GIVEN,
        ["rex", "max"],
    ),
    Rule("none is made up", below(named("pet"), named("toy", "integer")), GIVEN, None),
    Rule(
        "what cannot stand in a path is none",
        below(named("pet", example=["rex"]), named("toy", "integer", example=7.5)),
        "/x-mock/resources/toys/rows/given",
        None,
    ),
    Rule(
        "a number that is written as a text is one",
        below(named("pet"), named("toy", "integer", example="7")),
        "/x-mock/resources/toys/rows/given/id",
        [7],
    ),
    Rule(
        "what only a path below a row shows",
        {
            "/pets": {"get": op(array(PET))},
            "/pets/{pet}": {"get": op(PET)},
            "/pets/{pet}/toys": {"get": op(array(TOY)), "parameters": [named("pet", example="rex")]},
        },
        GIVEN,
        ["rex"],
    ),
    Rule(
        "an operation that keeps its path as it is",
        below(named("pet", example="rex"), named("toy", "integer")),
        operation("/pets/{pet}", "get", "parameters/pet/field"),
        "id",
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_a_document_shows_keys_by_the_examples_of_its_path_parameters(rule: Rule) -> None:
    assert rule.found() == rule.expected


def test_documented_requests_are_answered_down_to_the_last_row() -> None:
    mock = served(below(named("pet", example="zoe"), named("toy", "integer", example=4242)))
    pets = [row["id"] for row in mock.json("GET", "/pets")]

    assert "zoe" in pets
    assert mock.json("GET", "/pets/zoe")["id"] == "zoe"
    assert len(mock.json("GET", "/pets/zoe/toys")) == len(mock.json("GET", f"/pets/{pets[0]}/toys")) > 3
    assert mock.json("GET", "/pets/zoe/toys/4242")["id"] == 4242
    assert mock.ask("GET", "/pets/max").status == 404


def test_a_key_that_its_row_may_not_have_is_left_out() -> None:
    number = obj("id", id="integer", name="string")
    mock = served(
        {
            "/pets": {"get": op(array(number))},
            "/pets/{pet}": {
                "get": op(number, responses=MISSING),
                "parameters": [named("pet", example="rex")],
            },
        }
    )

    assert all(isinstance(row["id"], int) for row in mock.json("GET", "/pets"))
    assert mock.ask("GET", "/pets/rex").status in {400, 404}
