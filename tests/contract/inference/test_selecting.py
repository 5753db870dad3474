"""Parameters that choose what is shown of a row."""

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
