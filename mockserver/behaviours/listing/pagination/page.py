"""Page numbers, counted from 1."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from mockserver.behaviours.listing.pagination.base import Listing, Numbering, Pager
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Row


class PagePager(Pager):
    """`number` and `size`; a page past the end is empty."""

    parts: ClassVar[Mapping[str, str]] = {"number": "page", "size": "rows per page"}
    moving = ("number",)
    numbering = Numbering(first=1, of_pages=True)
    note = "number and size"

    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """Rows (number - 1) * size and the following."""
        number, size, total = (
            max(1, int(self.roles.get(call, "number", 1))),
            self.size(call),
            len(listing.rows),
        )
        start = (number - 1) * size
        shown = listing.rows.page(start, start + size) if start < total else ()
        pages = max(-(-total // max(1, size)), self.declared.least_pages)
        facts: PageInfo = {
            "number": number,
            "size": size,
            "offset": start,
            "total": total,
            "count": len(shown),
            "total_pages": pages,
            "has_more": number * size < total,
        }
        if self.links:
            name = self.roles.names["number"]
            facts["next_url"] = self.url(call, {name: number + 1}) if facts["has_more"] else None
            facts["previous_url"] = self.url(call, {name: number - 1}) if number > 1 else None
        return shown, facts
