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


def test_what_is_not_kept_answers_with_the_key_that_is_asked_for() -> None:
    era = obj("number", "name", number="integer", name="string", era_id="integer")
    paths = {
        "/eras/{number:integer}": {"get": op(era)},
        "/epochs/{number:integer}": {"get": op(obj("epoch", epoch="integer"))},
        "/latest/{id:integer}": {"get": op(era)},  # which of its numbers is the id?
        "/named/{era_name:integer}": {"get": op(era)},  # a name is a text
        "/known/{hash_or_number:integer}": {"get": op(era)},
    }
    mock = served(paths)

    assert [mock.json("GET", f"/eras/{number}")["number"] for number in (7, 8)] == [7, 8]
    assert mock.json("GET", "/epochs/7") == {"epoch": 7}
    for path in ("/latest", "/named", "/known"):
        assert mock.json("GET", f"{path}/7") == mock.json("GET", f"{path}/8")


def test_rows_begin_with_half_of_few_keys_where_more_are_made() -> None:
    order = obj("id", id={"type": "integer", "minimum": 1, "maximum": 10}, note="string")
    number = {"name": "id", "in": "path", "required": True, "schema": order["properties"]["id"]}
    item = {"get": op(order, number, responses=MISSING)}
    paths = {"/orders": {"post": op(order, status="201", body=obj(note="string"))}, "/orders/{id}": item}
    mock = served(paths)

    assert [mock.ask("GET", f"/orders/{key}").status for key in (1, 5, 6, 10)] == [200, 200, 404, 404]
    assert mock.json("POST", "/orders", {"note": "new"}) == {"id": 6, "note": "new"}
    assert mock.ask("GET", "/orders/6").status == 200


def test_rows_of_objects_alone_differ() -> None:
    span = obj("start", "end", start="integer", end="integer")
    mock = served({"/eras": {"get": op(array(obj("first", "last", first=span, last=span)))}})
    rows = mock.json("GET", "/eras")

    assert len(rows) > 6
    assert len({str(row) for row in rows}) == len(rows)


def test_a_body_with_the_id_of_another_row_is_the_row() -> None:
    kind = obj("id", id="string")
    row = obj("id", "kind", "count", id="string", kind=kind, count="integer", made="string/date-time")
    body = obj("kind", "count", kind=kind, count="integer", timing="string")
    mock = served(
        {
            "/things": {"get": op(array(row)), "post": op(row, status="201", body=body)},
            "/things/{id}": {"get": op(row)},
        }
    )
    made = mock.json("POST", "/things", {"kind": {"id": "k1"}, "count": 3})

    assert made["kind"] == {"id": "k1"}
    assert made["count"] == 3
    assert made["id"] != "k1"


def test_a_list_below_the_key_of_rows_without_paths_is_of_rows_that_there_are() -> None:
    known = obj("hash", hash="string", size="integer")
    page = obj("number", number="integer", url="string")
    paths = {
        "/files": {"get": op(array(known))},
        "/files/{fileHash}/pages": {"get": op(array(page), responses=MISSING)},
    }
    mock = served(paths)
    first = mock.json("GET", "/files")[0]["hash"]

    assert mock.json("GET", f"/files/{first}/pages")
    assert mock.ask("GET", "/files/nothing/pages").status == 404


def test_no_two_rows_of_few_words_are_alike() -> None:
    number, size = (query(name, "integer") for name in ("page", "limit"))
    mock = served(
        {"/notes": {"get": op(array(obj("kind", "flag", kind="string", flag="boolean")), number, size)}}
    )
    rows = [row for page in (1, 2, 3) for row in mock.json("GET", f"/notes?page={page}&limit=100")]

    assert len(rows) == 50
    assert len({str(row) for row in rows}) == 50


NAMED = {"409": {"description": "A pet with this name already exists."}}
UNIQUE = {
    "/pets": {"get": op(array("#Pet")), "post": op("#Pet", status="201", body="#Pet", responses=NAMED)},
    "/pets/{id}": {
        "get": op("#Pet"),
        "patch": op("#Pet", body=obj(name="string", kind="string"), responses=NAMED),
    },
}


def test_a_name_that_is_called_unique_is_taken_once() -> None:
    mock = served(UNIQUE)
    first, second, *_ = mock.json("GET", "/pets")
    pet = {"id": "p", "name": "Only", "kind": "cat"}

    assert mock.ask("POST", "/pets", pet).status == 201
    assert mock.ask("POST", "/pets", {**pet, "id": "q"}).status == 409
    assert mock.ask("POST", "/pets", {**pet, "id": "q", "name": first["name"]}).status == 409
    assert mock.ask("PATCH", f"/pets/{second['id']}", {"name": "Only"}).status == 409
    assert mock.ask("PATCH", f"/pets/{second['id']}", {"name": second["name"], "kind": "dog"}).status == 200


HOLDING = obj("id", id="string", name="string", owner=obj("gid", gid="string", name="string"))


def test_a_plain_id_is_kept_as_that_of_the_object_that_rows_show() -> None:
    paths = {
        "/pets": {
            "get": op(array(HOLDING), query("owner")),
            "post": op(HOLDING, status="201", body=obj(name="string", owner="string")),
        },
        "/pets/{id}": {"get": op(HOLDING), "put": op(HOLDING, body=obj(owner="string"))},
    }
    mock = served(paths)
    made = mock.json("POST", "/pets", {"name": "Rex", "owner": "o-1"})

    assert made["owner"]["gid"] == "o-1"
    assert [row["id"] for row in mock.json("GET", "/pets?owner=o-1")] == [made["id"]]
    assert mock.json("PUT", f"/pets/{made['id']}", {"owner": "o-2"})["owner"]["gid"] == "o-2"


def test_rows_that_differ_only_deep_inside_are_not_made_twice() -> None:
    deep = obj("at", at=obj("place", place=obj("x", "y", x="integer", y="integer")))
    rows = served({"/sightings": {"get": op(array(deep), query("limit", "integer"))}}).json(
        "GET", "/sightings?limit=100"
    )

    assert len(rows) > 20
    assert len({str(row) for row in rows}) == len(rows)


def test_procedures_keep_their_rows() -> None:
    paths = {
        "/pets/list": {"post": op(obj(pets=array("#Pet")), body=obj(kind="string"))},
        "/pets/create": {"post": op("#Pet", body="#Pet")},
        "/pets/get": {"post": op("#Pet", body=obj("id", id="string"), responses=MISSING)},
        "/pets/delete": {"post": op(status="204", body=obj("id", id="string"), responses=MISSING)},
    }
    mock = served(paths)
    pet = {"id": "p", "name": "Rex", "kind": "cat"}

    assert mock.json("POST", "/pets/create", pet) == pet
    assert mock.json("POST", "/pets/get", {"id": "p"}) == pet
    listed = mock.json("POST", "/pets/list", {"kind": "cat"})["pets"]
    assert pet in listed
    assert {row["kind"] for row in listed} == {"cat"}
    assert mock.ask("POST", "/pets/delete", {"id": "p"}).status == 204
    assert mock.ask("POST", "/pets/get", {"id": "p"}).status == 404
