"""Opaque cursors: forward only, each the place of the last row shown.

A cursor holds the values that the list is ordered by, so it stays good while rows come and go, and the row that it was
made from with them. It is signed, and bound to the filters and order that it was made under, as AIP-158 asks.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import ClassVar

from mockserver.behaviours.listing.pagination.base import Listing, Pager, Ways
from mockserver.errors import ErrorKind
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Order, Row, SortKey

SIGNATURE = 9  # bytes
BINDING = 6  # bytes


class CursorPager(Pager):
    """`cursor` and `size`; `$page.next` is null at the end."""

    parts: ClassVar[Mapping[str, str]] = {"cursor": "cursor", "size": "rows per page"}
    moving = ("cursor",)
    raises = (ErrorKind.INVALID_CURSOR,)
    note = "opaque, forward"

    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """The rows after the cursor's place; the first ones without a cursor."""
        rows, order = listing.rows, listing.order
        size, cursor = self.size(call), self.roles.get(call, "cursor")
        binding = blake2b(repr((order.name, listing.criteria)).encode(), digest_size=BINDING).digest()
        start = order.through(rows, self.decode(cursor, binding, order)) if cursor else 0
        shown = rows.page(start, start + size)
        more = start + len(shown) < rows.total
        facts: PageInfo = {
            "size": size,
            "offset": start,
            "total": rows.total,
            "count": len(shown),
            "has_more": more,
            "next": self.encode(order.values(shown[-1]), binding) if more and shown else None,
        }
        if self.links:
            facts["next_url"] = (
                self.url(call, {self.roles.names["cursor"]: facts["next"]}) if facts["next"] else None
            )
        if not self.telling:
            return shown, facts
        ways: Ways = {
            "next": {"cursor": facts["next"]} if facts["next"] else None,
            "first": {"cursor": None},
            "self": {},
        }
        return shown, self.tell(call, facts, shown, ways)

    def encode(self, place: SortKey, binding: bytes) -> str:
        """The cursor of a place."""
        payload = binding + json.dumps(place).encode()  # integers of any size
        return urlsafe_b64encode(self._sign(payload) + payload).rstrip(b"=").decode()

    def decode(self, cursor: str, binding: bytes, order: Order) -> SortKey:
        """The place of a cursor.

        Raises:
            ApiError: `invalid_cursor`, when it was not made here, or for another list.
        """
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise self.refuse("cursor") from None
        payload = raw[SIGNATURE:]
        canonical = urlsafe_b64encode(raw).rstrip(b"=").decode() == cursor
        if not canonical or self._sign(payload) != raw[:SIGNATURE]:
            raise self.refuse("cursor")
        if payload[:BINDING] != binding and self.declared.bound:
            raise self.refuse("cursor")
        place = tuple(json.loads(payload[BINDING:]))
        if len(place) != len(order.name):
            raise self.refuse("cursor")
        return place

    def _sign(self, payload: bytes) -> bytes:
        return blake2b(payload, key=self.secret, digest_size=SIGNATURE).digest()
