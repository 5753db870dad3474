"""Cutting lists into pages, one style a file."""

from mockserver.pagination.base import Pager, Roles
from mockserver.pagination.cursor import CursorPager
from mockserver.pagination.keyset import KeysetPager
from mockserver.pagination.offset import OffsetPager
from mockserver.pagination.page import PagePager

STYLES: dict[str, type[Pager]] = {
    "page": PagePager,
    "offset": OffsetPager,
    "cursor": CursorPager,
    "keyset": KeysetPager,
}

__all__ = ["STYLES", "Pager", "Roles"]
