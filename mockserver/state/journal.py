"""The journal: a bounded log of exchanges."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from mockserver.exchange import Exchange

LENGTH = 1000  # exchanges kept
Listener = Callable[[Exchange], None]
Forgetter = Callable[[str | None, str | None], None]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Exchanges of a namespace are forgotten.

    Attributes:
        vendor: Whose; None for all.
    """

    vendor: str | None


Record = Callable[[Exchange | Forgotten], object]


class NamespaceJournal:
    """What the journal has of one namespace."""

    __slots__ = ("_journal", "_namespace")

    def __init__(self, journal: "Journal", namespace: str) -> None:
        self._journal = journal
        self._namespace = namespace

    def listen(self, record: Record) -> None:
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
        records: Told of what changes in a namespace, by its name.
        listeners: Called with each exchange.
        forgetters: Called with the vendor and the namespace whose exchanges are forgotten, None for all.
    """

    def __init__(self, length: int = LENGTH) -> None:
        self._numbers = count(1)
        self._entries: deque[Exchange] = deque(maxlen=length)
        self.listeners: list[Listener] = []
        self.forgetters: list[Forgetter] = []
        self.records: dict[str, Record] = {}

    def of(self, namespace: str) -> NamespaceJournal:
        """What there is of a namespace, the default one's name being empty."""
        return NamespaceJournal(self, namespace)

    def add(self, exchange: Exchange, *, elsewhere: bool = False) -> None:
        """Add a finished exchange; `elsewhere` is one of another process, whose journal has told of it."""
        exchange.number = next(self._numbers)
        self._entries.append(exchange)
        for listener in self.listeners:
            listener(exchange)
        if self.records and not elsewhere and exchange.namespace in self.records:
            self.records[exchange.namespace](exchange)

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

    def unmatched(self) -> Iterator[tuple[int, Exchange]]:
        """The exchanges that no operation answered."""
        return ((each.number, each) for each in list(self._entries) if each.operation is None)

    def clear(self, vendor: str | None = None, *, namespace: str | None = None) -> None:
        """Forget every exchange, or those of one vendor, of one namespace, of both."""
        self.forget(vendor, namespace)
        for name, record in self.records.items():
            if namespace in {None, name}:
                record(Forgotten(vendor))

    def forget(self, vendor: str | None, namespace: str | None) -> None:
        """Forget the same, also where another process did, whose journal tells of it."""
        gone = {number for number, _ in self.entries(vendor=vendor, namespace=namespace)}
        kept = [exchange for exchange in self._entries if exchange.number not in gone]
        self._entries.clear()
        self._entries.extend(kept)
        for forgetter in self.forgetters:
            forgetter(vendor, namespace)

    def __len__(self) -> int:
        return len(self._entries)
