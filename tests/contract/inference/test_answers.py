"""What answers show of rows, and which property or place tells the key."""

import pytest

from tests.contract.inference.tiny import PET, array, behaviours, document, mock, obj, op, query, root

SCHEMAS = {"Pet": PET}


def test_of_several_arrays_that_with_what_the_item_shows_has_the_rows() -> None:
    body = obj(others=array(obj(id="string", topic="string")), public=array("#Pet"))
    paths = {
        "/animals": {"get": op(body), "post": op("#Pet", body="#Pet")},
        "/animals/{id}": {"get": op("#Pet")},
    }
    of = document(paths, SCHEMAS)

    assert behaviours(of)["GET /animals"] == "list animals"
    assert mock(of, "GET /animals")["responses"]["200"]["members"] == {"/public": "$rows"}


def test_an_item_that_answers_its_content_is_about_a_row() -> None:
    image = {"responses": {"200": {"description": "", "content": {"image/png": {}}}}}
    of = document({"/pets": {"get": op(array("#Pet"))}, "/pets/{id}": {"get": image}}, SCHEMAS)

    assert behaviours(of)["GET /pets/{id}"] == "get pets"


@pytest.mark.parametrize(
    ("name", "row", "key"),
    [
        ("guest_mac", obj(name="string", mac="string"), "mac"),
        ("account-id", obj(address="string", amount="integer"), "address"),
        ("pageHash", obj(hash="string", number="integer"), "hash"),
        ("key", obj(size="integer"), "x-key"),
    ],
)
def test_a_key_may_have_the_end_of_the_parameters_name_or_a_name_that_keys_may_have(
    name: str, row: dict[str, object], key: str
) -> None:
    paths = {"/things": {"get": op(array(row))}, f"/things/{{{name}}}": {"get": op(row)}}

    assert root(document(paths))["resources"]["things"]["key"] == key


def test_an_answer_may_tell_the_key_beside_the_row_or_without_it() -> None:
    row = obj(id="integer", name="string", size="integer")
    paths = {
        "/pets": {"get": op(array(row)), "post": op(obj(id="string", result=row), status="201", body=row)},
        "/pets/{id:integer}": {"get": op(obj(id="integer", result=row))},
        "/links": {"post": op(obj(key="string", url="string"), status="201", body=obj(state="string"))},
        "/links/{key}": {"get": op(obj(state="string"))},
    }
    of = document(paths)

    def members(operation: str, status: str) -> object:
        return mock(of, operation)["responses"][status]["members"]

    assert members("POST /pets", "201") == {"/result": "$row", "/id": "{$row.id}"}
    assert members("GET /pets/{id}", "200") == {"/result": "$row", "/id": "$row.id"}
    assert members("POST /links", "201") == {"/key": "$row.x-key"}


@pytest.mark.parametrize(
    ("member", "members"),
    [
        ({"type": "string"}, {"/id": "{$row.x-key}"}),
        ({"type": "string", "format": "uuid"}, {}),
        ({"type": "string", "pattern": "^[A-Z]+$"}, {}),
        ({"type": "integer"}, {}),
    ],
    ids=str,
)
def test_a_member_that_holds_other_texts_than_the_key_does_not_tell_it(
    member: dict[str, object], members: dict[str, str]
) -> None:
    """An invented key is no UUID and no number: the answer would break its schema."""
    cards = obj(cards=array(obj(weight="number", size="integer")))
    made = {"type": "object", "properties": {"id": member, "state": {"type": "string"}}}
    paths = {"/cards": {"get": op(cards), "post": op(made, status="201", body=obj(size="integer"))}}

    assert mock(document(paths), "POST /cards")["responses"]["201"]["members"] == members


def test_rows_with_items_of_their_own_that_hold_a_row_are_another_resource() -> None:
    joined = obj(id="string", name="string", kind="string", pet=obj(id="string"), since="string")
    below = "/plans/{plan_id}/pets"
    paths = {
        "/pets": {"get": op(array("#Pet"))},
        "/pets/{id}": {"get": op("#Pet")},
        below: {"get": op(array(joined)), "post": op(joined, status="201", body=joined)},
        below + "/{plan_pet_id}": {"get": op(joined)},
    }

    assert behaviours(document(paths, SCHEMAS))[f"GET {below}"] == "list plans_pets"


def test_an_item_path_that_answers_pages_is_a_list_below_a_row() -> None:
    found = obj(content=array(obj(book="string", page="integer")), number="integer")
    paths = {
        "/hashes": {"get": op(array(obj(hash="string", size="integer")))},
        "/hashes/{hash}": {"get": op(found, query("page", "integer"))},
    }

    assert behaviours(document(paths))["GET /hashes/{hash}"].startswith("list ")


def test_of_several_objects_beside_each_other_the_one_with_the_schema_of_a_row_is_the_row() -> None:
    other = obj(id="string", credits="integer")
    answer = obj(data=obj(agent=other, pet="#Pet", sale=obj(id="string", price="integer")))
    paths = {
        "/pets": {"get": op(obj(data=array("#Pet"))), "post": op(answer, status="201", body="#Pet")},
        "/pets/{id}": {"get": op(obj(data="#Pet"))},
    }

    made = mock(document(paths, SCHEMAS), "POST /pets")
    assert made["responses"]["201"]["members"] == {"/data/pet": "$row"}
