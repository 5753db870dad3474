"""Turning the text of parameters and form fields into the types of their schemas, strictly.

Only what JSON itself would write is a number (`+1`, ` 1`, `1_0` and other digits than 0-9 are not); text that does not
fit is left as it is, and the schema's own `type` refuses it.
"""

import re
from collections.abc import Callable
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document

INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
LONGEST_NUMBER = 4000  # digits; Python refuses to read more than 4300

Coerce = Callable[[str], Any]


def integer(text: str) -> Any:
    """An integer, or the text."""
    return int(text) if len(text) < LONGEST_NUMBER and INTEGER.fullmatch(text) else text


def number_or_text(text: str) -> Any:
    """An integer or a float, or the text."""
    if len(text) >= LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return text
    value = float(text) if not INTEGER.fullmatch(text) else int(text)
    return text if value in (float("inf"), float("-inf")) else value


def boolean(text: str) -> Any:
    """A boolean, or the text."""
    return True if text == "true" else False if text == "false" else text


def null(text: str) -> Any:
    """None for the empty text or `null`, or the text."""
    return None if text in {"", "null"} else text


COERCIONS = {"integer": integer, "number": number_or_text, "boolean": boolean, "null": null}


def coercion(document: Document, schema: Any) -> Coerce | None:
    """What turns text into the type that `schema` wants; None where text is what it wants."""
    admitted = schemas.types(document, schema)
    if "string" in admitted:
        admitted -= {"null"}  # the empty text and `null` are texts where texts are admitted
    wanted = [COERCIONS[name] for name in ("integer", "number", "boolean", "null") if name in admitted]
    if not wanted:
        return None
    if len(wanted) == 1:
        return wanted[0]

    def first(text: str) -> Any:
        for attempt in wanted:
            value = attempt(text)
            if not isinstance(value, str):
                return value
        return text

    return first
