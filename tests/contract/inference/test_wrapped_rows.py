"""Rows that stand in something: in the elements of a list, below a path that is not there."""

from typing import Any

import pytest

from tests.contract.inference.tiny import PET, array, behaviours, document, enum, mock, obj, op, query, root

SCHEMAS = {"Pet": PET}


@pytest.mark.parametrize(
    ("element", "inside"),
    [
        (obj(pet="#Pet", links=obj(next="string")), "/data/*/pet"),
        (obj(pet="#Pet", other="#Pet"), None),  # which of them is the row?
        (obj(id="string", name="string", kind="string", pet="#Pet"), None),  # the element is a row itself
        (obj(owner=obj(id="string", mail="string")), None),
    ],
)
def test_an_element_of_a_list_may_hold_what_its_item_shows(element: Any, inside: str | None) -> None:
    paths = {"/pets": {"get": op(obj(data=array(element)))}, "/pets/{id}": {"get": op("#Pet")}}
    its = mock(document(paths, SCHEMAS), "GET /pets")

    assert its["behaviour"] == "list"
    assert its["responses"]["200"]["members"] == {"/data": "$rows", **({inside: "$row"} if inside else {})}


def test_an_element_with_nothing_but_a_row_holds_it() -> None:
    wrapped = obj(data=obj(pets=array(obj(pet=obj(id="string", kind=enum("cat", "dog"))))))
    its = mock(document({"/pets": {"get": op(wrapped, query("kind"))}}), "GET /pets")

    assert its["responses"]["200"]["members"] == {"/data/pets": "$rows", "/data/pets/*/pet": "$row"}
    assert its["parameters"]["kind"] == {"filter": {"field": "kind"}}


def test_what_has_nothing_but_a_row_may_call_it_by_the_last_word_of_its_name() -> None:
    held = obj(category=obj(id="string", name="string"))
    paths = {"/pet_categories": {"get": op(array(held))}, "/pet_categories/{id}": {"get": op(held)}}
    of = document(paths)

    assert root(of)["resources"]["pet_categories"]["key"] == "id"
    listed = mock(of, "GET /pet_categories")["responses"]["200"]["members"]
    assert listed == {"": "$rows", "/*/category": "$row"}
    assert mock(of, "GET /pet_categories/{id}")["responses"]["200"]["members"] == {"/category": "$row"}


@pytest.mark.parametrize(
    ("made", "read"),
    [
        (
            obj(export_id="string"),
            {"/exports/{export_id}/status": {"get": op(obj(export_id="string", state="string"))}},
        ),
        (obj(state="string"), None),  # the answer does not tell what to ask for
        (obj(export_id="string"), {"/exports/{export_id}/file": {"get": op(obj(export_id="string"))}}),
    ],
)
def test_what_is_made_may_be_read_by_its_status_alone(made: Any, read: Any) -> None:
    below = read or {"/exports/{export_id}/status": {"get": op(obj(state="string"))}}
    found = behaviours(document({"/exports": {"post": op(made, body=obj(format="string"))}, **below}))

    known = read is not None and "/exports/{export_id}/status" in read
    assert found == (
        {"POST /exports": "create exports", "GET /exports/{export_id}/status": "get exports"} if known else {}
    )
