"""Values of schemas that ask for too much, or for what cannot be: bounded, and near."""

import json
import time
from typing import Any

import pytest

from tests.datagen.named_schemas import GENERATOR, NAMED, TEXT, WHOLE


def nested(count: int) -> Any:
    schema: Any = TEXT
    for _ in range(count):
        schema = {"type": "object", "required": ["in"], "properties": {"in": schema}}
    return schema


def arrays(depth: int, least: int) -> Any:
    schema: Any = WHOLE
    for _ in range(depth):
        schema = {"type": "array", "minItems": least, "items": schema}
    return schema


def doubled(keyword: str) -> Any:
    schema: Any = TEXT
    for _ in range(12):
        both = [{"type": "object", "required": [name], "properties": {name: schema}} for name in "ab"]
        schema = {keyword: both}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(nested(900), id="900 levels"),
        pytest.param(arrays(5, 100), id="100^5 items"),
        pytest.param(arrays(1, 1_000_000), id="1,000,000 items"),
        pytest.param({"type": "object", "minProperties": 1_000_000}, id="1,000,000 members"),
        pytest.param({"type": "string", "minLength": 10_000_000}, id="10,000,000 letters"),
        pytest.param({"type": "string", "pattern": "^[a-z]{1000000}$"}, id="1,000,000 letters by a pattern"),
        pytest.param(doubled("allOf"), id="2^12 members"),
        pytest.param(doubled("oneOf"), id="2^12 branches"),
        pytest.param({"$ref": "#/$defs/Endless"}, id="without end"),
        pytest.param(
            {"type": "object", "properties": {f"p{n}": nested(5) for n in range(5_000)}}, id="broad"
        ),
        pytest.param({"type": "string", "pattern": "^(([a-z]{1,99}){1,99}){1,99}$"}, id="repeats of repeats"),
    ],
)
def test_a_value_is_bounded_in_size_and_time(schema: Any) -> None:
    started = time.process_time()
    found = GENERATOR.made(schema, NAMED.__getitem__, ("x",))
    assert time.process_time() - started < 5
    assert len(json.dumps(found.value)) < 1 << 20


@pytest.mark.parametrize(
    ("schema", "near"),
    [
        (
            {"type": "object", "required": ["a", "b"], "properties": {"a": False, "b": {"enum": ["x"]}}},
            {"b": "x"},
        ),
        ({"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, "b"),
        ({"oneOf": [{"enum": ["a"]}, {"enum": ["a"]}]}, "a"),
        ({"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3}, [True, False]),
    ],
    ids=str,
)
def test_what_nothing_satisfies_is_come_near_to(schema: Any, near: Any) -> None:
    found = GENERATOR.made(schema, NAMED.__getitem__, ("x",))
    assert found.fault
    if isinstance(near, dict):
        assert found.value.items() >= near.items()
    else:
        assert found.value == near or sorted(found.value) == sorted(near)
