"""Texts that come from documents and requests, made fit to be shown: nothing in them may steer a terminal."""

import re

ELLIPSIS = "…"
_CONTROLS = re.compile("[\x7f-\x9f]")  # that JSON does not ask to be written out


def printable(text: str) -> str:
    """`text` on one line, with everything that does not print written out, as in Python's strings."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(text: str, length: int) -> str:
    """`text`, cut where it is longer than `length`."""
    return text if len(text) <= length else text[: length - 1] + ELLIPSIS


def lines(text: str) -> str:
    """`text` with its lines apart, and everything else that does not print written out."""
    return text if text.isprintable() else "\n".join(map(printable, text.split("\n")))


def json_text(raw: bytes) -> str:
    """A text of JSON whose control characters are written out, as JSON allows."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", raw.decode())
