"""Paths and names relate rows; responses give errors their statuses."""

import pytest

from tests.contract.inference.tiny import array, document, mock, obj, op, root

OWNER = obj("id", id="string", address="string")
PET_ID = {"name": "pet_id", "in": "path", "required": True}


def nested(pet: object, owner: object = OWNER) -> dict[str, object]:
    return {
        "/owners": {"get": op(array(owner))},
        "/owners/{owner_id}": {"get": op(owner)},
        "/owners/{owner_id}/pets": {"get": op(array(pet)), "post": op(pet, status="201", body=pet)},
        "/owners/{owner_id}/pets/{id}": {"get": op(pet), "delete": op(status="204")},
    }


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"owner_id": "string"}, "owner_id"),
        ({"ownerId": "string"}, "ownerId"),
        ({"owner": "string"}, "owner"),
        ({"owner": OWNER}, "x-owners"),
        ({"owner_id": "boolean"}, "x-owners"),
        ({"owner_id": "integer"}, "x-owners"),  # the key of an owner is a text
        ({}, "x-owners"),
    ],
)
def test_the_foreign_key_is_the_property_named_after_the_parent(
    properties: dict[str, object], field: str
) -> None:
    of = document(nested(obj("id", id="string", name="string", **properties)))
    pets = root(of)["resources"]["pets"]

    assert mock(of, "GET /owners/{owner_id}/pets")["parameters"] == {
        "owner_id": {"of": "owners", "field": field}
    }
    assert pets["references"][field] == {"resource": "owners", "must_exist": False}
    assert pets.get("hidden", []) == ([field] if field.startswith("x-") else [])


def test_the_last_parameter_is_the_key_and_the_others_are_parents() -> None:
    of = document(nested(obj("id", id="string", name="string")))

    assert mock(of, "DELETE /owners/{owner_id}/pets/{id}")["parameters"] == {
        "owner_id": {"of": "owners", "field": "x-owners"},
        "id": {"field": "id"},
    }


def test_only_the_nearest_parent_is_worth_a_hidden_field() -> None:
    toy = obj("id", id="string", colour="string")
    paths = {
        **nested(obj("id", id="string", name="string")),
        "/owners/{owner_id}/pets/{pet_id}/toys": {"get": op(array(toy))},
    }
    of = document(paths)

    assert mock(of, "GET /owners/{owner_id}/pets/{pet_id}/toys")["parameters"] == {
        "owner_id": {"of": "owners", "field": False},
        "pet_id": {"of": "pets", "field": "x-pets"},
    }


def test_a_parameter_that_names_nothing_known_names_nothing_stored() -> None:
    of = document({"/{version}/pets": {"get": op(array(obj("id", id="string", name="string")))}})

    assert mock(of, "GET /{version}/pets")["parameters"] == {"version": {"field": False}}


def test_a_property_named_as_the_id_of_another_row_refers_to_it() -> None:
    order = obj("id", id="string", customer_id="string", note_id="string", total="integer")
    paths = {
        "/customers": {"get": op(array(OWNER))},
        "/customers/{id}": {"get": op(OWNER)},
        "/orders": {"get": op(array(order))},
        "/orders/{id}": {"get": op(order)},
    }

    assert root(document(paths))["resources"]["orders"]["references"] == {
        "customer_id": {"resource": "customers", "must_exist": False}
    }


@pytest.mark.parametrize(
    ("field", "references"),
    [("owner_id", {"owner_id": "owners"}), ("owner_guid", {}), ("owner_uuid", {"owner_uuid": "owners"})],
)
def test_what_is_named_as_a_row_has_beside_its_key_does_not_refer_to_it(
    field: str, references: dict[str, str]
) -> None:
    owner, pet = obj("id", id="string", guid="string"), obj("id", id="string", **{field: "string"})
    owners = {"/owners": {"get": op(array(owner))}, "/owners/{id}": {"get": op(owner)}}
    found = root(document({**owners, "/pets": {"get": op(array(pet))}, "/pets/{id}": {"get": op(pet)}}))

    told = found["resources"]["pets"].get("references", {})
    assert {name: rule["resource"] for name, rule in told.items()} == references


