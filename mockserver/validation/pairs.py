"""Splitting queries, forms and cookies into names and values, percent-decoded."""

from collections.abc import Collection
from urllib.parse import unquote_to_bytes

ENCODED = ("utf-8", "surrogateescape")  # what is to be decoded later, as text


class RowNumbers:
    """Gives numbers to rows that come without: `a[][x]` begins a new one where the last has an `x` (Rack's rule)."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, set[str]]] = {}  # number of the last row, and what it has

    def numbered(self, name: str) -> str:
        """`a[0][x]` for `a[][x]`."""
        while "[][" in name:
            start, _, end = name.partition("[][")
            number, members = self._last.get(start, (-1, set()))
            if number < 0 or (end in members and "[]" not in end):
                number, members = number + 1, set()
                self._last[start] = number, members
            members.add(end)
            name = f"{start}[{number}][{end}"
        return name


class UndecodableError(ValueError):
    """Percent-encoded bytes that are no UTF-8."""


def decode(raw: bytes) -> str:
    """Percent-decoded text.

    Raises:
        UndecodableError: When it is no UTF-8.
    """
    try:
        return (unquote_to_bytes(raw) if b"%" in raw else raw).decode()
    except UnicodeDecodeError:
        raise UndecodableError from None


def decode_if(text: str) -> str:
    """Percent-decoded text; what is no UTF-8 then, as it is."""
    try:
        return decode(text.encode(*ENCODED)) if "%" in text else text
    except UndecodableError:
        return text


def split_query(
    raw: bytes,
    *,
    lists: Collection[str] = (),
    reserved: Collection[str] = (),
    known: Collection[str] = (),
) -> dict[str, list[str]]:
    """Names to values of a query string (or of an urlencoded form), in order.

    Args:
        raw: As it was sent.
        lists: The names whose values are left percent-encoded, for `elements` to split.
        reserved: The names in whose values a plus is no space (OpenAPI 3.0.3, `allowReserved`).
        known: Names that are as they are, though they look like members of rows: `a[][x]`.

    Raises:
        UndecodableError: When a part is no UTF-8.
    """
    if not reserved:
        raw = raw.replace(b"+", b" ")
    if not (reserved or b"%" in raw or b"[][" in raw):
        return _plain_pairs(decode(raw))
    values: dict[str, list[str]] = {}
    rows = RowNumbers()
    for pair in raw.split(b"&"):
        encoded, _, sent = pair.partition(b"=")
        name = decode(encoded.replace(b"+", b" "))
        if name not in reserved:
            sent = sent.replace(b"+", b" ")
        if "[][" in name and name not in known:
            name = rows.numbered(name)
        if pair:
            values.setdefault(name, []).append(sent.decode(*ENCODED) if name in lists else decode(sent))
    return values


def _plain_pairs(query: str) -> dict[str, list[str]]:
    """Names to values where nothing is encoded: what nearly every request sends, and several times as fast."""
    values: dict[str, list[str]] = {}
    for text in query.split("&"):
        name, _, value = text.partition("=")
        if name in values:
            values[name].append(value)
        elif text:
            values[name] = [value]
    return values


def elements(text: str, delimiter: str) -> list[str]:
    """The elements of a list, percent-decoded.

    A delimiter that is sent as it is separates, and one that is sent encoded belongs to an element (RFC 6570, 3.2.1);
    but many a client encodes the whole: where there is none as it is, the encoded ones separate.

    Raises:
        UndecodableError: When an element is no UTF-8.
    """
    if "%" not in text:
        return text.split(delimiter)
    if delimiter in text:
        return [decode(part.encode(*ENCODED)) for part in text.split(delimiter)]
    return decode(text.encode(*ENCODED)).split(delimiter)


def split_cookies(header: str | None, *, joined: bool = False) -> dict[str, list[str]]:
    """Names to values of a `Cookie` header (RFC 6265, 4.2).

    Args:
        header: Its text.
        joined: Whether an ampersand separates as well, as it does in exploded forms (OpenAPI 3.0.3, Style Values).
    """
    values: dict[str, list[str]] = {}
    text = header or ""
    for pair in (text.replace("&", ";") if joined else text).split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals:
            values.setdefault(name, []).append(value.strip('"'))
    return values
