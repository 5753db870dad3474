"""Examples of responses as they are sent: mended where they break their schema."""

from typing import Any

import orjson

from mockserver.contract.document import escape
from mockserver.contract.media_types import essence_of, kind_of_media
from mockserver.contract.model import Media, Operation, Response
from mockserver.services import Services

STRUCTURED = frozenset({"json", "lines", "form", "xml"})


def example_shown(
    services: Services, operation: Operation | None, response: Response, media: Media, name: str | None = None
) -> Any:
    """An example of a media type, as its schema admits it.

    Args:
        services: The document's.
        operation: Whose response it is; None for that of the whole document.
        response: Where the media type is declared.
        media: With at least one example.
        name: Which example; by default the first.
    """
    name = next(iter(media.examples)) if name is None else name
    shown = media.examples[name]
    kind = kind_of_media(essence_of(media.type))
    if media.schema is None:
        return _meant(shown) if kind == "json" else shown
    if kind not in STRUCTURED or (kind != "json" and isinstance(shown, str)):
        return shown  # a text is sent as it is
    whose = operation.id if operation else response.status
    pointer = f"{response.pointer}/content/{escape(media.type)}"
    return services.values.mended(media.schema, shown, whose, pointer=pointer)


def _meant(shown: Any) -> Any:
    """What a text says that is JSON, written so by a hand that wanted it to look like it."""
    if isinstance(shown, str) and shown.lstrip()[:1] in {"{", "["}:
        try:
            return orjson.loads(shown)
        except orjson.JSONDecodeError:
            return shown
    return shown
