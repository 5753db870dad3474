"""What a client has seen of one list: its walk from page to page."""

from dataclasses import dataclass, field
from typing import Any

from mockserver.coverage.clients.pages import ReceivedPage
from mockserver.coverage.clients.requests import waited
from mockserver.coverage.clients.traversals import MOST_PAGES, Gap, Traversal
from mockserver.coverage.clients.verdict import Evidence, shown_url
from mockserver.exchange import Exchange

MOST_CURSORS = 512  # cursors that are remembered of one client
POLLING = 0.1  # seconds between two looks at one page, with which a client waits for something
STUCK = 5  # pages alike, one after the other, that no walk needs
BY_ONE = 10  # how much more another look says by the same connection than by a new one, which may be somebody else's
CLOSE = b"close"


@dataclass(slots=True)  # made for every page that a client gets, and frozen ones are slow to make
class PageCall:
    """A call that got a page, as it is remembered: without bodies.

    Attributes:
        number: Its place among all that were observed.
        method, path, query: What was asked.
        started, arrived, left: Its times, as an exchange has them.
        peer: The other end of its connection; None where it had one to itself, and where nobody knows.
    """

    number: int
    method: str
    path: bytes
    query: bytes
    started: float
    arrived: float
    left: float
    peer: object

    @property
    def taken(self) -> bool:
        """As an exchange has it: the client waited for the page."""
        return True

    def evidence(self, secret: tuple[str, ...]) -> Evidence:
        """The call as evidence, as `evidence_of` has it."""
        url = shown_url(self.path, self.query, secret)
        return Evidence(self.number, self.method, url, 200, self.started)


def page_call(exchange: Exchange, number: int) -> PageCall:
    """What is remembered of a call that got a page."""
    request, arrived = exchange.request, exchange.arrived
    return PageCall(
        number,
        request.method,
        request.path,
        request.query,
        exchange.started,
        arrived,
        arrived + exchange.seconds,
        None if request.headers.get(b"connection") == CLOSE else request.peer,
    )


@dataclass(slots=True)  # its call is the latest that got the page
class Ending:
    """The call that got the last page of a walk.

    Attributes:
        call: What follows is compared with the time of its answer.
        value: What it asked for.
        page: What it got.
        writes: How many changes the client had made by then.
    """

    call: PageCall
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
        value: What asked for it.
        pages: How many pages were taken one after the other.
        rows: Of numbered pages: how many rows came, by the place at which their page starts.
        traversal: Of numbered pages: the way that it is on.
        skipped: The first rows that were passed over on an earlier one.
        reached: Of pages with cursors: how many pages lie before the one that a cursor leads to.
        ended: The call that got the last page; None before there was one.
        times: How often the latest page was taken without anything in between; 0 where something was since.
        weight: How much that says: a time by another connection may be somebody else's.
        writes: How many changes the client had made by then.
        complete: Whether every page was taken, two at least, from the first to the last.
    """

    operation: str
    first: PageCall
    latest: PageCall
    page: ReceivedPage
    value: Any = None
    pages: int = 0
    rows: dict[int, int] = field(default_factory=dict)
    traversal: Traversal | None = None
    skipped: Gap | None = None
    reached: dict[Any, int] = field(default_factory=dict)
    ended: Ending | None = None
    times: int = 0
    weight: int = 0
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

    def take(self, value: Any, page: ReceivedPage, call: PageCall, writes: int) -> bool:
        """Add a page.

        Returns:
            Whether it is the one with which its client is stuck.
        """
        stuck = self.take_again(value, page, call, writes)
        if page.last is True:
            self.ended = Ending(call, value, page, writes)
        elif self.ended is not None and self._reaches(self.ended, value, page):
            self.ended = None  # the list has grown
        if page.start is not None:
            self._number(page.start, page, writes)
            return stuck
        before = 0 if value is None or value == "" else self.reached.get(value)
        if before is None:
            return stuck  # begun somewhere in the middle
        self.pages = max(self.pages, before + 1)
        self.complete = self.complete or (page.last is True and before > 0)
        if page.next is not None and len(self.reached) < MOST_PAGES:
            self.reached.setdefault(page.next, before + 1)
        return stuck

    def take_again(self, value: Any, page: ReceivedPage, call: PageCall, writes: int) -> bool:
        """Count how often a page was taken that is not the last, again and again without a pause or a change.

        It is all that there is to do with a page that says the same as the one before.

        Returns:
            Whether that is too often now, and was not before.
        """
        before, told = self.latest, self.weight > (STUCK - 1) * BY_ONE
        again = (
            self.times > 0
            and value == self.value
            and page.last is False
            and page.count > 0
            and writes == self.writes
            and call.arrived >= before.left
            and waited(before, call) < POLLING
        )
        if not again:
            self.times = self.weight = 1
            told = False
        else:
            self.times += 1
            self.weight += BY_ONE if before.peer == call.peer or None in {before.peer, call.peer} else 1
        self.page, self.value, self.latest, self.writes = page, value, call, writes
        if self.ended is not None and page.last is True:
            self.ended.call = call
        return not told and self.weight > (STUCK - 1) * BY_ONE

    def look_elsewhere(self) -> None:
        """Count from the beginning how often a page is taken: the client was at another list meanwhile."""
        self.times = 0

    @staticmethod
    def _reaches(ended: Ending, value: Any, page: ReceivedPage) -> bool:
        """Whether a page holds all that the last one held; a smaller page of the same number or cursor does not."""
        if page.start is not None and ended.page.start is not None:
            return page.start + page.count >= ended.page.start + ended.page.count
        return bool(value == ended.value) and page.count >= ended.page.count

    def _number(self, start: int, page: ReceivedPage, writes: int) -> None:
        """Take a numbered page, on the way that it belongs to."""
        if start in self.rows or len(self.rows) < MOST_PAGES:
            self.rows[start] = page.count
        if self.traversal is None or self.traversal.begins_anew(page, writes):
            self.skipped = self.gap()
            before = self.traversal
            self.traversal = Traversal(writes, None if before is None or before.has_ended else before)
        self.traversal.take(page, writes)
        self.pages = len(self.rows)
        if self.ended is not None and self.pages > 1:
            last = self.ended.page
            self.complete = sum(self.rows.values()) >= (last.start or 0) + last.count
