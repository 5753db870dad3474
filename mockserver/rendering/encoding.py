"""JSON types to the bytes of a body."""

import json
from typing import Any

import orjson

LARGE = 1 << 16  # bytes from which on the slower way to copy is the quicker one


def compact(text: bytes) -> bytes:
    """A copy that holds no more memory than its bytes: what orjson gives holds 4 KB at least, as long as it is kept."""
    return b"%b" % text if len(text) < LARGE else bytes(memoryview(text))


def to_json(value: Any) -> bytes:
    """The JSON text of a value, integers of any size kept."""
    try:
        return compact(orjson.dumps(value))
    except TypeError:  # an integer over 64 bits
        return json.dumps(value, default=_unwrap, ensure_ascii=False, separators=(",", ":")).encode()


def _unwrap(value: orjson.Fragment) -> Any:
    """What was serialised in advance, read again."""
    return json.loads(orjson.dumps(value))
