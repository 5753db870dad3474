"""Cutting lists into pages, one style a file."""

from mockserver.behaviours.listing.pagination.base import Numbering, Pager, Roles
from mockserver.behaviours.listing.pagination.cursor import CursorPager
from mockserver.behaviours.listing.pagination.keyset import KeysetPager
from mockserver.behaviours.listing.pagination.offset import OffsetPager
from mockserver.behaviours.listing.pagination.page import PagePager

STYLES: dict[str, type[Pager]] = {
    "page": PagePager,
    "offset": OffsetPager,
    "cursor": CursorPager,
    "keyset": KeysetPager,
}

__all__ = ["STYLES", "Numbering", "Pager", "Roles"]
