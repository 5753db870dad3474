"""The journal: a bounded log of exchanges."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import count

from mockserver.exchange import Exchange

LENGTH = 1000  # exchanges kept
Listener = Callable[[Exchange], None]
Forgetter = Callable[[str | None, str | None], None]


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

    def record(self, exchange: Exchange) -> None:
        """Add a finished exchange."""
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
        gone = {number for number, _ in self.entries(vendor=vendor, namespace=namespace)}
        kept = [exchange for exchange in self._entries if exchange.number not in gone]
        self._entries.clear()
        self._entries.extend(kept)
        for forgetter in self.forgetters:
            forgetter(vendor, namespace)

    def __len__(self) -> int:
        return len(self._entries)
