"""Paths and schemas become resources, and operations uses of them."""

import pytest

from tests.contract.inference.tiny import (
    PET,
    PETS,
    array,
    behaviours,
    document,
    enum,
    inferred,
    mock,
    obj,
    op,
    query,
    reason,
    root,
)  # fmt: skip

SCHEMAS = {"Pet": PET}


def test_a_list_and_its_item_are_a_resource_with_the_usual_verbs() -> None:
    assert behaviours(document(PETS, SCHEMAS)) == {
        "GET /pets": "list pets",
        "POST /pets": "create pets",
        "GET /pets/{id}": "get pets",
        "PUT /pets/{id}": "update pets",
        "PATCH /pets/{id}": "update pets",
        "DELETE /pets/{id}": "delete pets",
    }


def test_each_value_has_its_evidence() -> None:
    said = reason(document(PETS, SCHEMAS), "/x-mock/resources/pets/row")

    assert said == "GET /pets lists rows (its body is an array of objects), and GET /pets/{id} answers one"


def test_what_a_row_is_made_from_is_the_fullest_schema_first() -> None:
    summary = obj("id", id="string", name="string")
    paths = {"/pets": {"get": op(array(summary))}, "/pets/{id}": {"get": op("#Pet")}}

    assert root(document(paths, SCHEMAS))["resources"]["pets"]["row"] == [
        "#/components/schemas/Pet",
        "#/paths/~1pets/get/responses/200/content/application~1json/schema/items",
    ]


@pytest.mark.parametrize(
    ("collection", "item"),
    [
        ("/pets", "/pets/{id}"),
        ("/pets/", "/pets/{id}/"),
        ("/v1/pets.json", "/v1/pets/{id}.json"),
        ("/pets", "/pets('{id}')"),
        ("/pets", "/pets(id={id})"),
        ("/api/{version}/pets", "/api/{v}/pets/{id}"),
    ],
)
def test_slashes_suffixes_prefixes_and_parentheses_do_not_matter(collection: str, item: str) -> None:
    paths = {collection: {"get": op(array("#Pet"))}, item: {"get": op("#Pet")}}

    assert sorted(behaviours(document(paths, SCHEMAS)).values()) == ["get pets", "list pets"]


def test_a_create_and_a_get_without_a_list_are_a_resource() -> None:
    paths = {"/jobs": {"post": op("#Pet", status="201", body="#Pet")}, "/jobs/{id}": {"get": op("#Pet")}}

    assert behaviours(document(paths, SCHEMAS)) == {"POST /jobs": "create jobs", "GET /jobs/{id}": "get jobs"}


@pytest.mark.parametrize(
    "paths",
    [
        {"/health": {"get": op(obj(status="string"))}},
        {"/login": {"post": op(obj(token="string"), body=obj(user="string"))}},
        {"/words": {"get": op(array("string"))}},
        {"/pets/{id}": {"get": op("#Pet")}},
    ],
    ids=["one thing", "no rows", "texts", "nobody can know an id"],
)
def test_what_nothing_says_of_is_left_alone(paths: dict[str, object]) -> None:
    assert behaviours(document(paths, SCHEMAS)) == {}


def test_a_post_that_neither_takes_nor_answers_a_row_is_left_open() -> None:
    paths = {"/pets": {"get": op(array("#Pet")), "post": op(obj(ok="boolean"), body=obj(secret="string"))}}

    assert behaviours(document(paths, SCHEMAS)) == {"GET /pets": "list pets"}


@pytest.mark.parametrize("key", ["/pets/findByStatus", "/pets/mine"])
def test_a_list_below_a_collection_lists_its_rows(key: str) -> None:
    paths = {**PETS, key: {"get": op(array("#Pet"))}}

    assert behaviours(document(paths, SCHEMAS))[f"GET {key}"] == "list pets"


def test_lists_of_one_name_and_schema_are_one_resource() -> None:
    owner = obj("id", id="string", address="string")
    paths = {
        **PETS,
        "/owners": {"get": op(array(owner))},
        "/owners/{owner_id}": {"get": op(owner)},
        "/owners/{owner_id}/pets": {"get": op(array("#Pet"))},
    }

    assert behaviours(document(paths, SCHEMAS))["GET /owners/{owner_id}/pets"] == "list pets"


