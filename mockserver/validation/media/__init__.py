"""What reads a body, by its media type: one module for each kind."""

from collections.abc import Mapping

from mockserver.contract.model import is_json
from mockserver.validation.media import form, json_body, multipart, text, xml_body
from mockserver.validation.media.base import Make

MAKERS: Mapping[str, Make] = {
    "json": json_body.parser,
    "lines": json_body.lines,
    "form": form.parser,
    "multipart": multipart.parser,
    "xml": xml_body.parser,
    "text": text.text,
    "bytes": text.octets,
}
LINES = frozenset({"application/jsonl", "application/x-ndjson", "application/ndjson", "application/json-seq"})


def kind_of(essence: str) -> str:
    """The kind of a media type, a name of `MAKERS`; `essence` is the type without parameters, in lower case."""
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
