"""How lists are cut, filtered and sorted."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.mock.block import Block
from mockserver.contract.mock.resources import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination(Block):
    """A way to cut a list into pages."""

    style: str = ""
    body: Any = None
    headers: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    bound: bool = True
    first: int = 1
    by: str | None = None
    least_pages: int = 0
    size: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterRule(Block):
    """Which rows of a list a parameter keeps."""

    field: str | None = None
    fields: tuple[str, ...] = ()
    op: str = "eq"
    ignore_case: bool = False
    related: str | None = None
    values: Mapping[str, Condition] | None = None
    members: Mapping[str, "FilterRule"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SortRule(Block):
    """The part of a parameter in sorting; None for what it does not give."""

    values: Mapping[str, tuple[str, ...]] | None = None
    fields: tuple[str, ...] | None = None
    direction: Mapping[str, str] | None = None
    marks: bool = False
    default: str = "desc"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectRule(Block):
    """Which properties of the rows a parameter chooses."""

    how: str = "add"
    extend: tuple[str, ...] = ()
    rows: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def spelled_out(cls, raw: Any) -> Mapping[str, Any]:
        """A word is short for how it chooses."""
        return {"how": raw} if isinstance(raw, str) else raw
