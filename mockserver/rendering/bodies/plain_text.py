"""Bodies of text: a text as it is, tables as CSV, events, YAML, values on lines of their own."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.media_types import essence_of, is_charset, media_parameter
from mockserver.contract.model import Media
from mockserver.rendering.encoding import to_json

EVENT_FIELDS = frozenset({"event", "data", "id", "retry"})  # of a server-sent event (WHATWG HTML, 9.2.6)


def as_text(value: Any) -> bytes:
    """A text as it is, anything else as JSON."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else to_json(value)


def as_csv(value: Any) -> bytes:
    """A table (RFC 4180): a row for each element, under the names of their members."""
    if not isinstance(value, dict | list):
        return as_text(value)
    rows = value if isinstance(value, list) else [value]
    out = io.StringIO()
    table = csv.writer(out)
    names = list(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))
    if names:
        table.writerow(names)
    for row in rows:
        cells = [row.get(name) for name in names] if isinstance(row, dict) else row
        table.writerow([_cell(cell) for cell in (cells if isinstance(cells, list) else [cells])])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    return "" if value is None else as_text(value).decode()


def as_events(value: Any) -> bytes:
    """Server-sent events: one for each element."""
    return b"".join(
        b"data: %b\n\n" % _one_line(each) for each in (value if isinstance(value, list) else [value])
    )


def _one_line(value: Any) -> bytes:
    return as_text(value).replace(b"\r", b"").replace(b"\n", b"\ndata: ")


def as_told_events(value: Any) -> bytes:
    """Server-sent events of which each element says the fields (OpenAPI 3.2, 4.14.4; WHATWG HTML, 9.2.6)."""
    return b"".join(map(_told, value if isinstance(value, list) else [value]))


def _told(event: Any) -> bytes:
    if not isinstance(event, Mapping) or not event.keys() <= EVENT_FIELDS:
        return as_events(event)
    named = (f"{name}: {event[name]}\n" for name in ("event", "id", "retry") if event.get(name) is not None)
    data = b"data: %b\n" % _one_line(event["data"]) if "data" in event else b""
    return "".join(named).encode() + data + b"\n"


def tells_events(document: Document, schema: Any) -> bool:
    """Whether a schema is of events with their fields, not of what is their data: it has other fields than that."""
    whole = "array" in schemas.types(document, schema) if schema is not None else False
    names = schemas.properties(document, schemas.items(document, schema) if whole else schema).keys()
    return "data" in names and names <= EVENT_FIELDS and (len(names) > 1 or document.version >= (3, 2))


def as_yaml(value: Any) -> bytes:
    """A value in YAML; a text as it is."""
    import yaml  # noqa: PLC0415 - only documents that declare YAML need it

    if isinstance(value, str):
        return value.encode()
    written: bytes = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, encoding="utf-8")
    return written


_TEXTS: Mapping[str, Callable[[Any], bytes]] = {
    "text/csv": as_csv,
    "text/event-stream": as_events,
    "text/yaml": as_yaml,
    "text/x-yaml": as_yaml,
}


def writer(document: Document, media: Media, sent: str) -> Callable[[Any], bytes]:
    """What writes a text, in the charset that its media type names."""
    write, charset = _TEXTS.get(essence_of(sent), as_text), media_parameter(sent, "charset")
    if write is as_events and tells_events(document, media.schema):
        write = as_told_events
    if not is_charset(charset):
        return write
    return lambda value: write(value).decode().encode(charset, "replace")


def lines_writer(document: Document, media: Media, sent: str) -> Callable[[Any], bytes]:
    """What writes JSON, each element of a list on a line of its own (RFC 7464 begins each with a record separator)."""
    start = b"\x1e" if essence_of(sent) == "application/json-seq" else b""

    def write(value: Any) -> bytes:
        elements = value if isinstance(value, list) else [value]
        return b"".join(start + to_json(element) + b"\n" for element in elements)

    return write
