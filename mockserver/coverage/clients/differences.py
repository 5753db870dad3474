"""Telling in which parts two calls of one operation differ."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mockserver.exchange import FORGOTTEN, Call

MOST = 5  # parts that are named
MISSING = object()


def differences(one: Call, other: Call) -> str:
    """The parts of two calls that differ, in words: `body.name, query limit`; empty for none.

    Args:
        one, other: Calls of one operation, as they were read; of bodies that are no longer kept, only that they differ
            is told, and where nothing else does.
    """
    found = [*islice(_parts(one, other), MOST + 1)]
    if not found and FORGOTTEN in (one.body, other.body):
        return "body"  # what else, of calls that do differ
    return f"{', '.join(found[:MOST])}{' and more' if len(found) > MOST else ''}"


def _parts(one: Call, other: Call) -> Iterator[str]:
    for location in ("path", "query"):
        sent, again = getattr(one, location), getattr(other, location)
        yield from (f"{location} {name}" for name in {**sent, **again} if sent.get(name) != again.get(name))
    if FORGOTTEN not in (one.body, other.body):
        yield from _members(one.body, other.body, "body")


def _members(one: Any, other: Any, place: str) -> Iterator[str]:
    """The places below which two bodies differ, as deep as both have members there."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            yield from _members(one.get(name, MISSING), other.get(name, MISSING), f"{place}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (element, again) in enumerate(zip(one, other, strict=True)):
            yield from _members(element, again, f"{place}.{index}")
    elif one != other or type(one) is not type(other):
        yield place
