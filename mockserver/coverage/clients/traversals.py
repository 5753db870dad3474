"""Finding the rows that a client passed over on its way through a list."""

from mockserver.coverage.clients.pages import ReceivedPage

Gap = tuple[int, int]  # the places of its first and of its last row, counted from 1


class Traversal:
    """One way through a list of numbered pages: from a first page until that page is asked for again."""

    def __init__(self, writes: int) -> None:
        """Begin.

        Args:
            writes: How many changes the client had made by then; where there are more, places have moved.
        """
        self._writes = writes
        self._rows: dict[int, int] = {}
        self._ends: set[int] = set()
        self._moved = False

    def begins_anew(self, page: ReceivedPage) -> bool:
        """Whether a page is the first of this traversal once more."""
        return len(self._rows) > 1 and page.start == min(self._rows)

    def take(self, page: ReceivedPage, writes: int) -> None:
        """Add a page."""
        start = page.start or 0
        self._moved = self._moved or writes != self._writes
        if page.count:
            self._rows[start] = page.count
        if page.last is True:
            self._ends.add(start + page.count)

    def gap(self) -> Gap | None:
        """The first rows that were passed over before the end; None for none.

        A client that looks at pages here and there skips whole ones, now and then; one that counts wrongly skips parts
        of pages, or the same number of rows again and again.
        """
        if self._moved or not self._ends or len(self._rows) < 2:
            return None
        size, holes, end = max(self._rows.values()), [], min(self._rows)
        for start, count in sorted(self._rows.items()):
            if start > end and end not in self._ends:  # else the list has grown
                holes.append((end, start - end))
            end = max(end, start + count)
        lengths = {length for _, length in holes}
        broken = any(length % size for length in lengths)
        steady = len(holes) > 1 and len(lengths) == 1
        lost = len(holes) == 1 and len(self._rows) >= 4 and 4 * holes[0][1] <= end
        if not (broken or steady or lost):
            return None
        start, length = holes[0]
        return start + 1, start + length
