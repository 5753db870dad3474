"""What no two rows may share, by what a document says of its 409 and of its properties."""

from typing import Any

import pytest

from tests.contract.inference.ruled import Rule, pets
from tests.contract.inference.tiny import Json, array, enum, obj, op

UNIQUE = "/x-mock/resources/pets/unique"
NAME = [{"fields": ["name"]}]
ROW = obj("id", id="string", name="string", tag="string", colour="string")
OWNERS = {
    "/owners": {"get": op(array(obj("id", id="string")))},
    "/owners/{id}": {"get": op(obj("id", id="string"))},
}


def said(text: str, **more: Any) -> Json:
    return {"type": "string", "description": text, **more}


def create(body: Any, taken: str | None = "Conflict", example: Any = None) -> Json:
    content = {"application/json": {"example": example}} if example else {}
    refusal = {"409": {"description": taken, "content": content}} if taken is not None else {}
    return op(ROW, body=body, status="201", responses=refusal)


def made(body: Any, taken: str | None = "Conflict", example: Any = None, row: Any = ROW) -> Json:
    return pets(row, post=create(body, taken, example))


OWNED = obj("id", id="string", name="string", owner_id="string")
BODY = obj("name", name="string", tag="string", kind=enum("cat", "dog"))

RULES = [
    Rule("its 409 names a property", made(BODY, "A pet with this name already exists."), UNIQUE, NAME),
    Rule("an example of its 409 does", made(BODY, example={"message": "The name is taken"}), UNIQUE, NAME),
    Rule("a property is not named by what else is said", made(BODY, "Out of space by name."), UNIQUE, None),
    Rule("what no row is called by is none", made(BODY, "Such a kind exists"), UNIQUE, None),
    Rule("a 409 that names nothing tells nothing", made(BODY, "The pet already exists"), UNIQUE, None),
    Rule(
        "several that it names as code are unique together",
        made(BODY, "There is one with this `name` and `kind` already."),
        UNIQUE,
        [{"fields": ["name", "kind"]}],
    ),
    Rule(
        "in whatever case, where it says so",
        made(BODY, "The name is taken (case-insensitive)"),
        UNIQUE,
        [{"fields": ["name"], "ignore_case": True}],
    ),
    Rule(
        "within what a sentence speaks of where nothing tells that: left open",
        made(BODY, "The name already exists in this shelf"),
        UNIQUE,
        None,
    ),
    Rule(
        "within the row that a property refers to",
        {
            **made(obj(name="string", owner_id="string"), "The name exists within the owner", row=OWNED),
            **OWNERS,
        },
        UNIQUE,
        [{"fields": ["owner_id", "name"]}],
    ),
    Rule(
        "below the row that its path goes through",
        {
            **OWNERS,
            "/owners/{owner_id}/pets": {"get": op(array(ROW)), "post": create(BODY, "The name is taken")},
            "/owners/{owner_id}/pets/{id}": {"get": op(ROW)},
        },
        UNIQUE,
        [{"fields": ["x-owners", "name"]}],
    ),
    Rule("a description does", made(obj(name=said("Must be unique."))), UNIQUE, NAME),
    Rule(
        "of an id of the client's own",
        made(obj(uid=said("Your unique identifier"))),
        UNIQUE,
        [{"fields": ["uid"]}],
    ),
    Rule("not of another's id", made(obj(shelf_id=said("The unique id of a shelf"))), UNIQUE, None),
    Rule("not one that denies it", made(obj(name=said("Names do not have to be unique"))), UNIQUE, None),
    Rule("not where no 409 is declared", made(obj(name=said("Must be unique.")), None), UNIQUE, None),
    Rule(
        "a path names rows by it",
        {
            "/pets": {"get": op(array(ROW)), "post": create(BODY)},
            "/pets/{pet_id_or_name}": {"get": op(ROW)},
        },
        UNIQUE,
        NAME,
    ),
    Rule(
        "what a body calls by another name is what rows show",
        made(
            obj(pet_name="string"), "The pet name exists already", row=obj("id", id="string", name="string")
        ),
        UNIQUE,
        NAME,
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_what_is_unique_is_what_the_document_calls_so(rule: Rule) -> None:
    assert rule.found() == rule.expected
