"""Following a client from page to page of its lists."""

from dataclasses import dataclass, field
from typing import Any

from mockserver.coverage.pages import Page, Pages
from mockserver.coverage.run import Call
from mockserver.exchange import Exchange

MOST_LISTS = 256  # lists that are followed at once; the one begun first is given up
MOST_CURSORS = 4096  # cursors that are remembered of one client
NOTHING = frozenset(
    {"", "null", "None", "undefined", "nil"}
)  # what clients make of a cursor that is not there
Listed = tuple[str, tuple[bytes, ...]]  # operation, and which of its lists


@dataclass(slots=True)
class Walk:
    """One walk over one list.

    Attributes:
        operation: The list's operation.
        from_start: Whether it began with the first page.
        empty_start: Whether it began by sending an empty cursor.
        first, latest: The calls that began it and that went on with it last.
        asked, page: What the latest call asked for, and what it got.
        pages: How many pages were taken.
        rows: Of a list with numbered pages: how many rows came, by the place at which their page starts.
        ended: The call that got the last page, with what it asked for and the page.
        writes: How many changes the client had made by then.
    """

    operation: str
    from_start: bool
    empty_start: bool
    first: Call
    latest: Call
    asked: Any
    page: Page
    pages: int = 0
    rows: dict[int, int] = field(default_factory=dict)
    ended: tuple[Call, Any, Page] | None = None
    writes: int = 0

    @property
    def complete(self) -> bool:
        """Whether every page was taken, two at least, from the first to the last."""
        if self.ended is None or self.pages < 2:
            return False
        last = self.ended[2]
        return self.from_start if last.start is None else sum(self.rows.values()) >= last.start + last.count

    @property
    def abandoned(self) -> bool:
        """Whether it stopped before the end, though the client had begun to turn pages."""
        return self.ended is None and self.pages > 1 and self.page.last is False

    def take(self, asked: Any, page: Page, call: Call, writes: int) -> None:
        """Go on by a page; one that was taken already counts once."""
        again = page.start in self.rows if page.start is not None else self.pages > 0 and asked == self.asked
        self.pages += not again
        self.asked, self.page, self.latest = asked, page, call
        if page.start is not None:
            self.rows[page.start] = page.count
        if page.last is True:
            self.ended, self.writes = (call, asked, page), writes


@dataclass(frozen=True, slots=True)
class Turn:
    """What one call is to the walks of its client.

    Attributes:
        role: The part in paging of the parameter that chooses the page.
        asked: Its value.
        given: Whether some reply gave out that value; true where it is no cursor.
        past: The call that had got the last page, when this one goes on after it.
        dropped: The walk that this call broke off by beginning anew.
        reached: Whether this call completes a walk.
    """

    role: str
    asked: Any
    given: bool = True
    past: Call | None = None
    dropped: Walk | None = None
    reached: bool = False


FINE = Turn("", None)  # what most calls are: the next page of a walk, with nothing to say of it


class Walks:
    """The walks of one client.

    Attributes:
        writes: How many changes the client has made; a list that it changed may have grown.
    """

    def __init__(self) -> None:
        self._walks: dict[Listed, Walk] = {}
        self._cursors: dict[str, None] = {}
        self.writes = 0

    def unfinished(self) -> list[Walk]:
        """Walks that stopped before the end."""
        return [walk for walk in self._walks.values() if walk.abandoned]

    def turn(self, pages: Pages, exchange: Exchange, call: Call) -> Turn:
        """Take a call of a list, whether it got a page or not; `FINE` where there is nothing to say of it."""
        role, asked = pages.asked(exchange)
        page = pages.read(exchange)
        key = (exchange.operation or "", pages.list_of(exchange))
        walk = self._walks.get(key)
        given = pages.numbered or not asked or str(asked) in self._cursors
        past = self._past(walk, pages, asked, page) if walk is not None else None
        if page is None:
            return FINE if given and past is None else Turn(role, asked, given, past)
        if page.cursors:
            self._remember(page.cursors)
        first, dropped = pages.is_first(asked), None
        if walk is None or _begins(walk, pages, asked, page, first=first):
            dropped = walk if walk is not None and first and walk.abandoned else None
            walk = Walk(key[0], first, asked == "", call, call, asked, page)
            self._keep(key, walk)
        open_before = not walk.complete
        walk.take(asked, page, call, self.writes)
        reached = walk.ended is not None and open_before and walk.complete
        if given and past is None and dropped is None and not reached:
            return FINE
        return Turn(role, asked, given, past, dropped, reached=reached)

    def _past(self, walk: Walk, pages: Pages, asked: Any, page: Page | None) -> Call | None:
        """The call that got the last page of a walk, when what is asked for now lies behind that page."""
        if walk.ended is None or walk.writes != self.writes or not pages.tells:
            return None
        call, last_asked, last = walk.ended
        if pages.style == "page":
            return call if asked == last_asked + 1 else None
        if pages.style == "offset":
            full = max((count for count in walk.rows.values()), default=0)
            return call if asked and asked in {last.next, last_asked + full} else None
        if asked is not None and asked in NOTHING:
            return None if asked == "" and walk.empty_start else call
        beyond = asked is not None and page is not None and page.count == 0 and page.last is True
        return call if beyond else None  # a cursor that leads nowhere was made of the last row

    def _remember(self, cursors: tuple[str, ...]) -> None:
        for cursor in cursors:
            self._cursors[cursor] = None
        while len(self._cursors) > MOST_CURSORS:
            del self._cursors[next(iter(self._cursors))]

    def _keep(self, key: Listed, walk: Walk) -> None:
        self._walks.pop(key, None)
        self._walks[key] = walk
        if len(self._walks) > MOST_LISTS:
            del self._walks[next(iter(self._walks))]


def _begins(walk: Walk, pages: Pages, asked: Any, page: Page, *, first: bool) -> bool:
    """Whether a page begins another walk over the list."""
    if pages.numbered:
        return first and page.start in walk.rows and walk.pages > 1
    if asked == walk.asked and walk.pages == 1:
        return walk.ended is not None  # the same page again, as after a reply that was lost
    return first or asked not in {walk.page.next, walk.asked}
