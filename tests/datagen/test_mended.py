"""Examples that break their schemas: what they were meant to be."""

from typing import Any

import pytest

from tests.datagen.named_schemas import TEXT, WHOLE, made


@pytest.mark.parametrize(
    ("schema", "shown", "meant"),
    [
        (TEXT, 150183300032, "150183300032"),
        (TEXT, True, "true"),
        ({"type": "string", "enum": ["active", "past_due"]}, "Active", "active"),
        ({"type": "string", "enum": ["active", "past_due"]}, "past-due", "past_due"),
        ({"type": "string", "format": "date-time"}, "2024-05-01", "2024-05-01T00:00:00Z"),
        ({"type": "string", "format": "date-time"}, "2024-05-01 10:30:00", "2024-05-01T10:30:00Z"),
        ({"type": "string", "format": "date"}, "2024-05-01T10:30:00Z", "2024-05-01"),
        ({"type": "string", "maxLength": 3}, "abcdef", "abc"),
        (WHOLE, "1,234", 1234),
        (WHOLE, 3.0, 3),
        (WHOLE, 3.7, 4),
        ({"type": "integer", "maximum": 100}, 5000, 100),
        ({"type": "number", "multipleOf": 5}, 12, 10),
        ({"type": "boolean"}, "yes", True),
        ({"type": "array", "items": WHOLE}, "7", [7]),
        ({"type": "array", "items": WHOLE, "maxItems": 2}, [1, "2", 3], [1, 2]),
        ({"type": "object", "properties": {"a": WHOLE}}, '{"a": "1"}', {"a": 1}),
        ({"type": "object", "properties": {"a": TEXT}, "additionalProperties": False}, {"a": 1, "b": 2}, {"a": "1"}),
        ({"type": "object", "properties": {"a": WHOLE, "b": TEXT}}, {"b": 1, "c": 2}, {"b": "1", "c": 2}),
        ({"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}}, {"z": []}, {"a": 1, "z": []}),
        ({"oneOf": [{"$ref": "#/$defs/One"}, {"$ref": "#/$defs/Two"}]}, {"@type": "two", "s": 5},
         {"@type": "two", "s": "5"}),
        ({"type": ["string", "null"]}, None, None),
        (TEXT, "fits", "fits"),
    ],
    ids=str,
)  # fmt: skip
def test_an_example_that_breaks_its_schema_is_mended(schema: Any, shown: Any, meant: Any) -> None:
    assert made(schema, shown=shown) == meant


def test_what_an_example_lacks_is_filled_in() -> None:
    schema = {
        "type": "object",
        "required": ["id", "at"],
        "properties": {"id": WHOLE, "at": {"format": "date", **TEXT}},
    }
    value = made(schema, shown={"id": 7, "at": "soon"})
    assert value["id"] == 7
    assert value["at"].startswith("20")
