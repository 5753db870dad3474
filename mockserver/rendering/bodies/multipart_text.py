"""Bodies of several parts (RFC 2046, 5.1; RFC 7578)."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.document import Document
from mockserver.contract.media_types import essence_of
from mockserver.contract.model import Media
from mockserver.rendering.bodies.form_text import field_text

BOUNDARY = "mockserver-d5b1f3a07c2e4986"


def writer(document: Document, media: Media, sent: str) -> Callable[[Any], bytes]:
    """What writes a part for each member of an object, or for each element of a list."""
    is_form = essence_of(sent) == "multipart/form-data"

    def write(value: Any) -> bytes:
        members: list[tuple[str, Any]] = list(value.items()) if isinstance(value, Mapping) else []
        if not isinstance(value, Mapping):
            members = [(f"part{number}", each) for number, each in enumerate(_elements(value))]
        parts = [
            _part(name, each, media.encoding.get(name, {}), is_form=is_form)
            for name, member in members
            for each in _elements(member)
        ]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    return write


def _elements(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _part(name: str, value: Any, encoding: Mapping[str, Any], *, is_form: bool) -> bytes:
    structured = isinstance(value, dict | list)
    declared = str(encoding.get("contentType") or ("application/json" if structured else "text/plain"))
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "").replace("\n", "")
    disposition = f'Content-Disposition: form-data; name="{quoted}"\r\n' if is_form else ""
    head = f"--{BOUNDARY}\r\n{disposition}Content-Type: {declared.partition(',')[0].strip()}\r\n\r\n"
    return head.encode() + field_text(value).encode() + b"\r\n"
