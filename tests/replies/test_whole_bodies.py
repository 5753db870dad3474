"""Lists whose schema binds them as a whole: what is answered meets it, whatever rows there are."""

import json
from typing import Any

import jsonschema_rs
import orjson
import pytest

from mockserver.contract.schemas import bounds_as_a_whole
from tests.builders import load, mock

ROW = {"type": "object", "properties": {"colour": {"type": "string", "enum": ["red", "blue"]}}}
ROWS: dict[str, Any] = {"type": "array", "items": ROW}
PAGE = {"type": "object", "required": ["data"], "properties": {"data": ROWS}}


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({**ROWS, "uniqueItems": True}, ""),
        ({**ROWS, "maxItems": 3}, ""),
        ({**ROWS, "minItems": 20}, ""),
        ({**PAGE, "properties": {"data": {**ROWS, "uniqueItems": True}}}, "/data"),
        ({"allOf": [PAGE, {"properties": {"data": {"maxItems": 1}}}]}, "/data"),
        ({"oneOf": [{**PAGE, "properties": {"data": {**ROWS, "maxItems": 2}}}, {"type": "null"}]}, "/data"),
    ],
)
def test_a_list_meets_the_schema_of_the_whole(schema: Any, place: str) -> None:
    content = {"application/json": {"schema": schema}}
    get = {
        "x-mock": {"behaviour": "list", "resource": "things"},
        "responses": {
            "200": {"description": "ok", "content": content, "x-mock": {"members": {place: "$rows"}}}
        },
    }
    text = f"paths: {json.dumps({'/things': {'get': get}})}\nx-mock: {{resources: {{things: {{key: id}}}}}}\n"
    rows = [{"id": str(number), "colour": ("red", "blue")[number % 2]} for number in range(9)]

    reply = mock(text, {"things": rows}).ask("GET", "/things")

    assert reply.status == 200, reply.body
    assert jsonschema_rs.is_valid(schema, orjson.loads(reply.body)), reply.body


@pytest.mark.parametrize(
    ("schema", "path", "bound"),
    [
        (ROWS, (), False),
        (PAGE, ("data",), False),
        ({**PAGE, "not": {}}, ("data",), True),
        ({"allOf": [{"anyOf": []}]}, (), True),
        ({**ROWS, "items": {"oneOf": []}}, (), False),
        ({"properties": {"other": {"minItems": 1}, "data": ROWS}}, ("data",), False),
    ],
)
def test_only_what_holds_the_rows_counts(schema: Any, path: tuple[str, ...], *, bound: bool) -> None:
    assert bounds_as_a_whole(load("paths: {}"), schema, path) is bound
