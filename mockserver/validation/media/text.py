"""Bodies that are what they are: text, and bytes."""

from os import SEEK_END
from typing import Any

from mockserver.contract.media_types import media_parameter
from mockserver.errors import Violation
from mockserver.validation.media.base import Making, OnDisk, Parse, Source, decoded


def text_parser(making: Making) -> Parse:
    """What reads a text."""
    charset = media_parameter(making.content_type, "charset")

    def parse(body: bytes, violations: list[Violation]) -> Any:
        return decoded(body, charset)

    return parse


def octets(making: Making) -> Parse:
    """What reads bytes: as Latin-1, one character a byte, so that lengths are theirs."""
    schema = making.document.resolve(making.media.schema or {})

    def parse(body: Source, violations: list[Violation]) -> Any:
        if isinstance(body, bytes):
            return body.decode("latin-1")
        large = OnDisk("", body.seek(0, SEEK_END))
        violations += large.check(schema, ())
        return large

    return parse