def test_an_item_of_a_path_without_a_list_is_of_the_list_that_another_path_has() -> None:
    """Discord's channels are listed and made below their guild, and read and deleted by themselves."""
    paths = {
        "/owners/{owner_id}/pets": {"get": op(array("#Pet")), "post": op("#Pet", status="201", body="#Pet")},
        "/me/pets": {"get": op(array("#Pet"))},
        "/me/pets/{id}": {"delete": op(status="204")},
        "/pets/{id}": {"get": op("#Pet"), "delete": op(status="204")},
        "/pets/{pet_id}/toys": {"get": op(array(obj(id="string", colour="string")))},
    }
    found = behaviours(of := document(paths, SCHEMAS))

    assert {found[name] for name in ("GET /owners/{owner_id}/pets", "GET /me/pets")} == {"list pets"}
    assert found["POST /owners/{owner_id}/pets"] == "create pets"
    assert (found["GET /pets/{id}"], found["DELETE /pets/{id}"]) == ("get pets", "delete pets")
    assert mock(of, "GET /pets/{pet_id}/toys")["parameters"]["pet_id"]["of"] == "pets"


def test_an_item_that_shows_something_else_is_not_of_a_list_of_its_name() -> None:
    paths = {
        "/owners/{owner_id}/pets": {"get": op(array("#Pet"))},
        "/pets/{id}": {"get": op(obj(code="string", colour="string", weight="integer"))},
    }

    assert "GET /pets/{id}" not in behaviours(document(paths, SCHEMAS))


def test_two_resources_of_one_name_have_two_names() -> None:
    tag = obj("id", id="string", colour="string")
    paths = {
        "/pets/tags": {"get": op(array(tag))},
        "/pets/tags/{id}": {"get": op(tag)},
        "/shops/tags": {"get": op(array(obj("key", key="string", size="integer")))},
        "/shops/tags/{key}": {"get": op(obj("key", key="string", size="integer"))},
    }

    assert sorted(root(document(paths))["resources"]) == ["shops_tags", "tags"]


@pytest.mark.parametrize(
    "path", ["/pets/{id}/archive", "/pets/{id}:archive"], ids=["below the row", "behind a colon"]
)
def test_a_post_on_a_verb_of_a_row_is_an_action(path: str) -> None:
    paths = {**PETS, path: {"post": op("#Pet")}}

    assert behaviours(document(paths, SCHEMAS))[f"POST {path}"] == "act pets"


def test_an_answer_is_shown_where_the_row_stands_in_it() -> None:
    wrapped = obj(pet="#Pet", message="string")
    paths = {
        "/pets": {"get": op(obj(pets=array("#Pet"))), "post": op(wrapped, status="201", body="#Pet")},
        "/pets/{id}": {"get": op(wrapped), "put": op("#Pet", body="#Pet"), "delete": op(obj(ok="boolean"))},
    }
    of = document(paths, SCHEMAS)

    assert mock(of, "GET /pets")["responses"] == {"200": {"members": {"/pets": "$rows"}}}
    assert mock(of, "POST /pets")["responses"]["201"]["members"] == {"/pet": "$row"}
    assert mock(of, "GET /pets/{id}")["responses"] == {"200": {"members": {"/pet": "$row"}}}
    assert mock(of, "PUT /pets/{id}")["responses"] == {"200": {"members": {"": "$row"}}}
    assert mock(of, "DELETE /pets/{id}")["responses"] == {"200": {"members": {}}}


def test_inference_is_switched_off_at_the_root_and_at_an_operation() -> None:
    off = document(PETS, SCHEMAS, **{"x-mock": {"infer": False}})
    paths = {
        **PETS,
        "/pets": {**PETS["/pets"], "post": {**PETS["/pets"]["post"], "x-mock": {"infer": False}}},
    }

    assert behaviours(off) == {}
    assert "POST /pets" not in behaviours(document(paths, SCHEMAS))


def test_what_is_written_wins_key_by_key() -> None:
    listing = {
        **op(array("#Pet"), query("limit", "integer")),
        "x-mock": {"parameters": {"limit": {"no_effect": "no"}}},
    }
    of = document(
        {"/pets": {"get": listing}}, SCHEMAS, **{"x-mock": {"resources": {"pets": {"rows": {"count": 3}}}}}
    )

    assert root(of)["resources"]["pets"]["rows"] == {"count": 3}
    assert mock(of, "GET /pets")["parameters"]["limit"] == {"no_effect": "no", "page": "size"}
    assert "x-mock" not in of.data["paths"]["/pets"]["get"]["responses"]["200"]
    assert of.data["x-mock"] == {"resources": {"pets": {"rows": {"count": 3}}}}


