"""Formats that jsonschema-rs does not check under Draft 4, and encodings, which JSON Schema leaves unchecked."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from datetime import date

ENCODINGS = frozenset({"base64", "base64url", "base16"})  # that are checked (RFC 4648)
BASE64URL, HEX = re.compile(r"[A-Za-z0-9_-]*={0,2}"), re.compile(r"(?:[0-9a-fA-F]{2})*")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_base64(text: str) -> bool:
    try:
        b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_base64url(text: str) -> bool:
    """Whether a text is base64 of the alphabet for URLs; padding may be left out (RFC 4648, 5)."""
    return BASE64URL.fullmatch(text) is not None and len(text.rstrip("=")) % 4 != 1


FORMATS: dict[str, Callable[..., bool]] = {
    "uuid": lambda text: UUID.fullmatch(text) is not None,
    "date": _is_date,
    "byte": _is_base64,
    "base64": _is_base64,  # these as contentEncoding has them
    "base64url": _is_base64url,
    "base16": lambda text: HEX.fullmatch(text) is not None,
}
