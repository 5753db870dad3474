"""Collections at paths that end in a parameter, and what is searched for in a body."""

from tests.contract.inference.tiny import PET, PETS, array, behaviours, document, enum, mock, obj, op

SCHEMAS = {"Pet": PET}


def test_rows_are_made_where_a_path_ends_in_a_parameter_and_read_below_it() -> None:
    paths = {
        "/flags/{project}": {"post": op("#Pet", body="#Pet", status="201")},
        "/flags/{project}/{flag_id}": {"get": op("#Pet"), "delete": op(status="204")},
    }

    assert behaviours(document(paths, SCHEMAS)) == {
        "POST /flags/{project}": "create flags",
        "GET /flags/{project}/{flag_id}": "get flags",
        "DELETE /flags/{project}/{flag_id}": "delete flags",
    }


def test_what_is_searched_for_in_a_body_filters_and_cuts_pages() -> None:
    asked = obj(limit="integer", cursor="string", filter=obj(name="string"), sort_by=enum("name", "-name"))
    found = obj(data=array(PET), next_cursor="string")
    paths = {**PETS, "/pets/search": {"post": op(found, body=asked)}}

    told = mock(document(paths, SCHEMAS), "POST /pets/search")

    assert told["behaviour"] == "list"
    assert told["parameters"] == {
        "$request.body#/limit": {"page": "size"},
        "$request.body#/cursor": {"page": "cursor"},
        "$request.body#/filter/name": {"filter": {"field": "name", "ignore_case": True}},
        "$request.body#/sort_by": {"sort": {"values": {"name": ["name"], "-name": ["-name"]}}},
    }
    assert told["responses"]["200"]["members"] == {"/data": "$rows", "/next_cursor": "$page.next"}


def test_a_path_that_ends_in_a_parameter_may_list_what_is_read_below_it() -> None:
    listed = op(obj(items=array("#Pet"), links="object"))
    paths = {
        "/flags": {"get": op(array(obj("key", key="string", kind="string", flags="integer")))},
        "/flags/{project}": {"get": listed, "post": op("#Pet", body="#Pet", status="201")},
        "/flags/{project}/{flag_id}": {"get": op("#Pet"), "patch": op("#Pet", body="#Pet")},
    }

    found = behaviours(document(paths, SCHEMAS))

    assert {name: does.split()[0] for name, does in found.items()} == {
        "GET /flags": "list",
        "GET /flags/{project}": "list",
        "POST /flags/{project}": "create",
        "GET /flags/{project}/{flag_id}": "get",
        "PATCH /flags/{project}/{flag_id}": "update",
    }


def test_one_row_with_others_inside_is_no_list_of_them() -> None:
    owner = obj("id", id="string", name="string", pets=array("#Pet"))
    paths = {
        "/owners": {"get": op(array(owner))},
        "/owners/{id}": {"get": op(owner)},
        "/owners/{id}/{pet_id}": {"get": op("#Pet")},
    }

    assert behaviours(document(paths, SCHEMAS))["GET /owners/{id}"] == "get owners"
