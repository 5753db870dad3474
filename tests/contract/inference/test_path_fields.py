"""Path parameters that name no row, and what rows show of them."""

from typing import Any

import pytest

from tests.contract.inference.ruled import Rule, operation
from tests.contract.inference.test_served import served
from tests.contract.inference.tiny import Json, array, enum, obj, op, query

TAG = obj("id", id="string", kind="string", name="string")
OWNER = obj("id", id="string", email="string", age="integer")
FIELD = "parameters/kind/field"
EVERY = {"/tags": {"get": op(array(TAG))}, "/tags/{id}": {"get": op(TAG)}}


def of_a_kind(tag: Json = TAG, *more: Json, **schema: Any) -> Json:
    kind = {"name": "kind", "in": "path", "required": True, "schema": {"type": "string", **schema}}
    one = [kind, {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    return {
        "/tags": {"post": op(TAG, status="201", body=obj("kind", kind="string", name="string"))},
        "/tags/{kind}": {"get": op(array(tag), *more), "parameters": [kind]},
        "/tags/{kind}/{id}": {"get": op(tag), "parameters": one},
    }


def field_of(paths: Json, expected: Any, says: str) -> Rule:
    return Rule(says, paths, operation("/tags/{kind}", "get", FIELD), expected)


BESIDE = {
    "/owners/{owner}/tags": {"get": op(array(TAG))},
    "/owners/{owner}/tags/{kind}": {"get": op(array(TAG), query("page", "integer"))},
    "/owners": {"get": op(array(OWNER))},
    "/owners/{owner}": {"get": op(OWNER)},
}
RULES = [
    field_of(of_a_kind(example="cat"), "kind", "a value that the document shows"),
    field_of(
        of_a_kind(obj("id", id="string", kind=enum("cat", "dog")), enum=["cat", "dog"]), "kind", "all of them"
    ),
    field_of(of_a_kind(), False, "one that nobody can know"),
    field_of(of_a_kind(obj("id", id="string", name="string"), example="cat"), False, "what no row shows"),
    field_of(of_a_kind(obj("id", id="string", kind="integer"), example="cat"), False, "what none can hold"),
    Rule(
        "another list shows it",
        BESIDE,
        operation("/owners/{owner}/tags/{kind}", "get", FIELD),
        "kind",
    ),
    Rule(
        "every second row has the value shown",
        of_a_kind(example="cat"),
        "/x-mock/resources/tags/rows/given/kind",
        "cat",
    ),
    Rule(
        "a POST above makes a row",
        of_a_kind(example="cat"),
        operation("/tags", "post", "behaviour"),
        "create",
    ),
    Rule(
        "and tells where it is",
        of_a_kind(example="cat"),
        operation("/tags", "post", "responses/201/headers"),
        {"Location": "{$base}/tags/{$row.kind}/{$row.id}"},
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_a_property_tells_what_a_path_parameter_says(rule: Rule) -> None:
    assert rule.found() == rule.expected


def test_rows_are_found_where_their_path_has_them() -> None:
    mock = served(of_a_kind(example="cat"))
    cats = mock.json("GET", "/tags/cat")
    made = mock.json("POST", "/tags", {"kind": "dog", "name": "Rex"})

    assert cats
    assert {row["kind"] for row in cats} == {"cat"}
    assert mock.json("GET", "/tags/dog") == [made]
    assert mock.json("GET", f"/tags/dog/{made['id']}") == made
    assert mock.ask("GET", f"/tags/cat/{made['id']}").status == 404


def test_what_is_beside_an_object_in_a_request_is_changed_in_it() -> None:
    shown = obj("id", id="string", name="string", saml=obj(metadata_url="string", entity="string"))
    body = obj(name="string", metadata_url="string")
    mock = served(
        {
            "/pets": {"get": op(array(shown)), "post": op(shown, body=body)},
            "/pets/{id}": {"get": op(shown), "patch": op(shown, body=body)},
        }
    )
    made = mock.json("POST", "/pets", {"name": "Rex", "metadata_url": "one"})
    mock.json("PATCH", f"/pets/{made['id']}", {"name": "Max"})

    assert made["saml"]["metadata_url"] == "one"
    assert mock.json("GET", f"/pets/{made['id']}")["saml"]["metadata_url"] == "one"
    assert mock.json("PATCH", f"/pets/{made['id']}", {"metadata_url": "two"})["saml"]["metadata_url"] == "two"
