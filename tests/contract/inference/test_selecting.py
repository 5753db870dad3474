"""Parameters that choose what is shown of a row: which properties, and whole rows in place of their keys."""

from typing import Any

import pytest

from tests.contract.inference.test_served import served
from tests.contract.inference.tiny import array, document, enum, mock, obj, op, query

THING = obj("id", id="string", name="string", size="integer")


def paths(parameter: dict[str, Any]) -> dict[str, Any]:
    return {"/things": {"get": op(array(THING), parameter)}, "/things/{id}": {"get": op(THING, parameter)}}


@pytest.mark.parametrize(
    ("parameter", "select"),
    [
        (query("fields"), "keep"),
        (query("$select"), "keep"),
        (query("fields", array("string")), "keep"),
        (query("fields", array(enum("name", "size"))), "keep"),
        (query("fields", enum("short", "full")), None),  # these are no properties
        (query("fields", "integer"), None),
        (query("fields", {"type": "string", "default": "all"}), None),
        (query("fields", {"type": "string", "default": "id,name"}), "keep"),
        (query("names"), None),
    ],
)
def test_names_of_properties_choose_what_is_shown(parameter: dict[str, Any], select: str | None) -> None:
    of, name = document(paths(parameter)), parameter["name"]
    found = [
        mock(of, f"GET {path}").get("parameters", {}).get(name, {}) for path in ("/things", "/things/{id}")
    ]

    assert [each.get("select") for each in found] == [select, select]


def test_what_is_chosen_is_shown_with_what_the_schema_requires() -> None:
    server = served(paths(query("fields")))
    whole = server.json("GET", "/things")
    key = whole[0]["id"]

    assert server.json("GET", "/things?fields=size,other") == [
        {"id": r["id"], "size": r["size"]} for r in whole
    ]
    assert server.json("GET", f"/things/{key}?fields=name") == {"id": key, "name": whole[0]["name"]}
    assert server.json("GET", "/things?fields=") == whole


OWNER = obj("id", id="string", name="string")
EITHER = {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Vet"}]}
PET = obj("id", "kind", id="string", kind="string", owner=OWNER, vet=EITHER)
VET = obj("id", id="string", name="string")


def expanding(parameter: dict[str, Any]) -> dict[str, Any]:
    made = op("#Pet", status="201", body=obj(vet="string", kind="string"))
    return {
        "/pets": {"get": op(array("#Pet"), parameter), "post": made},
        "/pets/{id}": {"get": op("#Pet", parameter)},
        "/vets": {"get": op(array("#Vet"))},
        "/vets/{id}": {"get": op("#Vet")},
    }


SCHEMAS = {"Pet": PET, "Vet": VET}
EXPANDED = enum("owner", "vet", "kind", "nothing")


@pytest.mark.parametrize(
    ("parameter", "select"),
    [
        (query("include", array(enum("owner", "none"))), {"extend": ["owner"]}),
        (query("embed", enum("owner")), {"extend": ["owner"]}),
        (query("expand[]", array("string")), {"rows": {"vet": "vets"}}),
        (query("expand", array(EXPANDED)), {"extend": ["owner"], "rows": {"vet": "vets"}}),
        (query("expand", enum("data.owner.name")), {"extend": ["owner"]}),
        (query("include", enum("all", "kind")), None),  # every pet has a kind
        (query("include", "boolean"), None),
        (query("size", enum("owner")), None),
    ],
)
def test_names_of_properties_add_what_is_shown(parameter: dict[str, Any], select: Any) -> None:
    of, name = document(expanding(parameter), SCHEMAS), parameter["name"]
    found = [mock(of, f"GET {path}").get("parameters", {}).get(name, {}) for path in ("/pets", "/pets/{id}")]

    assert [each.get("select") for each in found] == [select, select]


def test_what_a_call_does_not_name_is_left_out_of_what_may_be_added() -> None:
    server = served(expanding(query("expand", array(EXPANDED))), SCHEMAS)
    vet = server.json("GET", "/vets")[0]
    made = server.json("POST", "/pets", {"vet": vet["id"], "kind": "cat"})
    at = f"/pets/{made['id']}"

    assert server.json("GET", at) == {"id": made["id"], "kind": "cat", "vet": vet["id"]}
    assert server.json("GET", f"{at}?expand=vet")["vet"] == vet
    listed = server.json("GET", "/pets?expand=owner")
    assert any("owner" in row for row in listed)
    assert not any("owner" in row for row in server.json("GET", "/pets"))
    assert all(isinstance(row.get("vet", ""), str) for row in listed)
