"""Rows to begin with differ in what their resource calls unique."""

from typing import Any

import pytest

from mockserver.datagen.seeded import RowLink, RowPlan
from mockserver.rows import path_of
from mockserver.state.resource_rules import Unique
from tests.contract.inference.test_served import served
from tests.contract.inference.tiny import Json, array, obj, op, query
from tests.datagen.test_seeded import seeded

TAKEN = {"409": {"description": "The name is taken"}}


def unique(*fields: str, ignore_case: bool = False) -> tuple[Unique, ...]:
    return (Unique(tuple(map(path_of, fields)), ignore_case, "conflict"),)


def pet(**schema: Any) -> Json:
    return {"properties": {"id": {"type": "string", "format": "uuid"}, "name": schema}}


def names(schema: Json, count: int, *, ignore_case: bool = False) -> list[Any]:
    plan = RowPlan("pets", ("id",), (schema,), count=count, unique=unique("name", ignore_case=ignore_case))
    return [row.get("name") for row in seeded(plan).rows("pets", "default")]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "maxLength": 5},
        {"type": "string", "format": "email"},
        {"type": "string", "pattern": "^[a-z]{2}$"},
        {"type": "integer", "minimum": 0, "maximum": 300},
    ],
    ids=str,
)
def test_no_two_rows_have_one_value(schema: dict[str, Any]) -> None:
    found = names(pet(**schema), 150)

    assert len(found) == len(set(found)) > 100


def test_case_makes_no_difference_where_it_is_ignored() -> None:
    found = names(pet(type="string", pattern="^[aAbB]{3}$"), 30, ignore_case=True)

    assert len(found) == len({name.casefold() for name in found}) <= 8


def test_there_are_no_more_rows_than_values() -> None:
    assert sorted(names(pet(type="string", enum=["cat", "dog", "owl"]), 20)) == ["cat", "dog", "owl"]


def test_rows_below_different_parents_may_have_one_name_where_the_rule_says_so() -> None:
    owner: Json = {"properties": {"id": {"type": "integer"}}}
    toy = {"properties": {"id": {"type": "integer"}, "owner": {"type": "integer"}, "name": {"enum": ["a"]}}}
    plans = (
        RowPlan("owners", ("id",), (owner,), count=3),
        RowPlan(
            "toys",
            ("id",),
            (toy,),
            links=(RowLink(("owner",), "owners", owns=True),),
            unique=unique("owner", "name"),
        ),
    )
    rows = seeded(*plans).rows("toys", "default")

    assert sorted(row["owner"] for row in rows) == [1, 2, 3]


def test_a_list_of_rows_that_are_unique_is_answered_however_short_their_names() -> None:
    row = obj("id", "name", id="string/uuid", name={"type": "string", "maxLength": 4})
    paging = (query("limit", {"type": "integer", "default": 90}), query("page", "integer"))
    mock = served(
        {
            "/pets": {
                "get": op(array(row), *paging),
                "post": op(row, body=row, status="201", responses=TAKEN),
            },
            "/pets/{id}": {"get": op(row)},
        }
    )
    rows = mock.json("GET", "/pets?limit=500")

    assert len({row["name"] for row in rows}) == len(rows) > 200
    assert mock.ask("POST", "/pets", body=rows[0]).status == 409
