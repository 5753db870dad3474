"""Reading JSON texts strictly: UTF-8 without a byte order mark, no NaN, no lone surrogates (RFC 8259)."""

import json
from typing import Any

import orjson

from mockserver.bounds import DEEPEST

LONG_INTEGER = b"0" * 19  # digits; orjson reads integers over 64 bits as floats
SHALLOW = 2 * DEEPEST  # bytes of a text whose values cannot be nested too deep
DIGITS = bytes.maketrans(b"123456789", b"0" * 9)


def read_json(text: bytes) -> Any:
    """The value of a JSON text, integers of any size kept.

    Raises:
        ValueError, RecursionError: When it is not JSON, or its values are nested deeper than is written again.
    """
    value = read_written_json(text)
    if len(text) > SHALLOW and text.count(b"[") + text.count(b"{") > DEEPEST:  # rare: counting is cheaper
        check_depth(value)
    return value


def read_written_json(text: bytes) -> Any:
    """As `read_json`, of a text that was written here: around values as deep as may be, a reply has some more.

    Raises:
        ValueError, RecursionError: When it is not JSON.
    """
    return _with_long_integers(text) if LONG_INTEGER in text.translate(DIGITS) else orjson.loads(text)


def check_depth(value: Any) -> None:
    """Refuse values that are nested too deep.

    Raises:
        ValueError: When there are more than `DEEPEST` in one another.
    """
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [member for members in inner for member in members if isinstance(member, dict | list)]
        if not level:
            return
    raise ValueError(f"its values are nested deeper than {DEEPEST}")


def _with_long_integers(text: bytes) -> Any:
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
