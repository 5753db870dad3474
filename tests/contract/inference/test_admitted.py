"""What is inferred of a list's body meets the body's schema."""

from typing import Any

import pytest

from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from tests.builders import Mock
from tests.contract.inference.tiny import PET, array, document, mock, obj, op, query

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
