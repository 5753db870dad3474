"""What every rule is: a name, a severity, and a function of one call and of what its client did before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.rules.history import History
from mockserver.coverage.clients.verdict import Breach, Evidence, evidence_of
from mockserver.coverage.clients.walks import Turn
from mockserver.exchange import Exchange


class When(StrEnum):
    """Which calls a rule is asked about; a call that is none of these is fine, and costs nothing."""

    REPEATED = "the same request came before, and failed"
    PAGE = "a call of a paginated list"
    KEYED = "an idempotency key came before, with another request"
    DEPRECATED = "a call of a deprecated operation"
    UNDECLARED = (
        "a query with names that the operation does not declare, and that no link of the server's carried"
    )
    BROKEN = "the request broke its contract"
    UNMATCHED = "the request met no operation"


@dataclass(slots=True)
class Step:
    """One call of one client.

    Attributes:
        number: The exchange's place among all that were observed.
        secret: How the pairs of its query begin that nobody may read.
        contract, operation: What it met; None for nothing.
        contracts: Everything that is served.
        order: The client's how many-th call it is.
        before: The same request, or the one with the same idempotency key, for rules that ask for it.
        turn: What it is to the client's walks, for calls of lists.
        undeclared: The names in its query that are not declared, for the rule that asks for them.
    """

    exchange: Exchange
    number: int
    secret: tuple[bytes, ...]
    contract: Contract | None
    operation: Operation | None
    contracts: tuple[Contract, ...]
    order: int
    before: "Step | None" = None
    turn: Turn | None = None
    undeclared: tuple[str, ...] = ()

    @property
    def call(self) -> Evidence:
        """The exchange as evidence."""
        return evidence_of(self.exchange, self.number, self.secret)


class Finding(NamedTuple):
    """What a rule found.

    Attributes:
        message: What the client did.
        calls: The evidence, oldest first.
        pointer: The place in the document that it is about; by default, the operation's.
        operation: The operation, where it is not the step's.
        breaches: Each violation, of a broken contract.
    """

    message: str
    calls: tuple[Evidence, ...]
    pointer: str = ""
    operation: str = ""
    breaches: tuple[Breach, ...] = ()


Describe = Callable[[Step], Finding]
Check = Callable[[Step], Finding | Describe | None]


def nothing(step: Step) -> None:
    """Find nothing in a call."""


def no_end(history: History[Any]) -> Iterator[Finding]:
    """Find nothing when the client is done."""
    yield from ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        severity: `error`, `warning` or `info`.
        description: What it objects to, in a sentence.
        when: Which calls it is asked about; None for none of them.
        check: What it says of a call; what says it, where that takes long and may not be needed.
        close: What it says of a client that is done.
        keep: How many verdicts are kept of each operation; the rest are counted.
    """

    severity: str
    description: str
    when: When | None = None
    check: Check = nothing
    close: Callable[[History[Any]], Iterator[Finding]] = no_end
    keep: int = 50
