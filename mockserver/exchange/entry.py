"""A request with all that became of it: an entry of the journal."""

from mockserver.errors import Violation
from mockserver.exchange.call import Call
from mockserver.exchange.preferences import preferences_of
from mockserver.exchange.reply import Reply, Strike
from mockserver.exchange.request import Request


class Exchange:
    """A request with all that became of it: an entry of the journal.

    Attributes:
        prefer: What the client prefers; None where it prefers nothing.
        vendor, operation: Names, None where nothing matched.
        namespace: The separate state that was asked; empty for the default one.
        caller: The credential's name.
        violations: How the request broke the contract.
        kind: The kind of error that was answered, None for a success.
        valid: Whether the request met all that its operation's schemas ask; what is refused then, the state refuses.
        call: The request as it was read, None before it was; what it says of parameters may be incomplete.
        strike: The fault that struck it, None for none; without a reply, the connection broke.
        number: Its place in the journal, counted from 1; 0 before it is there.
        started: Unix time of the start by the server's clock, which may stand still.
        arrived, seconds: When it came, by a clock that never does, its zero anywhere; how long it took.
        taken: Whether the client waited for the answer; false where it had closed, or given up, before it was sent.
    """

    __slots__ = (
        "arrived", "call", "caller", "kind", "namespace", "number", "operation", "prefer", "reply",
        "request", "seconds", "started", "strike", "taken", "valid", "vendor", "violations",
    )  # fmt: skip

    def __init__(self, request: Request, started: float = 0.0) -> None:
        self.request = request
        self.prefer = preferences_of(request) if b"prefer" in request.headers else None
        self.number = 0
        self.started = started
        self.reply: Reply | None = None
        self.vendor: str | None = None
        self.operation: str | None = None
        self.caller: str | None = None
        self.violations: tuple[Violation, ...] = ()
        self.kind: str | None = None
        self.valid = False
        self.namespace = ""
        self.call: Call | None = None
        self.strike: Strike | None = None
        self.arrived = self.seconds = 0.0
        self.taken = True

    @property
    def left(self) -> float:
        """When the answer was sent, by the clock of `arrived`."""
        return self.arrived + self.seconds
