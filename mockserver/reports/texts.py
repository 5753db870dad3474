"""Texts that come from requests, made fit for a report: nothing in them may steer a terminal or break a file."""

from collections.abc import Iterable, Iterator

from mockserver.printing import ELLIPSIS, printable, shortened


def short(text: object, length: int) -> str:
    """Anything as one printable line of at most `length` characters."""
    return shortened(printable(shortened(str(text), length)), length)


def plural(count: int, noun: str) -> str:
    """`1 call`, `1,234 calls`, `2 queries`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def first(texts: Iterable[str], most: int) -> Iterator[str]:
    """The first `most` texts, and how many more there are."""
    found = list(texts)
    yield from found[:most]
    if len(found) > most:
        yield f"{ELLIPSIS} and {len(found) - most:,} more"
