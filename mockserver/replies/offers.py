"""The media types of one response as they are sent, and which of them a client gets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.media_types import essence_of, is_range, kind_of_media, media_types_of
from mockserver.contract.model import Media, Response, is_json
from mockserver.exchange import Request
from mockserver.rendering.bodies import content_type, writer_of
from mockserver.validation.accept import best


@dataclass(frozen=True, slots=True)
class Offer:
    """One media type as it is sent.

    Attributes:
        type: The media type; one of a range, where the document declares a range.
        media: As the document declares it.
        header: The `Content-Type` field.
        write: What writes JSON types as its body.
    """

    type: str
    media: Media
    header: tuple[bytes, bytes]
    write: Callable[[Any], bytes]

    @property
    def is_text(self) -> bool:
        """Whether its body is a text, or bytes, whatever it says."""
        return kind_of_media(essence_of(self.type)) in {"text", "bytes"}


Offers = tuple[Offer, ...]


def offers_of(document: Document, response: Response) -> Offers:
    """What a response can be sent as: JSON first where it is declared, else in the document's order."""
    declared = sorted(response.content.values(), key=lambda media: not is_json(media.type))
    return tuple(
        Offer(sent, media, (b"content-type", content_type(sent).encode()), writer_of(document, media, sent))
        for media in declared
        for sent in _sent(document, media)
    )


def _sent(document: Document, media: Media) -> Iterator[str]:
    """The media types that a declared one is sent as; of a range those that fit what the body is first."""
    if not is_range(media.type):
        yield media.type
        return
    yield from sorted(media_types_of(media.type), key=lambda each: each != _likeliest(document, media))


def _likeliest(document: Document, media: Media) -> str:
    """What a body is that is declared under a range."""
    schema = document.resolve(media.schema) if media.schema is not None else {}
    kinds = schemas.types(document, media.schema) if media.schema is not None else frozenset()
    if kinds and kinds <= {"string", "null"}:
        is_bytes = schema.get("format") == "binary" or "contentMediaType" in schema
        return "application/octet-stream" if is_bytes else "text/plain"
    shown = next(iter(media.examples.values()), None)
    return "text/plain" if isinstance(shown, str) and not kinds else "application/json"


def chosen(offers: Sequence[Offer], request: Request) -> Offer:
    """The offer that a client likes best; the first for one that does not say.

    One that accepts none of them gets what is sent for a range, where the document declares one that may be anything.

    Args:
        offers: At least one.
        request: With its `Accept`.
    """
    accept = request.headers.get(b"accept")
    if accept is None or accept == b"*/*" or len(offers) == 1:
        return offers[0]
    found = best(accept.decode("latin-1"), [offer.type for offer in offers])
    if found is None:
        return next((offer for offer in offers if is_range(offer.media.type)), offers[0])
    named = {_written(part) for part in accept.decode("latin-1").split(",")}
    alike = [offer for offer in offers if essence_of(offer.type) == essence_of(found)]
    return next((offer for offer in alike if _written(offer.type) in named), alike[0])


def _written(media_type: str) -> str:
    """A media type with its parameters, however it is spaced; without a quality."""
    parts = [part.strip().lower() for part in media_type.split(";")]
    return ";".join(part for part in parts if not part.startswith("q="))
