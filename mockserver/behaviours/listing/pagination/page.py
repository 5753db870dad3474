"""Page numbers, counted from 1 or from what the document says."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from mockserver.behaviours.listing.pagination.base import Listing, Numbering, Pager, Ways, token
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Row


class PagePager(Pager):
    """`number` and `size`; a page past the end is empty. An `offset` counts where the first page is asked for."""

    parts: ClassVar[Mapping[str, str]] = {
        "number": "page",
        "offset": "rows passed over",
        "size": "rows per page",
        "cursor": "cursor",
    }
    moving = ("number", "offset")
    numbering = Numbering(first=1, of_pages=True)
    note = "number and size"

    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """Rows (number - 1) * size and the following."""
        first, size, total = self.first, self.size(call), listing.rows.total
        number = max(first, self.number(call, "number", first))
        start = (number - first) * size
        if "offset" in self.roles.names and not start:
            start = max(0, self.number(call, "offset", 0))
            number = first + start // max(1, size)
        if (cursor := self.roles.get(call, "cursor")) is not None:
            start = self.start(cursor)
            number = first + start // max(1, size)
        shown = listing.rows.page(start, start + size) if start < total else ()
        pages = max(-(-total // max(1, size)), self.declared.least_pages)
        facts: PageInfo = {
            "number": number,
            "size": size,
            "offset": start,
            "total": total,
            "count": len(shown),
            "total_pages": pages,
            "has_more": start + size < total,
        }
        if self.links:
            name = self.roles.names["number"]
            facts["next_url"] = self.url(call, {name: number + 1}) if facts["has_more"] else None
            facts["previous_url"] = self.url(call, {name: number - 1}) if number > 1 else None
        if "cursor" in self.roles.names:
            facts["next"] = token(start + size) if facts["has_more"] else None
            facts["previous"] = token(max(0, start - size)) if start else None
        if not self.telling:
            return shown, facts
        last = first + max(0, -(-total // max(1, size)) - 1)
        ways: Ways = {
            "next": {"number": number + 1} if facts["has_more"] else None,
            "previous": {"number": number - 1} if start else None,
            "first": {"number": first},
            "last": {"number": last},
            "self": {},
        }
        return shown, self.tell(call, facts, shown, ways)
