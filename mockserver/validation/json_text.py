"""Reading JSON texts strictly: UTF-8 without a byte order mark, no NaN, no lone surrogates (RFC 8259)."""

import json
from typing import Any

import orjson

LONG_INTEGER = b"0" * 19  # digits; orjson reads integers over 64 bits as floats
DIGITS = bytes.maketrans(b"123456789", b"0" * 9)


def read_json(text: bytes) -> Any:
    """The value of a JSON text, integers of any size kept.

    Raises:
        ValueError, RecursionError: When it is not JSON, or deeper than Python can read.
    """
    if LONG_INTEGER not in text.translate(DIGITS):
        return orjson.loads(text)
    value = json.loads(text.decode(), parse_constant=_no_constant)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # refuses lone surrogates, and 1e999
    return value


def json_or_text(text: str) -> Any:
    """The value of a JSON text; a text that is none, as it is."""
    try:
        return read_json(text.encode())
    except (ValueError, RecursionError):
        return text


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
