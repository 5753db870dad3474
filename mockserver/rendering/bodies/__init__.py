"""What writes a body, by its media type: one function for each kind."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.document import Document
from mockserver.contract.media_types import essence_of, kind_of_media
from mockserver.contract.model import Media
from mockserver.rendering.bodies import binary, form_text, multipart_text, plain_text, xml_text
from mockserver.rendering.encoding import to_json

Write = Callable[[Any], bytes]
# Made once for each media type that is sent: of the document, the media type as it is declared, and as it is sent.
MakeWriter = Callable[[Document, Media, str], Write]

WRITERS: Mapping[str, MakeWriter] = {
    "json": lambda document, media, sent: to_json,
    "lines": plain_text.lines_writer,
    "form": form_text.writer,
    "multipart": multipart_text.writer,
    "xml": xml_text.writer,
    "text": plain_text.writer,
    "bytes": binary.writer,
}


def writer_of(document: Document, media: Media, sent: str) -> Write:
    """What writes JSON types as a body of a media type.

    Args:
        document: Where its schema leads.
        media: As it is declared: perhaps a range, as `image/*`.
        sent: As it is sent.
    """
    return WRITERS[kind_of_media(essence_of(sent))](document, media, sent)


def content_type(sent: str) -> str:
    """The `Content-Type` of a body: its media type, with the boundary that its parts have."""
    if kind_of_media(essence_of(sent)) == "multipart" and "boundary=" not in sent:
        return f"{sent}; boundary={multipart_text.BOUNDARY}"
    return sent
