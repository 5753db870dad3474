"""Parameters that look for a text, by their names and by what their descriptions say."""

from typing import Any

import pytest

from tests.contract.inference.test_lists import listing
from tests.contract.inference.tiny import array, obj, query

TEXTS = obj("id", id="string", first_name="string", last_name="string", name="string", note="string")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Search by name.", ["name"]),
        ("Text to look for in last name, first name; case is ignored", ["last_name", "first_name"]),
        ("Rows with this text in their first or last name", ["first_name", "last_name"]),
        ("Free text", ["id", "first_name", "last_name", "name", "note"]),
        ("Find what you like", ["id", "first_name", "last_name", "name", "note"]),
    ],
)
def test_a_search_looks_where_its_description_says(text: str, fields: list[str]) -> None:
    found = listing(query("q", description=text), body=array(TEXTS))["parameters"]["q"]["filter"]

    assert found == {"fields": fields, "op": "contains", "ignore_case": True}


def test_a_description_tells_what_a_name_does_not() -> None:
    said = query("person", description="Rows that contain this text in their first or last name.")
    found = listing(said, query("other", description="Anything."), body=array(TEXTS))["parameters"]

    assert found["person"]["filter"]["fields"] == ["first_name", "last_name"]
    assert "no_effect" in found["other"]


@pytest.mark.parametrize(
    ("parameter", "rule"),
    [
        (query("prefix"), {"field": "id", "op": "prefix"}),
        (
            query("filter_term", description="Only things whose `name` starts with this."),
            {"fields": ["name"], "op": "prefix", "ignore_case": True},
        ),
        (
            query("filter_term", description="Only things whose `name` or `note` begin with this."),
            {"fields": ["name", "note"], "op": "prefix", "ignore_case": True},
        ),
    ],
)
def test_a_beginning_is_looked_for_where_one_is_asked_for(parameter: dict[str, Any], rule: Any) -> None:
    found = listing(parameter, body=array(TEXTS))["parameters"][parameter["name"]]

    assert found["filter"] == rule
