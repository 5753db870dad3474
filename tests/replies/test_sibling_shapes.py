"""The shape of an error that an operation does not declare: that of its siblings."""

import json
from typing import Any

import orjson
import pytest

from tests.builders import mock


def error(name: str) -> dict[str, Any]:
    schema = {"type": "object", "required": ["of"], "properties": {"of": {"const": name}}}
    return {"description": "Wrong.", "content": {"application/json": {"schema": schema}}}


@pytest.mark.parametrize(
    ("declared", "shape"),
    [
        (["200", "400"], "400"),
        (["200", "4XX"], "4XX"),
        (["200", "4xx"], "4xx"),
        (["200", "default"], "default"),
        (["302", "default"], "default"),
        (["200", "400", "4XX", "default"], "400"),
        (["200", "404", "4XX", "default"], "4XX"),
        (["200", "404", "5XX", "default"], "default"),
        (["200", "404"], None),
        (["400", "default"], "400"),
        (["404", "default"], None),  # which is a success there
    ],
    ids=str,
)
def test_what_siblings_declare_for_the_status_for_its_range_or_for_all(
    declared: list[str], shape: str | None
) -> None:
    """In this order; without any, problem details."""
    ok = {"description": "Fine."}
    sibling = {name: ok if name in {"200", "302"} else error(name) for name in declared}
    size = {"name": "size", "in": "query", "schema": {"type": "integer"}}
    paths = {
        "/a": {"get": {"responses": sibling}},
        "/b": {"get": {"parameters": [size], "responses": {"200": ok}}},
    }
    reply = mock(f"paths: {json.dumps(paths)}").ask("GET", "/b?size=x")

    assert reply.status == 400
    assert orjson.loads(reply.body).get("of") == shape
