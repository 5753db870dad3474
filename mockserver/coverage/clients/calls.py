"""One call of one client, as the rules see it."""

from dataclasses import dataclass

from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.verdict import Evidence, evidence_of
from mockserver.coverage.clients.walks import PageRequest
from mockserver.exchange import Exchange


@dataclass(slots=True)  # made for many calls, and frozen ones are slow to make
class ClientCall:
    """One call of one client.

    Attributes:
        number: The exchange's place among all that were observed.
        secret: How the pairs of its query begin that nobody may read.
        contract, operation: What it met; None for nothing.
        contracts: Everything that is served.
        counted_fields: The header fields that make another request of it.
        order: The client's how many-th call it is.
        earlier: The same request, or the one with the same idempotency key, for rules that ask for it.
        page: What it is to the client's walks, for calls of lists.
        undeclared: The names in its query that are not declared, for the rule that asks for them.
    """

    exchange: Exchange
    number: int
    secret: tuple[bytes, ...]
    contract: Contract | None
    operation: Operation | None
    contracts: tuple[Contract, ...]
    counted_fields: frozenset[bytes]
    order: int
    earlier: "ClientCall | None" = None
    page: PageRequest | None = None
    undeclared: tuple[str, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """The exchange as evidence."""
        return evidence_of(self.exchange, self.number, self.secret)
