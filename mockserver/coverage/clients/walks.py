"""Following a client from page to page of its lists."""

from dataclasses import dataclass, field
from typing import Any

from mockserver.bounded import Recent
from mockserver.coverage.clients.pages import PageReader, ReceivedPage
from mockserver.coverage.clients.verdict import Evidence, evidence_of
from mockserver.exchange import Exchange
from mockserver.validation.sameness import Pair

MOST_LISTS = 256  # lists that are followed at once; the one begun first is given up
MOST_CURSORS = 4096  # cursors that are remembered of one client, and of one walk
NOTHING = frozenset(
    {"", "null", "None", "undefined", "nil"}
)  # what clients make of a cursor that is not there
Listed = tuple[str, tuple[bytes | Pair, ...]]  # operation, and which of its lists


@dataclass(slots=True)
class Walk:
    """What a client has seen of one list; the order of its calls does not matter, nor how many walk at once.

    Attributes:
        operation: The list's operation.
        empty_start: Whether its first call sent an empty cursor.
        first, latest: The calls that began it and that went on with it last.
        page: The latest page.
        pages: How many pages were taken one after the other.
        rows: Of numbered pages: how many rows came, by the place at which their page starts.
        reached: Of pages with cursors: how many pages lie before the one that a cursor leads to.
        ended: The call that got the last page, with what it asked for and the page.
        writes: How many changes the client had made by then.
        complete: Whether every page was taken, two at least, from the first to the last.
    """

    operation: str
    empty_start: bool
    first: Evidence
    latest: Evidence
    page: ReceivedPage
    pages: int = 0
    rows: dict[int, int] = field(default_factory=dict)
    reached: dict[Any, int] = field(default_factory=dict)
    ended: tuple[Evidence, Any, ReceivedPage] | None = None
    writes: int = 0
    complete: bool = False

    @property
    def abandoned(self) -> bool:
        """Whether the client never came to the end, though it had begun to turn pages."""
        return self.ended is None and self.pages > 1 and self.page.last is False

    def take(self, value: Any, page: ReceivedPage, call: Evidence, writes: int, *, first: bool) -> None:
        """Add a page."""
        self.page, self.latest = page, call
        if page.last is True:
            self.ended, self.writes = (call, value, page), writes
        elif self.ended is not None and value == self.ended[1]:
            self.ended = None  # the list has grown
        if page.start is not None:
            self.rows[page.start] = page.count
            self.pages = len(self.rows)
            if self.ended is not None and self.pages > 1:
                last = self.ended[2]
                self.complete = sum(self.rows.values()) >= (last.start or 0) + last.count
            return
        before = 0 if first else self.reached.get(value)
        if before is None:
            return  # begun somewhere in the middle
        self.pages = max(self.pages, before + 1)
        self.complete = self.complete or (page.last is True and before > 0)
        if page.next is not None and len(self.reached) < MOST_CURSORS:
            self.reached.setdefault(page.next, before + 1)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What one call is to the walks of its client.

    Attributes:
        role: The part in paging of the parameter that chooses the page.
        value: What it says.
        given_out: Whether some reply gave out that value; true where it is no cursor.
        past: The call that had got the last page, when this one goes on after it.
        completes: Whether this call completes a walk.
    """

    role: str
    value: Any
    given_out: bool = True
    past: Evidence | None = None
    completes: bool = False


IN_ORDER = PageRequest("", None)  # what most calls are: the next page of a walk, with nothing to say of it


class Walks:
    """The walks of one client.

    Attributes:
        writes: How many changes the client has made; a list that it changed may have grown.
    """

    def __init__(self) -> None:
        self._walks: dict[Listed, Walk] = {}
        self._cursors: Recent[str, bool] = Recent(MOST_CURSORS)
        self.writes = 0

    def unfinished(self) -> list[Walk]:
        """Walks that stopped before the end."""
        return [walk for walk in self._walks.values() if walk.abandoned]

    def follow(
        self, pages: PageReader, exchange: Exchange, number: int, secret: tuple[bytes, ...]
    ) -> PageRequest:
        """Take a call of a list, whether it got a page or not; `IN_ORDER` where there is nothing to say of it.

        Args:
            pages: What reads the list's pages.
            exchange, number, secret: The call, as for `evidence_of`.
        """
        role, value = pages.requested(exchange)
        page = pages.read(exchange, role, value)
        key = (exchange.operation or "", pages.list_of(exchange))
        walk = self._walks.get(key)
        given_out = pages.numbering is not None or not value or str(value) in self._cursors
        past = self._past(walk, pages, value, page) if walk is not None else None
        completes = False
        if page is not None:
            call = evidence_of(exchange, number, secret)
            if page.cursors:
                self._remember(page.cursors)
            if walk is None:
                walk = Walk(key[0], value == "", call, call, page)
                self._keep(key, walk)
            complete = walk.complete
            walk.take(value, page, call, self.writes, first=pages.is_first(value))
            completes = walk.complete and not complete
        if given_out and past is None and not completes:
            return IN_ORDER
        return PageRequest(role, value, given_out, past, completes=completes)

    def _past(self, walk: Walk, pages: PageReader, value: Any, page: ReceivedPage | None) -> Evidence | None:
        """The call that got the last page of a walk, when what is asked for now lies behind that page."""
        if walk.ended is None or walk.writes != self.writes or not pages.tells:
            return None
        call, last_value, last = walk.ended
        if pages.numbering is not None:
            full = max(walk.rows.values(), default=0)
            beyond = (last.next, pages.numbering.following(last_value, full))
            return call if value in beyond and value != pages.numbering.first else None
        if value is not None and value in NOTHING:
            return None if value == "" and walk.empty_start else call
        empty = value is not None and page is not None and page.count == 0 and page.last is True
        return call if empty else None  # a cursor that leads nowhere was made of the last row

    def _remember(self, cursors: tuple[str, ...]) -> None:
        for cursor in cursors:
            self._cursors[cursor] = True

    def _keep(self, key: Listed, walk: Walk) -> None:
        self._walks[key] = walk
        if len(self._walks) > MOST_LISTS:
            del self._walks[next(iter(self._walks))]
