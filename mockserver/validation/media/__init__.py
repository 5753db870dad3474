"""What reads a body, by its media type: one module for each kind."""

from collections.abc import Mapping

from mockserver.validation.media import form, json_body, multipart, text, xml_body
from mockserver.validation.media.base import MakeParser

MAKERS: Mapping[str, MakeParser] = {
    "json": json_body.parser,
    "lines": json_body.lines_parser,
    "form": form.parser,
    "multipart": multipart.parser,
    "xml": xml_body.parser,
    "text": text.text_parser,
    "bytes": text.octets,
}
