"""What is inferred of a list's body meets the body's schema."""

from typing import Any

import pytest

from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from tests.builders import Mock
from tests.contract.inference.tiny import PET, array, document, mock, obj, op, query, root

SCHEMAS = {"Pet": PET}


COUNTED = obj("id", id="string", created="integer")
RANGE = {"anyOf": [obj(gt="integer", lte="integer"), {"type": "integer"}]}


def members(url: dict[str, Any]) -> dict[str, str]:
    body = obj(data=array("#Pet"), url="string")
    body["properties"]["url"] = url
    paths = {"/v1/pets": {"get": op(body, query("page", "integer"), query("limit", "integer"))}}
    found: dict[str, str] = mock(document(paths, SCHEMAS), "GET /v1/pets")["responses"]["200"]["members"]
    return found


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ({"type": "string", "format": "uri"}, "$page.links.self"),
        ({"type": "string", "format": "uri", "pattern": "^https?://"}, "$page.links.self"),
        ({"type": "string", "pattern": "^/", "example": "/a"}, "$page.paths.self"),
        ({"type": "string", "pattern": "^/v1/pets"}, None),
        ({"type": "string", "maxLength": 30}, "$page.paths.self"),
        ({"type": "string", "maxLength": 5}, None),
    ],
)
def test_an_address_is_told_as_its_member_may_be(url: dict[str, Any], told: str | None) -> None:
    assert members(url).get("/url") == told


@pytest.mark.parametrize(
    ("cursor", "told"),
    [
        ({"type": "string"}, "$page.next"),
        ({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}, "$page.next"),
        ({"type": "string", "pattern": "^[0-9]+$"}, None),
        ({"type": "string", "format": "uuid"}, None),
    ],
)
def test_a_cursor_is_told_where_its_member_may_be_one(cursor: dict[str, Any], told: str | None) -> None:
    body = obj(data=array("#Pet"), next_cursor=cursor)
    paths = {"/pets": {"get": op(body, query("cursor"), query("limit", "integer"))}}

    assert (
        mock(document(paths, SCHEMAS), "GET /pets")["responses"]["200"]["members"].get("/next_cursor") == told
    )


def test_a_range_or_a_value_of_one_parameter_are_both_filters() -> None:
    created = {**query("created", RANGE), "style": "deepObject", "explode": True}
    rows = [{"id": str(number), "created": number} for number in range(5)]
    of = document({"/pets": {"get": op(array("#Pet"), created)}}, {"Pet": COUNTED})
    server = Mock(compile_contract(of, PARTS, infers=True), {"pets": rows})

    for asked, kept in (
        ("?created[gt]=2", [3, 4]),
        ("?created=2", [2]),
        ("?created[gt]=1&created[lte]=3", [2, 3]),
    ):
        assert [row["created"] for row in server.json("GET", f"/pets{asked}")] == kept


PUT_THERE = {"put": op("#Pet", body="#Pet", responses={"201": {"description": ""}}), "get": op("#Pet")}


@pytest.mark.parametrize(
    ("item", "statuses"),
    [
        (PUT_THERE, [201, 200, 200]),
        ({**PUT_THERE, "put": op("#Pet", body="#Pet", summary="Creates or updates a pet")}, [200, 200, 200]),
        ({**PUT_THERE, "put": op("#Pet", body="#Pet")}, [404, 404, 404]),
    ],
)
def test_a_put_that_may_answer_201_makes_the_row_that_is_not_there(
    item: dict[str, Any], statuses: list[int]
) -> None:
    of = document({"/pets": {"get": op(array("#Pet"))}, "/pets/{id}": item}, SCHEMAS)
    server = Mock(compile_contract(of, PARTS, infers=True), {"pets": []})

    found = [server.ask("PUT", "/pets/mine", {"id": "other", "name": name}).status for name in ("a", "b")]
    read = server.ask("GET", "/pets/mine")

    assert [*found, read.status] == statuses
    if read.status == 200:
        assert (server.json("GET", "/pets/mine")["name"], len(server.json("GET", "/pets"))) == ("b", 1)


def test_a_put_makes_no_row_below_a_parent_that_is_not_there() -> None:
    paths = {
        "/owners": {"get": op(array(obj(id="string", name="string")))},
        "/owners/{id}": {"get": op(obj(id="string", name="string"))},
        "/owners/{owner_id}/pets": {"get": op(array("#Pet"))},
        "/owners/{owner_id}/pets/{id}": PUT_THERE,
    }
    of = document(paths, SCHEMAS)
    server = Mock(
        compile_contract(of, PARTS, infers=True), {"owners": [{"id": "1", "name": "Ann"}], "pets": []}
    )

    statuses = [
        server.ask("PUT", f"/owners/{owner}/pets/rex", {"id": "rex", "name": "a"}).status for owner in "12"
    ]

    assert statuses == [201, 404]


@pytest.mark.parametrize(("name", "key"), [("key", "x-key"), ("id", "x-key"), ("note", "note")])
def test_what_is_named_as_its_resource_is_no_key_where_the_path_asks_for_one(name: str, key: str) -> None:
    row = obj("note", note="string", size="integer")
    paths = {
        "/notes": {"post": op(obj(key="string"), body=row, status="201")},
        f"/notes/{{{name}}}": {"get": op(row)},
    }

    assert root(document(paths))["resources"]["notes"]["key"] == key
