"""What a client admits (RFC 9110, 12.5.1)."""

from collections.abc import Iterable


def admits(accept: str, offered: Iterable[str]) -> bool:
    """Whether `Accept` admits one of the media types offered; a header without a media range admits everything.

    Parameters of a range, as `version=1`, are taken for the client's wishes within a type, not for another type.
    """
    ranges = [media_range for media_range in map(_parse, accept.split(",")) if media_range is not None]
    return not ranges or any(_quality(ranges, media_type) > 0 for media_type in offered)


def _parse(text: str) -> tuple[str, float] | None:
    essence, *parameters = (part.strip().lower() for part in text.split(";"))
    if "/" not in essence:
        return None
    quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return essence, float(quality)
    except ValueError:
        return essence, 1.0


def _quality(ranges: list[tuple[str, float]], media_type: str) -> float:
    """The quality of the most specific range that fits, 0 without one."""
    essence = media_type.partition(";")[0].strip().lower()
    for pattern in (essence, f"{essence.partition('/')[0]}/*", "*/*"):
        fitting = [quality for found, quality in ranges if found == pattern]
        if fitting:
            return max(fitting)
    return 0.0
