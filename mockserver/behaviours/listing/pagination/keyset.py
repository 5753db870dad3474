"""Row keys as cursors, forward and back: `after` a row, `before` a row."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from mockserver.behaviours.listing.pagination.base import Listing, Pager, Ways
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Row, SortKey


class KeysetPager(Pager):
    """`after`, `before` and `size`; `$page.next` and `.previous` are keys at the page's ends, null at the list's."""

    parts: ClassVar[Mapping[str, str]] = {"after": "after", "before": "before", "size": "rows per page"}
    moving = ("after", "before")
    raises = (ErrorKind.INVALID_CURSOR,)
    note = "row keys, forward and back"

    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """The `size` rows next to the cursor, always in the list's own order."""
        rows, order = listing.rows, listing.order
        size, after, before = self.size(call), self.roles.get(call, "after"), self.roles.get(call, "before")
        if after is not None and before is not None:
            raise self._both()
        if before is not None:
            end = order.before(rows, self._place(listing, "before", before))
            start = max(0, end - size)
        else:
            start = order.through(rows, self._place(listing, "after", after)) if after is not None else 0
            end = min(start + size, rows.total)
        shown = rows.page(start, end)
        facts: PageInfo = {
            "size": size,
            "offset": start,
            "total": rows.total,
            "count": len(shown),
            "has_more": end < rows.total,
            "next": shown[-1].key if shown and end < rows.total else None,
            "previous": shown[0].key if shown and start > 0 else None,
        }
        if self.links:
            names = self.roles.names
            ahead = {names["after"]: facts["next"], names.get("before", "before"): None}
            back = {names.get("before", "before"): facts["previous"], names["after"]: None}
            facts["next_url"] = self.url(call, ahead) if facts["next"] else None
            facts["previous_url"] = self.url(call, back) if facts["previous"] else None
        if not self.telling:
            return shown, facts
        ways: Ways = {
            "next": {"after": facts["next"]} if facts["next"] and "after" in self.roles.names else None,
            "previous": {"before": facts["previous"]}
            if facts["previous"] and "before" in self.roles.names
            else None,
            "self": {},
        }
        return shown, self.tell(call, facts, shown, ways)

    def _place(self, listing: Listing, role: str, key: str) -> SortKey:
        row = listing.find(str(key))
        if row is None:
            raise self.refuse(role)
        return listing.order.values(row)

    def _both(self) -> ApiError:
        names = [self.roles.names["after"], self.roles.names["before"]]
        text = f"{names[0]} and {names[1]} exclude each other"
        violations = [
            Violation("query", (name,), "exclusive_cursors", {}, text, {}, ErrorKind.INVALID_CURSOR)
            for name in names
        ]
        return ApiError(ErrorKind.INVALID_CURSOR, violations=violations)