def test_what_is_written_by_hand_is_left_as_it_is() -> None:
    by_hand = {
        **op(array("#Pet"), query("limit", "integer")),
        "x-mock": {"behaviour": "list", "resource": "animals"},
    }
    paths = {"/pets": {"get": by_hand}, "/pets/{id}": {"get": op("#Pet")}}
    of = document(paths, SCHEMAS, **{"x-mock": {"resources": {"animals": {"key": "name"}}}})

    assert mock(of, "GET /pets") == {"behaviour": "list", "resource": "animals"}
    assert root(of)["resources"] == {"animals": {"key": "name"}}
    assert behaviours(of)["GET /pets/{id}"] == "get animals"


def test_the_document_itself_is_not_changed() -> None:
    of = document(PETS, SCHEMAS)
    inferred(of)

    assert "x-mock" not in of.data
    assert "x-mock" not in of.data["paths"]["/pets"]["get"]


@pytest.mark.parametrize(
    ("param", "row", "key"),
    [
        ("{pet_id}", obj(id="string", pet_id="string"), "pet_id"),
        ("{petId}", obj(id="string", name="string"), "id"),
        ("{pet_name}", obj(id="string", name="string"), "name"),
        ("{pet_name}", obj(id="string", size="integer"), "id"),
        ("{pet_id_or_name}", obj(id="string", name="string"), "id"),
        ("{petId:integer}", obj(id="string/uuid", number="integer"), "number"),
        ("{ref}", obj(uuid="string/uuid", name="string"), "uuid"),
        ("{pet}", obj(name="string", size="integer"), "name"),
        ("{pet}", obj(petId="string", name="string"), "petId"),
        ("{id:string/uuid}", obj(id="integer", uuid="string/uuid"), "uuid"),
        ("{id}", obj(metadata=obj(id="string"), spec="string"), "metadata.id"),
        ("{user_id}", obj(user=obj(id="string"), nick="string"), "user.id"),
        ("{userId}", obj(user=obj(user_id="string", id="string"), nick="string"), "user.user_id"),
        ("{user_id}", obj(user=obj(login="string"), nick="string"), "x-key"),
        ("{id}", obj(weight="number", happy="boolean"), "x-key"),
        ("{id:integer}", obj(created="string/date-time"), "x-key"),
        ("{id:number/int32}", obj(id="number/int32", name="string"), "id"),
        ("{id:number}", obj(name="string"), "x-key"),
    ],
)
def test_the_property_that_the_path_names_is_the_key(param: str, row: dict[str, object], key: str) -> None:
    paths = {"/pets": {"get": op(array(row))}, f"/pets/{param}": {"get": op(row)}}
    resource = root(document(paths))["resources"]["pets"]

    assert resource["key"] == key
    assert resource.get("hidden") == (["x-key"] if key == "x-key" else None)


def test_rows_enough_for_three_pages() -> None:
    paged = {
        "/pets": {
            "get": op(
                array("#Pet"), query("page", "integer"), query("limit", {"type": "integer", "default": 10})
            )
        }
    }

    assert root(document(paged, SCHEMAS))["resources"]["pets"]["rows"] == {"count": 25}
    assert root(document(PETS, SCHEMAS))["resources"]["pets"]["rows"] == {"count": 12}


def test_one_thing_with_arrays_is_no_list() -> None:
    report = obj(title="string", lines=array(obj(a="integer")), notes=array(obj(b="integer")))

    assert behaviours(document({"/report/today": {"get": op(report)}})) == {}


def test_a_value_of_an_enumeration_is_no_key() -> None:
    row = obj(id="string", name="string")
    item = {
        "parameters": [{"name": "kind", "in": "path", "required": True, "schema": enum("a", "b")}],
        "get": op(row),
    }

    assert (
        root(document({"/pets": {"get": op(array(row))}, "/pets/{kind}": item}))["resources"]["pets"]["key"]
        == "x-key"
    )
