"""JSON bodies, and lines of JSON."""

from typing import Any

from mockserver.errors import Violation
from mockserver.validation.json_text import read_json
from mockserver.validation.media.base import Making, Parse, malformed

RECORD = b"\x1e"  # begins each text of a JSON text sequence (RFC 7464)


def parser(making: Making) -> Parse:
    """What reads one JSON text."""
    return parse_json


def parse_json(body: bytes, violations: list[Violation]) -> Any:
    """The value of a JSON text.

    Raises:
        ApiError: `malformed_body`.
    """
    try:
        return read_json(body)
    except (ValueError, RecursionError) as error:
        raise malformed(str(error)) from None


def lines_parser(making: Making) -> Parse:
    """What reads one JSON text a line, or a record, as a list (OpenAPI 3.2.0, Sequential Media Types)."""
    return _lines


def _lines(body: bytes, violations: list[Violation]) -> list[Any]:
    texts = body.split(RECORD) if RECORD in body else body.split(b"\n")
    return [parse_json(text, violations) for text in texts if text.strip()]
