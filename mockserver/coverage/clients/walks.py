"""Following a client from page to page of its lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from mockserver.bounded import Recent
from mockserver.coverage.clients.list_walk import MOST_CURSORS, PageCall, Walk, page_call
from mockserver.coverage.clients.pages import PageReader, ReceivedPage
from mockserver.coverage.clients.requests import sent_meanwhile, waited
from mockserver.coverage.clients.traversals import Gap
from mockserver.errors import ErrorKind
from mockserver.exchange import Exchange, PageInfo
from mockserver.validation.sameness import Pair

MOST_LISTS = 256  # lists that are followed at once; the one begun first is given up
MOST_GIVERS = 8  # lists that are remembered of one cursor, of those that gave it out
LASTING = 600.0  # seconds after which a list may have other rows than its last page said
NOTHING = frozenset({"null", "None", "undefined", "nil"})  # what clients make of a cursor that is not there
ListKey = tuple[str, tuple[bytes | Pair, ...]]  # operation, and which of its lists


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What one call is to the walks of its client.

    Attributes:
        name: The parameter that chooses the page.
        value: What it says.
        given_out: Whether some reply gave out that value; true where it is no cursor.
        elsewhere: The list that gave it out, when that is another one.
        here: The list that is asked.
        beside: Another parameter that chooses a page, and is sent as well; empty for none.
        past: The call that had got the last page, when this one goes on after it.
        stuck: How often the page was taken one time after the other, when that is too often.
        completes: Whether this call completes a walk.
    """

    name: str
    value: Any
    given_out: bool = True
    elsewhere: ListKey | None = None
    here: ListKey | None = None
    beside: str = ""
    past: PageCall | None = None
    stuck: int = 0
    completes: bool = False


IN_ORDER = PageRequest("", None)  # what most calls are: the next page of a walk, with nothing to say of it


class ShownPage(NamedTuple):
    """The latest page that a client got, where there was nothing to say of its call.

    Attributes:
        pages: What read it.
        place, query: What asked for it.
        facts: What it said of itself.
        writes: How many changes the client had made by then.
        walk: That it belongs to.
    """

    pages: PageReader
    place: bytes
    query: bytes
    facts: PageInfo
    writes: int
    walk: Walk

    def is_shown_again(self, pages: PageReader, exchange: Exchange, writes: int) -> bool:
        """Whether a call asked for the same, and got it: nothing is to be learnt of that, but that it came again."""
        request, call, reply = exchange.request, exchange.call, exchange.reply
        return (
            request.query == self.query
            and pages is self.pages
            and request.place == self.place
            and call is not None
            and call.page == self.facts
            and reply is not None
            and reply.status == 200
            and exchange.taken
            and writes == self.writes
        )


class Walks:
    """The walks of one client.

    Attributes:
        writes: How many changes the client has made; a list that it changed may have grown.
    """

    def __init__(self) -> None:
        self._walks: Recent[ListKey, Walk] = Recent(MOST_LISTS, spare=0)
        self._cursors: Recent[str, tuple[ListKey, ...]] = Recent(MOST_CURSORS)
        self._latest: ListKey | None = None  # the list that gave the latest page
        self._shown: ShownPage | None = None
        self.writes = 0

    def unfinished(self) -> list[Walk]:
        """Walks that stopped before the end."""
        return [walk for walk in self._walks.values() if walk.abandoned]

    def with_gaps(self) -> Iterator[tuple[Walk, Gap]]:
        """Walks that came to the end and passed rows over, with the first of those."""
        for walk in self._walks.values():
            found = walk.gap()
            if found is not None:
                yield walk, found

    def follow(self, pages: PageReader, exchange: Exchange, number: int) -> PageRequest:
        """Take a call of a list, whether it got a page or not; `IN_ORDER` where there is nothing to say of it.

        Args:
            pages: What reads the list's pages.
            exchange, number: The call, and its place among all that were observed.
        """
        shown = self._shown
        if shown is not None and shown.is_shown_again(pages, exchange, self.writes):
            walk = shown.walk
            if not walk.take_again(walk.value, walk.page, page_call(exchange, number), self.writes):
                return IN_ORDER
            asked = pages.wanted(exchange)
            return PageRequest(asked.name, asked.value, stuck=walk.times) if asked.is_explicit else IN_ORDER
        return self._follow(pages, exchange, number)

    def _follow(self, pages: PageReader, exchange: Exchange, number: int) -> PageRequest:
        asked = pages.wanted(exchange)
        value = asked.value
        page = pages.read(exchange, asked) if exchange.taken else None
        key: ListKey = (exchange.operation or "", (exchange.request.place, *asked.filters))
        walk = self._walks.get(key)
        givers = self._cursors.get(str(value), ()) if pages.numbering is None and value else (key,)
        past = self._past(walk, pages, exchange, value, page) if walk is not None else None
        stuck, completes = 0, False
        self._shown = None
        if page is not None:
            call = page_call(exchange, number)
            for cursor in page.cursors:
                self._remember(cursor, key)
            if walk is None:
                walk = self._walks[key] = Walk(key[0], call, call, page)
            complete = walk.complete
            if key != self._latest:
                walk.look_elsewhere()
            stuck = walk.times if walk.take(value, page, call, self.writes) and asked.is_explicit else 0
            self._latest = key
            completes = walk.complete and not complete
        bound = pages.opaque or exchange.kind == ErrorKind.INVALID_CURSOR
        elsewhere = givers[-1] if givers and key not in givers and bound else None
        if givers and not (elsewhere or asked.beside or past or stuck or completes):
            self._show(pages, exchange, page, walk)
            return IN_ORDER
        return PageRequest(
            asked.name, value, bool(givers), elsewhere, key, asked.beside, past, stuck, completes=completes
        )

    def _show(
        self, pages: PageReader, exchange: Exchange, page: ReceivedPage | None, walk: Walk | None
    ) -> None:
        """Remember the latest page; one without rows may have more to be said of it when it comes again."""
        facts = exchange.call.page if exchange.call is not None else None
        if page is not None and page.count and walk is not None and facts is not None:
            request = exchange.request
            self._shown = ShownPage(pages, request.place, request.query, facts, self.writes, walk)

    def _past(
        self, walk: Walk, pages: PageReader, exchange: Exchange, value: Any, page: ReceivedPage | None
    ) -> PageCall | None:
        """The call that got the last page of a walk, when what is asked for now lies behind that page."""
        ended = walk.ended
        if (
            ended is None
            or ended.writes != self.writes
            or not pages.tells
            or (page is not None and page.count)
        ):
            return None  # rows that came lie behind no end, whoever added them
        if sent_meanwhile(ended.call, exchange) or waited(ended.call, exchange) >= LASTING:
            return None
        if pages.numbering is not None:
            full = max(walk.rows.values(), default=0)
            beyond = (ended.page.next, pages.numbering.following(ended.value, full))
            return ended.call if value in beyond and value != pages.numbering.first else None
        if isinstance(value, str) and value in NOTHING:
            return ended.call
        empty = value and page is not None and page.last is True
        return ended.call if empty else None  # a cursor that leads nowhere was made of the last row

    def _remember(self, cursor: str, giver: ListKey) -> None:
        known = self._cursors.get(cursor, ())
        if giver not in known:
            self._cursors[cursor] = (*known, giver)[-MOST_GIVERS:]
