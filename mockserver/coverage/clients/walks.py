"""Following a client from page to page of its lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mockserver.bounded import Recent
from mockserver.coverage.clients.pages import PageReader, ReceivedPage
from mockserver.coverage.clients.requests import Moment, moment_of, sent_meanwhile, waited
from mockserver.coverage.clients.traversals import MOST_PAGES, Gap, Traversal
from mockserver.coverage.clients.verdict import Evidence, evidence_of
from mockserver.errors import ErrorKind
from mockserver.exchange import Exchange
from mockserver.validation.sameness import Pair

MOST_LISTS = 256  # lists that are followed at once; the one begun first is given up
MOST_CURSORS = 512  # cursors that are remembered of one client
MOST_GIVERS = 8  # lists that are remembered of one cursor, of those that gave it out
STUCK = 5  # pages alike, one after the other, that no walk needs
POLLING = 0.1  # seconds between two looks at one page, with which a client waits for something
LASTING = 600.0  # seconds after which a list may have other rows than its last page said
NOTHING = frozenset({"null", "None", "undefined", "nil"})  # what clients make of a cursor that is not there
ListKey = tuple[str, tuple[bytes | Pair, ...]]  # operation, and which of its lists


@dataclass(frozen=True, slots=True)
class Ending:
    """The call that got the last page of a walk.

    Attributes:
        moment: Its times; what follows is compared with that of its answer.
        call: The same as evidence.
        value: What it asked for.
        page: What it got.
        writes: How many changes the client had made by then.
    """

    moment: Moment
    call: Evidence
    value: Any
    page: ReceivedPage
    writes: int


@dataclass(slots=True)  # grows with each page
class Walk:
    """What a client has seen of one list; the order of its calls does not matter, nor how many walk at once.

    Attributes:
        operation: The list's operation.
        first, latest: The calls that began it and that went on with it last.
        page: The latest page.
        pages: How many pages were taken one after the other.
        rows: Of numbered pages: how many rows came, by the place at which their page starts.
        traversal: Of numbered pages: the way that it is on.
        skipped: The first rows that were passed over on an earlier one.
        reached: Of pages with cursors: how many pages lie before the one that a cursor leads to.
        ended: The call that got the last page; None before there was one.
        asked: The latest call's value and times, and how often that page was taken without anything in between.
        writes: How many changes the client had made by then.
        complete: Whether every page was taken, two at least, from the first to the last.
    """

    operation: str
    first: Evidence
    latest: Evidence
    page: ReceivedPage
    pages: int = 0
    rows: dict[int, int] = field(default_factory=dict)
    traversal: Traversal | None = None
    skipped: Gap | None = None
    reached: dict[Any, int] = field(default_factory=dict)
    ended: Ending | None = None
    asked: tuple[Any, Moment | None, int] = (None, None, 0)
    writes: int = 0
    complete: bool = False

    @property
    def abandoned(self) -> bool:
        """Whether the client never came to the end, though it had begun to turn pages."""
        turned = self.traversal is None or self.traversal.joins()
        return self.ended is None and self.pages > 1 and self.page.last is False and turned

    def gap(self) -> Gap | None:
        """The first rows that were passed over on a way to the end."""
        return self.skipped or (self.traversal.gap() if self.traversal is not None else None)

    def take(self, value: Any, page: ReceivedPage, exchange: Exchange, call: Evidence, writes: int) -> None:
        """Add a page."""
        self._repeat(value, page, exchange, writes)
        self.page, self.latest = page, call
        if page.last is True:
            self.ended = Ending(moment_of(exchange), call, value, page, writes)
        elif self.ended is not None and self._reaches(self.ended, value, page):
            self.ended = None  # the list has grown
        if page.start is not None:
            if page.start in self.rows or len(self.rows) < MOST_PAGES:
                self.rows[page.start] = page.count
            self._pass(page, writes)
            self.pages = len(self.rows)
            if self.ended is not None and self.pages > 1:
                last = self.ended.page
                self.complete = sum(self.rows.values()) >= (last.start or 0) + last.count
            return
        before = 0 if value is None or value == "" else self.reached.get(value)
        if before is None:
            return  # begun somewhere in the middle
        self.pages = max(self.pages, before + 1)
        self.complete = self.complete or (page.last is True and before > 0)
        if page.next is not None and len(self.reached) < MOST_PAGES:
            self.reached.setdefault(page.next, before + 1)

    @staticmethod
    def _reaches(ended: Ending, value: Any, page: ReceivedPage) -> bool:
        """Whether a page holds all that the last one held; a smaller page of the same number or cursor does not."""
        if page.start is not None and ended.page.start is not None:
            return page.start + page.count >= ended.page.start + ended.page.count
        return bool(value == ended.value) and page.count >= ended.page.count

    def _pass(self, page: ReceivedPage, writes: int) -> None:
        """Take a numbered page on the way that it belongs to."""
        if self.traversal is None or self.traversal.begins_anew(page, writes):
            self.skipped = self.gap()
            before = self.traversal
            self.traversal = Traversal(writes, None if before is None or before.has_ended else before)
        self.traversal.take(page, writes)

    def look_elsewhere(self) -> None:
        """Count from the beginning how often a page is taken: the client was at another list meanwhile."""
        self.asked = (None, None, 0)

    def _repeat(self, value: Any, page: ReceivedPage, exchange: Exchange, writes: int) -> None:
        """Count how often a page was taken that is not the last, again and again without a pause or a change."""
        latest, before, times = self.asked
        again = before is not None and value == latest and page.last is False and page.count > 0
        if again and before is not None:
            again = writes == self.writes and waited(before, exchange) < POLLING
            again = again and not sent_meanwhile(before, exchange)
        self.asked, self.writes = (value, moment_of(exchange), times + 1 if again else 1), writes


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
    past: Evidence | None = None
    stuck: int = 0
    completes: bool = False


IN_ORDER = PageRequest("", None)  # what most calls are: the next page of a walk, with nothing to say of it


class Walks:
    """The walks of one client.

    Attributes:
        writes: How many changes the client has made; a list that it changed may have grown.
    """

    def __init__(self) -> None:
        self._walks: Recent[ListKey, Walk] = Recent(MOST_LISTS, spare=0)
        self._cursors: Recent[str, tuple[ListKey, ...]] = Recent(MOST_CURSORS)
        self._latest: ListKey | None = None  # the list that gave the latest page
        self.writes = 0

    def unfinished(self) -> list[Walk]:
        """Walks that stopped before the end."""
        return [walk for walk in self._walks.values() if walk.abandoned]

    def with_gaps(self) -> Iterator[tuple[Walk, int, int]]:
        """Walks that came to the end and passed rows over: the first and the last of those."""
        for walk in self._walks.values():
            found = walk.gap()
            if found is not None:
                yield walk, *found

    def follow(
        self, pages: PageReader, exchange: Exchange, number: int, secret: tuple[bytes, ...]
    ) -> PageRequest:
        """Take a call of a list, whether it got a page or not; `IN_ORDER` where there is nothing to say of it.

        Args:
            pages: What reads the list's pages.
            exchange, number, secret: The call, as for `evidence_of`.
        """
        sent = pages.sent(exchange)
        role, value = pages.requested(sent)
        page = pages.read(exchange, role, value) if exchange.taken else None
        key = (exchange.operation or "", pages.list_of(exchange))
        walk = self._walks.get(key)
        givers = self._cursors.get(str(value), ()) if pages.numbering is None and value else (key,)
        past = self._past(walk, pages, exchange, value, page) if walk is not None else None
        stuck, completes = 0, False
        if page is not None:
            call = evidence_of(exchange, number, secret)
            for cursor in page.cursors:
                self._remember(cursor, key)
            if walk is None:
                walk = Walk(key[0], call, call, page)
                self._walks[key] = walk
            complete = walk.complete
            if key != self._latest:
                walk.look_elsewhere()
            walk.take(value, page, exchange, call, self.writes)
            self._latest = key
            completes = walk.complete and not complete
            stuck = STUCK if walk.asked[2] == STUCK and pages.asks(exchange, role) else 0
        bound = pages.opaque or exchange.kind == ErrorKind.INVALID_CURSOR
        elsewhere = givers[-1] if givers and key not in givers and bound else None
        beside = pages.name([*sent][1]) if len(sent) > 1 else ""
        if givers and not (elsewhere or beside or past or stuck or completes):
            return IN_ORDER
        return PageRequest(
            pages.name(role), value, bool(givers), elsewhere, key, beside, past, stuck, completes=completes
        )

    def _past(
        self, walk: Walk, pages: PageReader, exchange: Exchange, value: Any, page: ReceivedPage | None
    ) -> Evidence | None:
        """The call that got the last page of a walk, when what is asked for now lies behind that page."""
        ended = walk.ended
        if (
            ended is None
            or ended.writes != self.writes
            or not pages.tells
            or (page is not None and page.count)
        ):
            return None  # rows that came lie behind no end, whoever added them
        if sent_meanwhile(ended.moment, exchange) or waited(ended.moment, exchange) >= LASTING:
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
