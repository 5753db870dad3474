"""Filters that are named after a time of rows, or after what an array of them has."""

from typing import Any

import pytest

from tests.contract.inference.test_lists import listing
from tests.contract.inference.tiny import array, obj, query

STAMP = "Pets that are younger than this timestamp"
PET = obj("id", id="string", createdAt="number", tags=array("string"), groups=array(obj(id="string")))


@pytest.mark.parametrize(
    ("parameter", "rule"),
    [
        (query("until", "number", description=STAMP), {"field": "createdAt", "op": "lte"}),
        (query("since", "integer", description=STAMP), {"field": "createdAt", "op": "gte"}),
        (query("until", "number"), None),  # nothing says that it is a time
        (query("until", "string", description=STAMP), None),  # a text is compared with no number
        (query("tag_name"), {"field": "tags", "op": "any"}),
        (query("group_name"), None),  # groups are no names
        (query("owner_name"), None),
    ],
)
def test_a_filter_of_a_time_or_of_names(parameter: dict[str, Any], rule: dict[str, str] | None) -> None:
    its = listing(parameter, body=array(PET))["parameters"][parameter["name"]]

    assert its.get("filter") == rule
