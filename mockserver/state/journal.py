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


class NamespaceJournal:
    """What the journal has of one namespace.

    Attributes:
        record: Told of each of its exchanges, and of what is forgotten.
    """

    __slots__ = ("_journal", "_namespace", "record")

    def __init__(self, journal: "Journal", namespace: str) -> None:
        self.record: Callable[[Exchange | Forgotten], object] | None = None
        self._journal = journal
        self._namespace = namespace

    def apply(self, change: Exchange | Forgotten) -> None:
        """Have an exchange that came elsewhere; forget what was forgotten there."""
        if isinstance(change, Exchange):
            self._journal.take(change)
        else:
            self._journal.forget(change.vendor, self._namespace)


class Journal:
    """The latest exchanges, each with a number; listeners hear of every one.

    Attributes:
        listeners: Called with each exchange.
        forgetters: Called with the vendor and the namespace whose exchanges are forgotten, None for all.
    """

    def __init__(self, length: int = LENGTH) -> None:
        self._numbers = count(1)
        self._entries: deque[Exchange] = deque(maxlen=length)
        self.listeners: list[Listener] = []
        self.forgetters: list[Forgetter] = []
        self._parts: dict[str, NamespaceJournal] = {}

    def of(self, namespace: str) -> NamespaceJournal:
        """What there is of a namespace, the default one's name being empty."""
        found = self._parts.get(namespace)
        return found or self._parts.setdefault(namespace, NamespaceJournal(self, namespace))

    def add(self, exchange: Exchange) -> None:
        """Add a finished exchange."""
        self.take(exchange)
        part = self._parts.get(exchange.namespace)
        if part is not None and part.record is not None:
            part.record(exchange)

    def take(self, exchange: Exchange) -> None:
        """Add an exchange, also of another process, whose journal tells of it."""
        exchange.number = next(self._numbers)
        self._entries.append(exchange)
        for listener in self.listeners:
            listener(exchange)

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
        for name, part in self._parts.items():
            if namespace in {None, name} and part.record is not None:
                part.record(Forgotten(vendor))

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
