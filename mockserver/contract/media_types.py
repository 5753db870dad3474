"""Media types: of what kind each is, and what a range of them is sent as."""

import codecs
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.model import is_json

LINES = frozenset({"application/jsonl", "application/x-ndjson", "application/ndjson", "application/json-seq"})
# What is sent for a range that a document declares, the likeliest first.
RANGES = {
    "*": ("application/json", "text/plain", "application/xml", "application/octet-stream"),
    "application": ("application/json", "application/xml", "application/octet-stream"),
    "text": ("text/plain", "text/html", "text/csv", "text/xml"),
    "image": ("image/png", "image/jpeg", "image/gif", "image/svg+xml"),
    "audio": ("audio/wav", "audio/mpeg"),
    "video": ("video/mp4",),
    "multipart": ("multipart/mixed", "multipart/form-data"),
}


def essence_of(media_type: str) -> str:
    """A media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def media_parameter(content_type: str, name: str) -> str:
    """The value of a media type's parameter, in lower case and without quotes; empty without one."""
    for part in content_type.split(";")[1:]:
        found, _, value = part.partition("=")
        if found.strip().lower() == name:
            return value.strip().strip('"').lower()
    return ""


def is_charset(name: str) -> bool:
    """Whether a charset is known, and is one of text."""
    try:
        return codecs.lookup(name)._is_text_encoding  # noqa: SLF001 - the only way to tell `hex` from `latin-1`
    except LookupError:
        return False


def kind_of_media(essence: str) -> str:
    """The kind of a media type: `json`, `lines`, `form`, `multipart`, `xml`, `text` or `bytes`.

    Args:
        essence: The type without parameters, in lower case.
    """
    if is_json(essence):
        return "json"
    if essence in LINES:
        return "lines"
    if essence == "application/x-www-form-urlencoded":
        return "form"
    if essence.startswith("multipart/"):
        return "multipart"
    if essence in {"application/xml", "text/xml"} or essence.endswith("+xml"):
        return "xml"
    return "text" if essence.startswith("text/") else "bytes"


def is_range(media_type: str) -> bool:
    """Whether a document declares a range for a media type: `*/*`, `image/*`."""
    return "*" in essence_of(media_type)


def media_types_of(media_range: str) -> Iterator[str]:
    """Media types of a range; JSON for a range that nothing is known of."""
    main, _, sub = essence_of(media_range).partition("/")
    known = RANGES.get(main, ())
    if sub.startswith("*+"):
        yield f"{main}/{sub[2:]}"
    yield from known or ("application/json",)


def is_within(media_type: str, declared: str) -> bool:
    """Whether a media type is the one that is declared, or of the range that is."""
    essence, wanted = essence_of(media_type), essence_of(declared)
    if essence == wanted or wanted in {"*/*", "*"}:
        return True
    main, _, sub = wanted.partition("/")
    return essence.startswith(f"{main}/") and (sub == "*" or (sub[:2] == "*+" and essence.endswith(sub[1:])))


def schema_declared(media: Mapping[str, Any]) -> Any:
    """The schema of a Media Type Object: of the whole, else an array of the items of a sequence (OpenAPI 3.2)."""
    items = media.get("itemSchema")
    return media.get("schema", None if items is None else {"type": "array", "items": items})
