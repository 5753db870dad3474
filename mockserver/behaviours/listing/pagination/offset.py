"""Offsets: rows to pass over, rows wanted."""

from collections.abc import Mapping, Sequence
from typing import ClassVar
from urllib.parse import parse_qsl

from mockserver.behaviours.listing.pagination.base import Listing, Numbering, Pager, Ways, token
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Row


class OffsetPager(Pager):
    """`offset` and `size`; an offset past the end gives an empty page."""

    parts: ClassVar[Mapping[str, str]] = {
        "offset": "rows passed over",
        "size": "rows per page",
        "cursor": "cursor",
    }
    moving = ("offset",)
    numbering = Numbering(first=0, of_pages=False)

    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """Rows `offset` and the following."""
        size, total, cursor = self.size(call), listing.rows.total, self.roles.get(call, "cursor")
        offset = self._offset(call) if cursor is None else self.start(cursor)
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
        if "cursor" in self.roles.names:
            facts["next"] = token(offset + size) if facts["has_more"] else None
            facts["previous"] = token(max(0, offset - size)) if offset else None
        if not self.telling:
            return shown, facts
        return shown, self.tell(call, facts, shown, self._ways(facts))

    def _offset(self, call: Call) -> int:
        by = self.declared.by
        if by is None or "offset" in self.roles.names:
            return max(0, self.number(call, "offset", 0))
        sent = dict(parse_qsl(call.request.query.decode("latin-1"))).get(by, "")
        return int(sent) if sent.isdecimal() and sent.isascii() else 0

    def _ways(self, facts: PageInfo) -> Ways:
        if "offset" not in self.roles.names and self.declared.by is None:
            return {"self": {}}
        offset, size, total = facts["offset"], facts["size"], facts["total"]
        return {
            "next": {"offset": offset + size} if facts["has_more"] else None,
            "previous": {"offset": max(0, offset - size)} if offset else None,
            "first": {"offset": 0},
            "last": {"offset": max(0, total - 1) // max(1, size) * size},
            "self": {},
        }
