"""Rows in an order, of a whole table or of those that a filter keeps."""

from collections.abc import Callable, Mapping, Sequence

from mockserver.rows import Order, Row, Selected

FEW = 8  # of so many rows, one that comes late is put in its place rather than all be sorted again


class Ordered:
    """Rows in an order; rows that come late are sorted in when the rows are next asked for."""

    __slots__ = ("_late", "_order", "_rows")

    def __init__(self, order: Order, rows: Selected, late: Mapping[str, Row]) -> None:
        self._order = order
        self._rows = rows
        self._late = dict(late)

    def copy(self) -> "Ordered":
        """The same, to be changed alone."""
        return Ordered(self._order, self._rows, self._late)

    def all(self) -> Selected:
        """Every row, in order."""
        if self._late:
            self._take_in(self._order, [*self._late.values()])
            self._late.clear()
        return self._rows

    def _take_in(self, order: Order, late: list[Row]) -> None:
        if len(late) * FEW > self._rows.total:
            self._rows = Selected(order.sorted([*self._rows, *late]))
            return
        for row in late:
            self._rows = self._rows.inserted(row, order.key)

    def add(self, row: Row) -> None:
        """Take a row in."""
        self._late[row.key] = row

    def remove(self, row: Row) -> None:
        """Take a row out."""
        if self._late.pop(row.key, None) is None:
            self._rows = self._rows.without(row, self._order.key)


class Followed:
    """The rows that a filter keeps, which asks nothing but a row; it follows what is written when it is next asked for.

    Attributes:
        seen: How many of the writes to its table it knows of.
    """

    __slots__ = ("_keep", "_rows", "seen")

    def __init__(self, keep: Callable[[Row], bool], rows: Ordered, seen: int) -> None:
        self._keep = keep
        self._rows = rows
        self.seen = seen

    def copy(self) -> "Followed":
        """The same, to be changed alone."""
        return Followed(self._keep, self._rows.copy(), self.seen)

    def all(self, written: Sequence[tuple[Row, bool]]) -> Selected:
        """Those that it keeps by now, in order; rows came and went by what was written to their table."""
        for row, comes in written[self.seen :]:
            if self._keep(row):
                (self._rows.add if comes else self._rows.remove)(row)
        self.seen = len(written)
        return self._rows.all()
