"""Bodies that are what they are: text, and bytes."""

from typing import Any

from mockserver.errors import Violation
from mockserver.validation.media.base import Making, Parse, decoded, parameter


def text(making: Making) -> Parse:
    """What reads a text."""
    charset = parameter(making.content_type, "charset")

    def parse(body: bytes, violations: list[Violation]) -> Any:
        return decoded(body, charset)

    return parse


def octets(making: Making) -> Parse:
    """What reads bytes: as Latin-1, one character a byte, so that lengths are theirs."""
    return _octets


def _octets(body: bytes, violations: list[Violation]) -> Any:
    return body.decode("latin-1")
