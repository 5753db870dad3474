"""Offsets: rows to pass over, rows wanted."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from mockserver.behaviours.listing.pagination.base import Listing, Numbering, Pager
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Row


class OffsetPager(Pager):
    """`offset` and `size`; an offset past the end gives an empty page."""

    parts: ClassVar[Mapping[str, str]] = {"offset": "rows passed over", "size": "rows per page"}
    moving = ("offset",)
    numbering = Numbering(first=0, of_pages=False)

    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """Rows `offset` and the following."""
        offset, size, total = (
            max(0, int(self.roles.get(call, "offset", 0))),
            self.size(call),
            len(listing.rows),
        )
        shown = listing.rows.page(offset, offset + size) if offset < total else ()
        facts: PageInfo = {
            "number": offset // max(1, size) + 1,
            "size": size,
            "offset": offset,
            "total": total,
            "count": len(shown),
            "total_pages": -(-total // max(1, size)),
            "has_more": offset + len(shown) < total and bool(shown),
        }
        if self.links:
            name = self.roles.names["offset"]
            facts["next_url"] = self.url(call, {name: offset + size}) if facts["has_more"] else None
            facts["previous_url"] = self.url(call, {name: max(0, offset - size)}) if offset else None
        return shown, facts
