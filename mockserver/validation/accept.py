"""What a client admits (RFC 9110, 12.5.1)."""

from collections.abc import Iterable, Sequence

from mockserver.contract.model import is_json

Ranges = Sequence[tuple[str, float]]


def is_accepted(accept: str, offered: Iterable[str]) -> bool:
    """Whether `Accept` admits one of the media types offered; a header without a media range admits everything."""
    return best(accept, list(offered)) is not None


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type offered that a client likes best, the first of those that it likes the same; None for none.

    Parameters of a range, as `version=1`, are taken for the client's wishes within a type, not for another type. A
    client that asks for JSON of one name is content with JSON of another: it reads it all the same.
    """
    ranges = [media_range for media_range in map(_parse, accept.split(",")) if media_range is not None]
    if not ranges:
        return offered[0] if offered else None
    rated = [(media_type, _quality(ranges, media_type)) for media_type in offered]
    found = max(rated, key=lambda pair: pair[1] or 0.0, default=("", None))
    if found[1]:
        return found[0]
    if any(quality > 0 and _is_json(essence) for essence, quality in ranges):
        return next(
            (media_type for media_type, quality in rated if quality is None and _is_json(media_type)), None
        )
    return None


def _is_json(media_type: str) -> bool:
    return is_json(media_type.partition(";")[0].strip().lower())


def _parse(text: str) -> tuple[str, float] | None:
    essence, *parameters = (part.strip().lower() for part in text.split(";"))
    if "/" not in essence:
        return None
    quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return essence, float(quality)
    except ValueError:
        return essence, 1.0


def _quality(ranges: Ranges, media_type: str) -> float | None:
    """The quality of the most specific range that fits, None without one."""
    essence = media_type.partition(";")[0].strip().lower()
    for pattern in (essence, f"{essence.partition('/')[0]}/*", "*/*"):
        fitting = [quality for found, quality in ranges if found == pattern]
        if fitting:
            return max(fitting)
    return None
