"""Urlencoded forms of objects (OpenAPI 3.0.3, Encoding Object)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from mockserver.contract.document import Document
from mockserver.contract.model import Media, is_json
from mockserver.rendering.encoding import to_json

DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def writer(document: Document, media: Media, sent: str) -> Callable[[Any], bytes]:
    """What writes a form; a text as it is."""

    def write(value: Any) -> bytes:
        if isinstance(value, str):
            return value.encode()
        members = value if isinstance(value, Mapping) else {"value": value}
        pairs = [pair for name, member in members.items() for pair in _fields(name, member, media.encoding)]
        return urlencode(pairs, quote_via=quote_plus).encode()

    return write


def _fields(name: str, value: Any, encodings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    encoding = encodings.get(name, {})
    if is_json(str(encoding.get("contentType", ""))):
        yield name, to_json(value).decode()
    elif isinstance(value, list):
        yield from _list(name, value, encoding)
    elif isinstance(value, Mapping) and encoding.get("style") == "deepObject":
        yield from ((f"{name}[{member}]", field_text(each)) for member, each in value.items())
    else:
        yield name, field_text(value)


def _list(name: str, value: list[Any], encoding: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    style = str(encoding.get("style", "form"))
    if encoding.get("explode", style == "form"):
        yield from ((name, field_text(each)) for each in value)
    else:
        yield name, DELIMITERS.get(style, ",").join(map(field_text, value))


def field_text(value: Any) -> str:
    """A value of a field: a scalar as it is written, what is nested as JSON, nothing for null."""
    if isinstance(value, str):
        return value
    return "" if value is None else to_json(value).decode()
