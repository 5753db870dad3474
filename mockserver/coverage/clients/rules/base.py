"""What every rule is: a function of one call and of what its client did before, and all that is said of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import NamedTuple

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.scopes import ScopeUse
from mockserver.coverage.clients.verdict import Breach, Evidence, Severity


class When(StrEnum):
    """Which calls a rule is asked about; a call that is none of these is fine, and costs nothing."""

    RETRIED = "the same request came before, and may have been done, or was told when to come again"
    REPEATED = "the same request came before, and was refused for what it says"
    PAGE = "a call of a paginated list"
    KEYED = "a call that was carried out with an idempotency key"
    DEPRECATED = "a call of a deprecated operation"
    UNDECLARED = "a query with names that the operation does not declare"
    BROKEN = "the request broke its contract"
    UNMATCHED = "the request met no operation"


class Finding(NamedTuple):
    """What a rule found.

    Attributes:
        message: What the client did.
        calls: The evidence, oldest first.
        pointer: The place in the document that it is about; by default, the operation's.
        operation: The operation, where it is not the call's.
        breaches: Each violation, of a broken contract.
        severity: Where it is milder than the rule's.
    """

    message: str
    calls: tuple[Evidence, ...]
    pointer: str = ""
    operation: str = ""
    breaches: tuple[Breach, ...] = ()
    severity: Severity | None = None


Describe = Callable[[ClientCall], Finding]
Check = Callable[[ClientCall, History], Finding | Describe | None]
Close = Callable[[History], Iterator[Finding]]
Conclude = Callable[[ScopeUse], Finding | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, with all that is said of it; a module has one, and `RULES` a line for it.

    Attributes:
        name: What users switch it off by, the id of its rule in SARIF, the name of its cases in JUnit and CTRF.
        severity: `error`, `warning` or `info`.
        description: What it objects to, in a sentence.
        help: Why, and how to mend the client.
        when: Which calls it is asked about; None for none of them.
        check: What it says of such a call; what says it, where that takes long and may not be needed.
        close: What it says of a client that is done.
        conclude: What it says of a credential, over all of a run.
        window: Of rules about repetitions: seconds after which a request is no repetition of an earlier one, by the
            server's clock; where that stands still, by the time that really passed.
        keep: How many verdicts are kept of each operation; the rest are counted.
    """

    name: str
    severity: Severity
    description: str
    help: str
    when: When | None = None
    check: Check | None = None
    close: Close | None = None
    conclude: Conclude | None = None
    window: float = inf
    keep: int = 50

    @property
    def title(self) -> str:
        """Its name as SARIF has names of rules: `RetriedTooEarly`."""
        return "".join(word.capitalize() for word in self.name.split("-"))
