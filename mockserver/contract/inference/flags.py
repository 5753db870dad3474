"""Truth values of rows that a filter asks for in words: `active` or `inactive` of `is_active`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.words import norm

ALL_OF_THEM = frozenset({"all", "any", "both", "*"})
OPPOSITES: Mapping[str, tuple[str, ...]] = {
    "enabled": ("disabled",), "disabled": ("enabled",), "archived": ("active", "current"), "deleted": ("active",),
    "public": ("private",), "private": ("public",), "open": ("closed",), "closed": ("open",), "locked": ("unlocked",),
    "read": ("unread",), "visible": ("hidden",), "hidden": ("visible",), "online": ("offline",), "default": ("custom",),
}  # fmt: skip
NEGATIONS = ("in", "un", "not", "non")


def sides_of(options: Sequence[Any], members: Mapping[str, Structure]) -> tuple[str, dict[str, Any]] | None:
    """The truth value of a row that a filter's values speak of, and the condition for each; None for no such one.

    Args:
        options: All values of the filter.
        members: The properties of a row.
    """
    for name, shape in members.items():
        if shape.kind == "boolean":
            found = dict(_asked(options, name))
            if len(found) == len(options) and {True, False} <= {each.get(name) for each in found.values()}:
                return name, found
    return None


def _asked(options: Sequence[Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The values of a filter that are words for a truth value, each with its condition."""
    flag = norm(name).removeprefix("is")
    negative = {f"{no}{flag}" for no in NEGATIONS} | {*OPPOSITES.get(flag, ())}
    for option in options:
        word = norm(option) if isinstance(option, str) else ""
        if word == flag or word in negative:
            yield str(option), {name: word == flag}
        elif word in ALL_OF_THEM:
            yield str(option), {}
