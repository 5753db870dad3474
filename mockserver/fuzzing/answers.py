"""Which of the declared answers a run got to see."""

from collections import defaultdict

from mockserver.contract.model import Contract
from mockserver.exchange import Exchange


class Answers:
    """The statuses that each operation of a document answered with."""

    def __init__(self, contract: Contract) -> None:
        self._operations = {operation.id: operation for operation in contract.operations}
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._asked: set[str] = set()

    def hear(self, exchange: Exchange) -> None:
        """Take note of an exchange."""
        self._asked.add(exchange.operation or "")
        operation = self._operations.get(exchange.operation or "")
        response = operation.response(exchange.reply.status) if operation and exchange.reply else None
        if operation and response:
            self._seen[operation.id].add(response.status)

    @property
    def reached(self) -> dict[str, list[str]]:
        """Operation to the declared statuses that were seen."""
        return {name: sorted(self._seen[name]) for name in self._operations if self._seen[name]}

    @property
    def unreached(self) -> dict[str, list[str]]:
        """Operation to the declared statuses that were not."""
        left = {name: sorted(set(o.responses) - self._seen[name]) for name, o in self._operations.items()}
        return {name: statuses for name, statuses in left.items() if statuses}

    @property
    def untried(self) -> list[str]:
        """The operations that nothing was sent to."""
        return [f"{o.method} {o.path}" for name, o in self._operations.items() if name not in self._asked]
