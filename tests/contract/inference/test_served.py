"""What tiny documents do when they are served: the rules as a client meets them."""

from typing import Any

from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from tests.builders import Mock
from tests.contract.inference.tiny import PET, PETS, array, document, obj, op, query

SCHEMAS = {"Pet": PET}
MISSING = {"404": {"description": ""}}


def served(paths: dict[str, Any], schemas: dict[str, Any] | None = None) -> Mock:
    """A tiny document with what is inferred of it."""
    return Mock(compile_contract(document(paths, schemas or SCHEMAS), PARTS, infers=True))


def test_what_keeps_nothing_is_answered_below_rows_that_there_are() -> None:
    mock = served({**PETS, "/pets/{id}/stats": {"get": op(obj("size", size="integer"), responses=MISSING)}})
    first = mock.json("GET", "/pets")[0]["id"]

    assert mock.ask("GET", f"/pets/{first}/stats").status == 200
    assert mock.ask("GET", "/pets/nobody/stats").status == 404
    mock.ask("DELETE", f"/pets/{first}")
    assert mock.ask("GET", f"/pets/{first}/stats").status == 404


THEME = obj("theme", theme="string", size="integer")


def test_one_thing_is_read_as_it_was_written() -> None:
    mock = served(
        {
            "/settings": {
                "get": op(THEME),
                "patch": op(THEME, body=obj(size="integer")),
                "put": op(THEME, body=THEME),
            }
        }
    )
    first = mock.json("GET", "/settings")

    assert mock.json("GET", "/settings") == first
    assert mock.json("PATCH", "/settings", {"size": 7}) == {**first, "size": 7}
    assert mock.json("GET", "/settings") == {**first, "size": 7}
    assert mock.json("PUT", "/settings", {"theme": "dark"}) == {"theme": "dark"}
    assert mock.json("GET", "/settings") == {"theme": "dark"}


def test_each_row_has_one_thing_of_its_own() -> None:
    own = {"get": op(THEME, responses=MISSING), "put": op(THEME, body=THEME), "delete": op(status="204")}
    mock = served({**PETS, "/pets/{id}/settings": own})
    first, second = (row["id"] for row in mock.json("GET", "/pets")[:2])
    untouched = mock.json("GET", f"/pets/{second}/settings")
    mock.json("PUT", f"/pets/{first}/settings", {"theme": "dark", "size": 1})

    assert mock.json("GET", f"/pets/{first}/settings") == {"theme": "dark", "size": 1}
    assert mock.json("GET", f"/pets/{second}/settings") == untouched
    assert mock.ask("GET", "/pets/nobody/settings").status == 404
    assert mock.ask("DELETE", f"/pets/{first}/settings").status == 204
    assert mock.ask("GET", f"/pets/{first}/settings").status == 404
    assert mock.ask("DELETE", f"/pets/{first}/settings").status == 404
    mock.json("PUT", f"/pets/{first}/settings", {"theme": "light", "size": 2})
    assert mock.json("GET", f"/pets/{first}/settings") == {"theme": "light", "size": 2}


def test_what_is_read_and_written_by_its_path_alone_is_kept_under_it() -> None:
    note = obj("name", name="string", text="string")
    own = {"get": op(note, responses=MISSING), "put": op(note, body=note), "delete": op(status="204")}
    mock = served({"/notes/{name}": own})
    mock.json("PUT", "/notes/a", {"name": "b", "text": "one"})
    mock.json("PUT", "/notes/c", {"name": "c", "text": "two"})

    assert mock.json("GET", "/notes/a") == {"name": "a", "text": "one"}
    assert mock.json("GET", "/notes/c") == {"name": "c", "text": "two"}
    mock.ask("DELETE", "/notes/a")
    assert (mock.ask("GET", "/notes/a").status, mock.ask("GET", "/notes/c").status) == (404, 200)


def test_one_thing_begins_as_the_document_shows_it() -> None:
    shown = {"theme": "blue", "size": 3}
    get = op(THEME)
    get["responses"]["200"]["content"]["application/json"]["example"] = shown
    mock = served({"/settings": {"get": get, "patch": op(THEME, body=THEME)}})

    assert mock.json("GET", "/settings") == shown


BODIES = {
    **PETS,
    "/pets/bulk": {"post": op(array("#Pet"), status="201", body=array("#Pet"))},
    "/pets": {
        **PETS["/pets"],
        "put": op(obj(data=array("#Pet")), body=obj(pets=array("#Pet"))),
        "delete": op(status="204", body=obj(ids=array("string"))),
    },
}


def test_an_array_of_rows_makes_changes_and_deletes_each() -> None:
    mock = served(BODIES)
    pets = [{"id": "one", "name": "A", "kind": "cat"}, {"id": "two", "name": "B", "kind": "dog"}]

    assert mock.json("POST", "/pets/bulk", pets) == pets
    assert mock.json("GET", "/pets/two") == pets[1]
    changed = [{**pets[0], "name": "C"}, {"id": "three", "name": "D", "kind": "cat"}]
    assert mock.json("PUT", "/pets", {"pets": changed}) == {"data": changed}
    assert [mock.json("GET", f"/pets/{key}")["name"] for key in ("one", "two", "three")] == ["C", "B", "D"]
    assert mock.ask("DELETE", "/pets", {"ids": ["one", "three"]}).status == 204
    assert [mock.ask("GET", f"/pets/{key}").status for key in ("one", "two", "three")] == [404, 200, 404]


def test_rows_in_the_elements_of_a_list_are_those_that_the_item_shows() -> None:
    held = obj("pet", "weight", pet="#Pet", weight="integer", name="string")
    page = obj("data", data=array(held))
    paths = {
        "/pets": {"get": op(page, query("kind")), "post": op("#Pet", status="201", body="#Pet")},
        "/pets/{id}": {"get": op("#Pet")},
    }
    mock = served(paths)
    made = mock.json("POST", "/pets", {"id": "new", "name": "Rex", "kind": "dog"})
    listed = mock.json("GET", "/pets?kind=dog")["data"]

    assert made in [each["pet"] for each in listed]
    assert {each["pet"]["kind"] for each in listed} == {"dog"}
    assert all(isinstance(each["weight"], int) for each in listed)
    assert mock.json("GET", "/pets?kind=dog")["data"] == listed
    assert mock.json("GET", f"/pets/{listed[0]['pet']['id']}") == listed[0]["pet"]


def test_what_is_made_is_read_by_its_status() -> None:
    state = obj("export_id", "format", export_id="string", format="string")
    mock = served(
        {
            "/exports": {
                "post": op(obj("export_id", export_id="string"), body=obj("format", format="string"))
            },
            "/exports/{export_id}/status": {"get": op(state, responses=MISSING)},
        }
    )
    made = mock.json("POST", "/exports", {"format": "csv"})["export_id"]

    assert mock.json("GET", f"/exports/{made}/status") == {"export_id": made, "format": "csv"}
    assert mock.ask("GET", "/exports/nothing/status").status == 404
