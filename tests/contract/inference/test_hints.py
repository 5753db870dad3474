"""What a document says of pages to tools: extensions of makers of SDKs, links of responses to the list itself."""

from typing import Any

import pytest

from tests.contract.inference.tiny import Json, array, document, mock, obj, op, query, root

ROW = obj("id", id="string", name="string")
BODY = obj(things=array(ROW), onward="string", meta=obj(then="string"), total="integer")


def link(**parameters: str) -> Json:
    return {"links": {"further": {"operationId": "list", "parameters": parameters}}}


@pytest.mark.parametrize(
    ("parameters", "said", "style", "roles", "told"),
    [
        (
            ["where", "many:integer"],
            {"x-speakeasy-pagination": {
                "type": "cursor",
                "inputs": [{"name": "where", "in": "parameters", "type": "cursor"},
                           {"name": "many", "in": "parameters", "type": "limit"}],
                "outputs": {"results": "$.things", "nextCursor": "$.meta.then"}}},
            "cursor", {"where": "cursor", "many": "size"}, {"/meta/then": "$page.next"},
        ),
        (
            ["sheet:integer"],
            {"x-speakeasy-pagination": {"type": "offsetLimit", "inputs": [{"name": "sheet", "type": "page"}]}},
            "page", {"sheet": "number"}, {},
        ),
        (
            ["where"],
            {"x-fern-pagination": {
                "cursor": "$request.where", "next_cursor": "$response.onward", "results": "$response.things"}},
            "cursor", {"where": "cursor"}, {"/onward": "$page.next"},
        ),
        (
            ["which_page:integer", "many:integer"],
            {"x-fern-pagination": {"offset": "$request.which_page", "step": "$request.many"}},
            "page", {"which_page": "number", "many": "size"}, {},
        ),
        (["limit:integer"], {"x-ms-pageable": {"nextLinkName": "onward"}}, "offset", {"limit": "size"},
         {"/onward": "$page.links.next"}),
        (["where"], link(where="$response.body#/onward"), "cursor", {"where": "cursor"}, {"/onward": "$page.next"}),
        (["begin:integer"], link(begin="$response.body#/total"), "offset", {"begin": "offset"},
         {"/total": "$page.next_offset"}),
    ],
)  # fmt: skip
def test_what_is_said_to_tools_cuts_the_list(
    parameters: list[str], said: Json, style: str, roles: dict[str, str], told: dict[str, Any]
) -> None:
    operation = op(BODY, *(query(*each.split(":")) for each in parameters), operationId="list")
    operation["responses"]["200"] |= {name: value for name, value in said.items() if name == "links"}
    operation |= {name: value for name, value in said.items() if name != "links"}
    of = document({"/things": {"get": operation}})
    found = mock(of, "GET /things")

    assert root(of)["pagination"][found["pagination"]]["style"] == style
    assert {name: its["page"] for name, its in found["parameters"].items()} == roles
    assert found["responses"]["200"]["members"].items() >= told.items()


@pytest.mark.parametrize(
    "said",
    [
        {"x-speakeasy-pagination": {"inputs": [{"name": "nothing", "type": "cursor"}, "x", {}]}},
        {"x-speakeasy-pagination": "cursor"},
        {"x-speakeasy-pagination": {"inputs": 3}},
        {"x-fern-pagination": {"cursor": 1, "offset": "$request.nothing"}},
        {"x-fern-pagination": True},
    ],
)
def test_what_says_nothing_cuts_nothing(said: Json) -> None:
    of = document({"/things": {"get": {**op(BODY, query("where")), **said}}})

    assert "pagination" not in mock(of, "GET /things")


def test_a_total_may_be_named_by_one_of_the_words_of_its_rows() -> None:
    body = obj(small_things=array(ROW), total_things="integer")
    of = document({"/things": {"get": op(body, query("limit", "integer"))}})

    assert mock(of, "GET /things")["responses"]["200"]["members"]["/total_things"] == "$page.total"
