"""The journal: a bounded log of exchanges."""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from threading import RLock

from mockserver.bounds import JOURNAL_BODY, JOURNAL_SIZE
from mockserver.exchange import Exchange
from mockserver.exchange.entry import LIGHT

LENGTH = 1000  # exchanges kept
AS_READ = 1024  # bytes of a body up to which what was read of it is kept beside it, for who looks later
Listener = Callable[[Exchange], None]
Forgetter = Callable[[str | None, str | None], None]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Exchanges of a namespace are forgotten.

    Attributes:
        vendor: Whose; None for all.
    """

    vendor: str | None


RecordEntry = Callable[[Exchange | Forgotten], object]


class NamespaceJournal:
    """What the journal has of one namespace."""

    __slots__ = ("_journal", "_namespace")

    def __init__(self, journal: "Journal", namespace: str) -> None:
        self._journal = journal
        self._namespace = namespace

    def listen(self, record: RecordEntry) -> None:
        """Tell of each exchange of the namespace from now on, and of what is forgotten."""
        self._journal.records[self._namespace] = record

    def apply(self, change: Exchange | Forgotten) -> None:
        """Have an exchange that came elsewhere; forget what was forgotten there."""
        if isinstance(change, Exchange):
            self._journal.add(change, elsewhere=True)
        else:
            self._journal.forget(change.vendor, self._namespace)


class Journal:
    """The latest exchanges, each with a number; listeners hear of every one.

    Attributes:
        latest: The number of the latest exchange, also where it is forgotten; 0 before there is one.
        records: Told of what changes in a namespace, by its name.
        listeners: Called with each exchange.
        forgetters: Called with the vendor and the namespace whose exchanges are forgotten, None for all.
        readers: Called before anything of an exchange that they were told of is no longer kept.
    """

    def __init__(self, length: int = LENGTH, *, body: int = JOURNAL_BODY, size: int = JOURNAL_SIZE) -> None:
        """Begin empty.

        Args:
            length: How many exchanges are kept.
            body: How many bytes of each body are.
            size: How many bytes of all large ones; the oldest are cut, down to what every exchange may have. Half of it
                goes to exchanges that are light enough for all of them to have as much, and are never weighed.
        """
        self._numbers = count(1)
        self.latest = 0
        self._entries: deque[Exchange] = deque(maxlen=length)
        self.listeners: list[Listener] = []
        self.forgetters: list[Forgetter] = []
        self.records: dict[str, RecordEntry] = {}
        self.readers: list[Callable[[], object]] = []
        self._most = body
        self._share = max(LIGHT, size // (2 * length))
        self._room = self._size = size if self._share == LIGHT else size - length * self._share
        self._large: deque[tuple[Exchange, int]] = deque(maxlen=length)
        self._lock = RLock()

    def of(self, namespace: str) -> NamespaceJournal:
        """What there is of a namespace, the default one's name being empty."""
        return NamespaceJournal(self, namespace)

    def add(self, exchange: Exchange, *, elsewhere: bool = False) -> None:
        """Add a finished exchange; `elsewhere` is one of another process, whose journal has told of it."""
        exchange.number = self.latest = next(self._numbers)
        self._entries.append(exchange)
        for listener in self.listeners:
            listener(exchange)
        if self.records and not elsewhere and exchange.namespace in self.records:
            self.records[exchange.namespace](exchange)
        reply = exchange.reply
        if len(exchange.request.body) > AS_READ or (reply is not None and len(reply.body) > self._share):
            self._bound(exchange)

    def _bound(self, exchange: Exchange) -> None:
        """Keep of an exchange with large bodies as much as may be kept, and then less of those before it."""
        read, weight = len(exchange.request.body) > AS_READ, exchange.weight
        with self._lock:
            if read or weight > self._most:
                self._cut(exchange, read=read)
                weight = exchange.weight
            if weight > self._share:
                large, first = self._large, self._entries[0].number if self._entries else 0
                while large and large[0][0].number < first:  # which the journal has no more
                    self._room += large.popleft()[1]
                large.append((exchange, weight))
                self._room -= weight
                if self._room < 0:
                    self._make_room()

    def _cut(self, exchange: Exchange, *, read: bool) -> None:
        for look in self.readers:
            look()
        if read:
            exchange.forget_reading()
        exchange.shorten(self._most, "--journal-body")

    def _make_room(self) -> None:
        """Cut the oldest large bodies: some more than there must be, so that it is seldom done."""
        for look in self.readers:
            look()
        while self._large and self._room < self._size // 8:
            old, weight = self._large.popleft()
            old.shorten(LIGHT // 2, "--journal-size")
            self._room += weight

    def entries(
        self,
        *,
        vendor: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        namespace: str | None = None,
    ) -> Iterator[tuple[int, Exchange]]:
        """Number and exchange, oldest first, that meet every filter given."""
        for exchange in list(self._entries):
            if namespace is not None and exchange.namespace != namespace:
                continue
            if vendor is not None and exchange.vendor != vendor:
                continue
            if operation is not None and exchange.operation != operation:
                continue
            if status is not None and (exchange.reply is None or exchange.reply.status != status):
                continue
            yield exchange.number, exchange

    def since(self, number: int) -> tuple[list[Exchange], int]:
        """The exchanges after a number, oldest first; and how many after it are no longer kept, for want of room."""
        kept = list(self._entries)
        lost = kept[0].number - number - 1 if len(kept) == self._entries.maxlen else 0
        return kept[bisect_right(kept, number, key=lambda each: each.number) :], max(0, lost)

    def unmatched(self) -> Iterator[tuple[int, Exchange]]:
        """The exchanges that met no operation, nor an endpoint beside them."""
        return ((each.number, each) for each in list(self._entries) if not each.matched)

    def clear(self, vendor: str | None = None, *, namespace: str | None = None) -> None:
        """Forget every exchange, or those of one vendor, of one namespace, of both."""
        self.forget(vendor, namespace)
        for name, record in self.records.items():
            if namespace in {None, name}:
                record(Forgotten(vendor))

    def forget(self, vendor: str | None, namespace: str | None) -> None:
        """Forget the same, also where another process did, whose journal tells of it."""
        gone = {number for number, _ in self.entries(vendor=vendor, namespace=namespace)}
        before, entries = list(self._entries), self._entries
        self._entries = deque((each for each in before if each.number not in gone), maxlen=entries.maxlen)
        known = {each.number for each in before}
        self._entries.extend(
            each for each in list(entries) if each.number not in known
        )  # of other threads, meanwhile
        with self._lock:
            large = [pair for pair in self._large if pair[0].number not in gone]
            self._large.clear()
            self._large.extend(large)
            self._room = self._size - sum(weight for _, weight in self._large)
        for forgetter in self.forgetters:
            forgetter(vendor, namespace)

    def __len__(self) -> int:
        return len(self._entries)
