"""What judging needs to know of an operation, made ready once."""

from dataclasses import dataclass

from mockserver.bounded import Room
from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.pages import PageReader
from mockserver.coverage.clients.request_keys import KeyReader, key_reader
from mockserver.validation.sameness import counted_fields

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class JudgedOperation:
    """An operation whose calls are judged.

    Attributes:
        resource: What rows its calls are about; empty where nobody says.
        reads: The same, of one that changes none.
        pages: What reads the pages of its list; None for what has none.
        key: What reads its idempotency key out of a call; None for one that takes none.
        key_ttl: Seconds that a key is remembered.
        writes: Whether a call may change rows.
        counted_fields: The header fields that make another request of one.
        ignores_undeclared: Whether query parameters that are not declared are passed over.
        is_quiet: Whether no rule asks about calls that go well, but for those about pages and undeclared parameters.
    """

    operation: Operation
    resource: str
    reads: str
    pages: PageReader | None
    key: KeyReader | None
    key_ttl: float
    writes: bool
    counted_fields: frozenset[bytes]
    ignores_undeclared: bool
    is_quiet: bool


def judged_operation(contract: Contract, operation: Operation, room: Room) -> JudgedOperation:
    """What judging needs to know of an operation; what it remembers of queries is kept in `room`."""
    key, writes, resource = (
        key_reader(contract, operation),
        operation.method not in SAFE,
        operation.mock.resource or "",
    )
    ignores = operation.rules.undeclared == "ignore"
    return JudgedOperation(
        operation,
        resource=resource,
        reads="" if writes else resource,
        pages=PageReader(contract, operation, room) if operation.mock.pagination is not None else None,
        key=key,
        key_ttl=contract.mock.idempotency.ttl,
        writes=writes,
        counted_fields=counted_fields(contract, operation),
        ignores_undeclared=ignores,
        is_quiet=key is None and not operation.deprecated,
    )
