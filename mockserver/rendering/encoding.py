"""JSON types to the bytes of a body."""

import json
from typing import Any

import orjson


def to_json(value: Any) -> bytes:
    """The JSON text of a value, integers of any size kept."""
    try:
        return orjson.dumps(value)
    except TypeError:  # an integer over 64 bits
        return json.dumps(value, default=_unwrap, ensure_ascii=False, separators=(",", ":")).encode()


def _unwrap(value: orjson.Fragment) -> Any:
    """What was serialised in advance, read again."""
    return json.loads(orjson.dumps(value))
