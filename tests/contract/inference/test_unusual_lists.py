"""Lists at the root, and lists that are cut in several ways."""

import pytest

from tests.contract.inference.test_lists import listing
from tests.contract.inference.test_served import MISSING, served
from tests.contract.inference.tiny import PET, PETS, array, obj, op, query

BOTH = [query(name, "integer") for name in ("page", "page_size", "offset", "limit")]


def test_an_offset_plays_a_part_beside_pages() -> None:
    parts = {name: each["page"] for name, each in listing(*BOTH)["parameters"].items()}

    assert parts == {"page": "number", "page_size": "size", "limit": "size", "offset": "offset"}


def test_pages_and_offsets_cut_one_list_where_a_document_has_both() -> None:
    mock = served({"/pets": {"get": op(array(PET), *BOTH)}, "/pets/{id}": {"get": op(PET)}})
    every = mock.json("GET", "/pets?page_size=100")

    assert mock.json("GET", "/pets?page=3&page_size=2") == every[4:6]
    assert mock.json("GET", "/pets?offset=5&limit=3") == every[5:8]
    assert mock.json("GET", "/pets?offset=0&limit=3") == every[:3]
    assert mock.json("GET", f"/pets?offset={len(every)}&limit=3") == []


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ([query("limit", "integer")], {"/pagination/next": None, "/pagination/prev": None}),
        ([], {"/pagination/next": None, "/pagination/prev": None}),
        (
            [query("offset", "integer")],
            {"/pagination/next": "$page.next_offset", "/pagination/prev": "$page.previous_offset"},
        ),
    ],
)
def test_a_number_that_no_parameter_takes_leads_to_no_page(
    parameters: list[dict[str, object]], told: dict[str, object]
) -> None:
    number = {"type": "integer", "nullable": True}
    body = obj(data=array(PET), pagination=obj("next", next=number, prev=number, count="integer"))
    members = listing(*parameters, body=body)["responses"]["200"]["members"]

    assert {place: each for place, each in members.items() if place in told} == told


def test_rows_are_at_the_root_where_nothing_else_is_below_it() -> None:
    pets = obj(_embedded=obj(pets=array("#Pet")))
    root = {"get": op(pets), "post": op("#Pet", status="201", body=obj(name="string"))}
    mock = served({"/": root, "/{id}": {"get": op("#Pet", responses=MISSING), "delete": op(status="204")}})
    made = mock.json("POST", "/", {"name": "Rex"})

    assert made in mock.json("GET", "/")["_embedded"]["pets"]
    assert mock.json("GET", f"/{made['id']}") == made
    assert mock.ask("DELETE", f"/{made['id']}").status == 204
    assert mock.ask("GET", f"/{made['id']}").status == 404


def test_an_index_at_the_root_is_no_list() -> None:
    index = obj(links=array(obj(rel="string", href="string")), version="string")
    mock = served({**PETS, "/": {"get": op(index)}})

    assert mock.json("GET", "/").keys() == {"links", "version"}
    assert len(mock.json("GET", "/pets")) > 3


@pytest.mark.parametrize("links", [{"next": "string/uri"}, {}], ids=["cursors", "keys"])
def test_the_default_of_a_cursor_is_where_a_list_begins(links: dict[str, str]) -> None:
    cursor = query("after", {"type": "string", "default": "0"})
    body = obj(data=array(PET), links=obj(**links))
    mock = served(
        {"/pets": {"get": op(body, cursor, query("limit", "integer"))}, "/pets/{id}": {"get": op(PET)}}
    )
    first = mock.json("GET", "/pets?limit=2")["data"]

    assert len(first) == 2
    assert mock.json("GET", "/pets?limit=2&after=0")["data"] == first
    assert mock.ask("GET", "/pets?limit=2&after=1").status == 400
