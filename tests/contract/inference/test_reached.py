"""What a filter reaches, what one keeps that nothing can meet, and lists that lead to no other page."""

import pytest

from tests.contract.inference.test_lists import ROW, listing
from tests.contract.inference.tiny import Json, array, document, inferred, obj, op, query


@pytest.mark.parametrize(
    ("parameter", "kept"),
    [
        (query("name", required=True), {"no_effect": "no row would be found"}),
        (query("q", required=True), {"no_effect": "no row would be found"}),
        (query("name", required=True, example="Rex"), {"filter": {"field": "name", "ignore_case": True}}),
        (query("name"), {"filter": {"field": "name", "ignore_case": True}}),
        (query("id", required=True), {"filter": {"field": "id", "ignore_case": True}}),
    ],
)
def test_a_text_that_has_to_be_asked_for_and_that_nothing_shows_keeps_all(
    parameter: Json, kept: Json
) -> None:
    paths = {"/pets": {"get": op(array(obj("id", id="string", name="string")), parameter)}}

    found = inferred(document(paths))["paths"]["/pets"]["get"]["x-mock"]["parameters"]

    assert found[parameter["name"]] == kept


@pytest.mark.parametrize(
    ("name", "row", "field"),
    [
        ("owner", obj("id", id="string", owner=obj(gid="string", name="string")), "owner.gid"),
        ("owner", obj("id", id="string", owner=obj(name="string")), "owner.name"),
        ("OwnerIDs", obj("id", id="string", Owner=obj(OwnerID="string", Name="string")), "Owner.OwnerID"),
        ("Statuses", obj("id", id="string", Status="string"), "Status"),
    ],
)
def test_a_filter_reaches_the_id_of_an_object_before_its_name(name: str, row: Json, field: str) -> None:
    found = listing(query(name), body=array(row))["parameters"][name]["filter"]

    assert found["field"] == field


def test_a_list_that_has_no_pages_leads_to_no_other() -> None:
    body = obj(data=array(ROW), next="string/uri", links=obj(prev="string", self="string"))

    told = listing(body=body)["responses"]["200"]["members"]

    assert told == {"/data": "$rows", "/next": "$page.links.next", "/links/prev": "$page.links.previous"}