@pytest.mark.parametrize(
    ("declared", "errors"),
    [
        (["400", "409", "404"], {}),
        (["422"], {"malformed_body": 422, "invalid_body": 422, "invalid_parameter": 422, "conflict": 422}),
        (["400", "410"], {"conflict": 400, "not_found": 410}),
        (["default"], {}),
        (["4XX"], {}),
        ([], {}),
    ],
)
def test_a_kind_of_error_takes_a_status_that_is_declared(declared: list[str], errors: dict[str, int]) -> None:
    row = obj("id", id="string", name="string")
    update = op(row, body=row, responses={status: {"description": ""} for status in declared})
    of = document({"/pets": {"get": op(array(row))}, "/pets/{id}": {"get": op(row), "put": update}})

    assert mock(of, "PUT /pets/{id}").get("errors", {}) == errors


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("pet_name_or_id", ["id", "name"]),
        ("idOrTag", ["id", "tag"]),
        ("pet_name", ["id", "name"]),
        ("tag", ["id", "tag"]),
        ("id", None),
        ("pet_id", None),
        ("whatever", None),
    ],
)
def test_a_parameter_may_name_a_row_by_other_fields_than_its_key(name: str, by: list[str] | None) -> None:
    pet = obj(id="integer", name="string", tag="string")
    toy = obj(id="integer", colour="string")
    paths = {
        "/pets": {"get": op(array(pet))},
        "/pets/{id}": {"get": op(pet)},
        f"/pets/{{{name}}}/toys": {"get": op(array(toy))},
    }

    parameter = mock(document(paths), f"GET /pets/{{{name}}}/toys")["parameters"][name]

    assert parameter["of"] == "pets"
    assert parameter.get("by") == by


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("The pet's ID or UID.", ["id", "uid"]),
        ("The ID of the pet, or its `name`", ["id", "name"]),
        ("The name or id of the pet", ["id", "name"]),
        ("The name or tag of the pet", None),
        ("The id or whatever", None),
    ],
)
def test_a_description_says_what_names_a_row_beside_its_key(words: str, by: list[str] | None) -> None:
    pet = obj(id="string", uid="string", name="string")
    get = op(pet, {**PET_ID, "schema": {"type": "string"}, "description": words})
    item = {"get": get, "delete": op(status="204")}

    of = document({"/pets": {"get": op(array(pet))}, "/pets/{pet_id}": item})

    assert mock(of, "GET /pets/{pet_id}")["parameters"]["pet_id"].get("by") == by
    assert mock(of, "DELETE /pets/{pet_id}")["parameters"]["pet_id"].get("by") == by


@pytest.mark.parametrize(
    ("key", "example", "by"),
    [("pet_1", "my-pet", ["id", "uid"]), ("my-pet", "my-pet", None), ("pet_1", "other", None)],
)
def test_a_parameter_of_the_schema_of_another_property_names_rows_by_that_too(
    key: str, example: str, by: list[str] | None
) -> None:
    slug = {"type": "string", "pattern": "^[a-z-]+$", "example": "my-pet"}
    pet = {"type": "object", "properties": {"id": {**slug, "example": key}, "uid": slug}}
    get = op(pet, {**PET_ID, "schema": {**slug, "example": example}})

    of = document({"/pets": {"get": op(array(pet))}, "/pets/{pet_id}": {"get": get}})

    assert mock(of, "GET /pets/{pet_id}")["parameters"]["pet_id"].get("by") == by


def test_a_key_is_no_reference_as_rows_may_share_what_they_refer_to() -> None:
    """A pin of a message is named by it: no two pins are of the same."""
    pin, message = obj(message=obj(id="string"), at="string"), obj(id="string", text="string")
    paths = {
        "/messages": {"get": op(array(message))},
        "/messages/{message_id}": {"get": op(message)},
        "/pins": {"get": op(array(pin))},
        "/pins/{message_id}": {"delete": op(status="204")},
    }
    pins = root(document(paths))["resources"]["pins"]

    assert pins["key"] == "message.id"
    assert "references" not in pins


@pytest.mark.parametrize(
    "known", [{"id": "string", "colour": "string"}, {"id": "string", "colour": "string", "size": "integer"}]
)
def test_an_object_that_is_a_row_of_a_list_refers_to_it(known: dict[str, str]) -> None:
    kind = obj("id", id="string", colour="string")
    paths = {
        "/things": {"get": op(array(obj(id="string", kind=kind)))},
        "/kinds": {"get": op(array(obj(**known)))},
    }
    found = root(document(paths))["resources"]["things"].get("references")

    assert found == {"kind.id": {"resource": "kinds", "must_exist": False}}


def test_an_object_with_more_than_a_row_of_a_list_is_none() -> None:
    kind = obj("id", id="string", colour="string", since="string")
    paths = {
        "/things": {"get": op(array(obj(id="string", kind=kind)))},
        "/kinds": {"get": op(array(obj(id="string", name="string")))},
    }

    assert "references" not in root(document(paths))["resources"]["things"]
