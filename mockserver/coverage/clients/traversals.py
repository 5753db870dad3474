"""Finding the rows that a client passed over on its way through a list."""

from collections.abc import Mapping

from mockserver.coverage.clients.pages import ReceivedPage

Gap = tuple[int, int]  # the places of its first and of its last row, counted from 1
MOST_OF_A_WALK = 4  # one page is lost of a walk of that many at least, and no more than its part of the rows
MOST_PAGES = 4096  # pages of one way that are remembered
MANY = 8  # pages with one of them left out, in whatever order: too many for looking here and there


class Traversal:
    """One way through a list of numbered pages: from a first page until that page is asked for again."""

    def __init__(self, writes: int, unended: "Traversal | None" = None) -> None:
        """Begin.

        Args:
            writes: How many changes the client had made by then; where there are more, places have moved.
            unended: The way before it, if that came to no end: where several walk at once, its rows are theirs.
        """
        self._writes = writes
        self._rows: dict[int, int] = {}
        self._others: Mapping[int, int] = unended.known() if unended is not None else {}
        self._ends: set[int] = set()
        self._moved = False
        self._latest = -1
        self._is_in_order = True

    @property
    def has_ended(self) -> bool:
        """Whether the last page was taken."""
        return bool(self._ends)

    def begins_anew(self, page: ReceivedPage, writes: int) -> bool:
        """Whether a page is the first of this traversal once more, and there is something to forget."""
        rows = self._rows
        if len(rows) == 1 and not self._ends and writes == self._writes:
            return False
        return bool(rows) and page.start == min(rows)

    def take(self, page: ReceivedPage, writes: int) -> None:
        """Add a page."""
        start = page.start or 0
        self._moved = self._moved or writes != self._writes
        self._is_in_order = self._is_in_order and start >= self._latest
        self._latest = start
        if len(self._rows) >= MOST_PAGES:
            self._moved = True  # nothing is said of one that is not remembered whole
            return
        if page.count:
            self._rows[start] = page.count
        if page.last is True and len(self._ends) < MOST_PAGES:
            self._ends.add(start + page.count)

    def known(self) -> dict[int, int]:
        """How many rows came, by the place at which their page starts, also on unended ways before this."""
        return {**self._others, **self._rows}

    def joins(self) -> bool:
        """Whether its pages lie side by side, so that it is no looking here and there."""
        return not self._holes(self._rows)

    def gap(self) -> Gap | None:
        """The first rows that were passed over; None for none.

        A client that looks at pages here and there skips whole ones, now and then; one that counts wrongly skips parts
        of pages, or the same number of rows again and again.
        """
        if self._moved or len(self._rows) < 2:
            return None
        holes = self._holes(self.known())
        if not holes or not self._is_fault([length for _, length in holes]):
            return None
        start, length = holes[0]
        return start + 1, start + length

    def _is_fault(self, lengths: list[int]) -> bool:
        """Whether holes of such lengths are none that somebody leaves on purpose."""
        size, pages = max(self._rows.values()), len(self._rows)
        broken = any(length % size for length in lengths)
        steady = len(lengths) > 1 and len(set(lengths)) == 1
        if not self.has_ended:
            return broken and steady
        end = max(start + count for start, count in self._rows.items())
        lost = len(lengths) == 1 and pages >= MOST_OF_A_WALK and MOST_OF_A_WALK * lengths[0] <= end
        if self._is_in_order:
            return broken or steady or lost
        return (broken and steady) or (lost and pages >= MANY)

    def _holes(self, rows: Mapping[int, int]) -> list[tuple[int, int]]:
        """Where rows are passed over between the first page of this way and its last, and how many."""
        holes, end = [], min(self._rows, default=0)
        latest = max(self._rows, default=0)
        for start, count in sorted(rows.items()):
            if end < start <= latest and end not in self._ends:  # else the list has grown
                holes.append((end, start - end))
            end = max(end, start + count)
        return holes
