"""Paths that call procedures are about rows whose key is in a query or a body."""

from typing import Any

import pytest

from tests.contract.inference.tiny import array, behaviours, document, mock, obj, op, query, root

ROW = obj("id", id="string", name="string", workspaceId="string", archived="boolean")
LIST = op(obj(pets=array(ROW)), query("limit", "integer"), query("cursor"))
ONE = op(obj(ok="boolean", pet=ROW), query("pet"))


def post(answer: Any, **members: Any) -> Any:
    return {"post": op(answer, body=obj(**members))}


DOTTED = {
    "/pets.list": {"get": LIST},
    "/pets.info": {"get": ONE},
    "/pets.create": post(obj(pet=ROW), name="string"),
    "/pets.delete": post(obj(ok="boolean"), pet="string"),
    "/pets.archive": post(obj(ok="boolean"), pet="string"),
    "/pets.count": {"get": op(obj(count="integer"))},
}
SEGMENTS = {
    "/v1/pets/list": post(obj(pets=array(ROW)), workspaceId="string"),
    "/v1/pets/get": post(ROW, petId="string"),
    "/v1/pets/create": post(ROW, name="string"),
    "/v1/pets/update": post(ROW, petId="string", name="string"),
}
BEFORE = {
    "/listPets": {"get": op(array(ROW))},
    "/getPet": {"get": op(ROW, query("id"))},
    "/create-pet": post(ROW, name="string"),
    "/delete_pet": post(None, id="string"),
}


@pytest.mark.parametrize(
    ("paths", "does"),
    [
        (DOTTED, {"list", "info:get", "create", "delete", "archive:act"}),
        (SEGMENTS, {"list", "get", "create", "update"}),
        (BEFORE, {"list", "get", "create", "delete"}),
    ],
)
def test_verbs_of_paths_say_what_they_do(paths: Any, does: set[str]) -> None:
    found = behaviours(document(paths))

    assert {each.split()[0] for each in found.values()} == {each.rpartition(":")[2] for each in does}
    assert len(found) == len(does)
    assert len({each.split()[1] for each in found.values()}) == 1


@pytest.mark.parametrize(
    ("paths", "name", "expression"),
    [
        (DOTTED, "GET /pets.info", "$request.query.pet"),
        (DOTTED, "POST /pets.delete", "$request.body#/pet"),
        (DOTTED, "POST /pets.archive", "$request.body#/pet"),
        (SEGMENTS, "POST /v1/pets/update", "$request.body#/petId"),
        (BEFORE, "GET /getPet", "$request.query.id"),
    ],
)
def test_a_query_or_a_body_has_the_key(paths: Any, name: str, expression: str) -> None:
    assert mock(document(paths), name)["parameters"][expression] == {"field": "id"}


def test_a_list_is_asked_by_its_query_or_its_body() -> None:
    assert mock(document(DOTTED), "GET /pets.list")["pagination"] == "cursors"
    assert mock(document(SEGMENTS), "POST /v1/pets/list")["parameters"] == {
        "$request.body#/workspaceId": {"filter": {"field": "workspaceId", "ignore_case": True}}
    }


def test_an_action_sets_what_its_verb_names() -> None:
    assert mock(document(DOTTED), "POST /pets.archive")["set"] == {"archived": True}


def test_a_token_that_opens_the_door_is_no_cursor() -> None:
    secret = query("token", description="Authentication token; requires the scope `read`")
    paths = {"/pets": {"get": op(array(ROW), secret, query("limit", "integer"))}}

    assert "page" not in mock(document(paths), "GET /pets")["parameters"]["token"]


@pytest.mark.parametrize(
    "paths",
    [
        {"/pets.list": {"get": LIST}},
        {"/pets.create": post(ROW, name="string"), "/pets.delete": post(None, pet="string")},
        {"/pets.list": {"get": LIST}, "/pets.info": {"get": op(ROW)}},
        {"/pets/{id}/list": {"get": LIST}, "/pets/{id}/get": {"get": ONE}},
    ],
)
def test_without_a_list_or_a_key_nothing_is_called(paths: Any) -> None:
    assert not any(name == "pets" for name in root(document(paths)).get("resources", {}))
