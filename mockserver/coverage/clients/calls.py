"""One call of one client, as the rules see it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.judged_operations import JudgedOperation
from mockserver.coverage.clients.verdict import Evidence, evidence_of
from mockserver.coverage.clients.walks import PageRequest
from mockserver.exchange import Exchange
from mockserver.exchange.entry import LIGHT
from mockserver.validation.sameness import counted_fields, request_digest


@dataclass(slots=True)  # made for many calls, and frozen ones are slow to make
class ClientCall:
    """One call of one client.

    Attributes:
        number: The exchange's place among all that were observed.
        secret: The parameters of its query that nobody may read.
        contract, judged: The document and the operation that it met; None for nothing.
        contracts: Everything that is served.
        order: The client's how many-th call it is.
        earlier: The same request, which had failed, for rules about repetitions.
        page: What it is to the client's walks, for calls of lists.
        known: Its digest, once that was asked for.
        known_key: Its key, of one whose bodies are not there any more; None for others, and for none.
        is_light: Whether its bodies are not there any more.
    """

    exchange: Exchange
    number: int
    secret: tuple[str, ...]
    contract: Contract | None
    judged: JudgedOperation | None
    contracts: tuple[Contract, ...]
    order: int
    earlier: "ClientCall | None" = None
    page: PageRequest | None = None
    known: bytes = b""
    known_key: str | None = None
    is_light: bool = False

    def light(self) -> "ClientCall":
        """What may be remembered of it: itself, or a copy that knows its digest and key, and has no large bodies."""
        if self.exchange.weight <= LIGHT:
            return self
        return replace(
            self, exchange=self.exchange.light(), known=self.digest, known_key=self.key, is_light=True
        )

    @property
    def operation(self) -> Operation | None:
        """The operation that it met; None for none."""
        return self.judged.operation if self.judged is not None else None

    @property
    def evidence(self) -> Evidence:
        """The exchange as evidence."""
        return evidence_of(self.exchange, self.number, self.secret)

    @property
    def digest(self) -> bytes:
        """What two requests have in common that ask for the same, under whatever idempotency key."""
        if not self.known:
            request, reader = self.exchange.request, self.judged.key if self.judged is not None else None
            self.known = request_digest(request if reader is None else reader.without(request))
        return self.known

    @property
    def preference(self) -> bytes | None:
        """Its `Prefer` (RFC 7240); with another one it is another request."""
        return self.exchange.request.headers.get(b"prefer")

    @property
    def counted_fields(self) -> frozenset[bytes]:
        """The header fields that make another request of it."""
        return self.judged.counted_fields if self.judged is not None else counted_fields(self.contract, None)

    @property
    def key(self) -> str | None:
        """Its idempotency key; None for none, and for an operation that takes none."""
        if self.is_light:
            return self.known_key
        if self.judged is None or self.judged.key is None or self.exchange.call is None:
            return None
        return self.judged.key.read(self.exchange.call)

    @property
    def undeclared(self) -> Sequence[str]:
        """The names in its query that are not declared, and that were ignored."""
        return self.exchange.call.undeclared if self.exchange.call is not None else ()
