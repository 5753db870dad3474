"""A request with all that became of it: an entry of the journal."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from mockserver.errors import Violation
from mockserver.exchange.call import FORGOTTEN, Call
from mockserver.exchange.preferences import preferences_of
from mockserver.exchange.reply import Reply, ShortReply, Strike
from mockserver.exchange.request import Cut, Request

if TYPE_CHECKING:
    from mockserver.exchange.forwarded import Forwarding

LIGHT = 4096  # bytes of both bodies up to which an exchange may be remembered as it is
LONGEST_VALUE = 256  # characters of a value that is kept of a violation in a large body


class Exchange:
    """A request with all that became of it: an entry of the journal.

    Attributes:
        prefer: What the client prefers; None where it prefers nothing.
        vendor, operation: Names, None where nothing matched.
        endpoint: Which one of the vendor's authorization server answered, None where an operation did, or nothing.
        namespace: The separate state that was asked; empty for the default one.
        caller: The credential's name.
        violations: How the request broke the contract.
        kind: The kind of error that was answered, None for a success.
        valid: Whether the request met all that its operation's schemas ask; what is refused then, the state refuses.
        call: The request as it was read, None before it was; what it says of parameters may be incomplete.
        strike: The fault that struck it, None for none; without a reply, the connection broke.
        stub: The id of the stub that answered it, None for none.
        number: Its place in the journal, counted from 1; 0 before it is there.
        started: Unix time of the start by the server's clock, which may stand still.
        arrived, seconds: When it came, by a clock that never does, its zero anywhere; how long it took.
        taken: Whether the client waited for the answer; false where it had closed, or given up, before it was sent.
        forwarding: As of a `ForwardedExchange`; None for every other, which was answered here.
    """

    __slots__ = (
        "arrived", "call", "caller", "endpoint", "kind", "namespace", "number", "operation", "prefer", "reply",
        "request", "seconds", "started", "strike", "stub", "taken", "valid", "vendor", "violations",
    )  # fmt: skip

    forwarding: "Forwarding | None" = None

    def __init__(self, request: Request, started: float = 0.0) -> None:
        self.request = request
        self.prefer = preferences_of(request) if b"prefer" in request.headers else None
        self.number = 0
        self.started = started
        self.reply: Reply | None = None
        self.vendor: str | None = None
        self.operation: str | None = None
        self.endpoint: str | None = None
        self.caller: str | None = None
        self.violations: tuple[Violation, ...] = ()
        self.kind: str | None = None
        self.valid = False
        self.namespace = ""
        self.call: Call | None = None
        self.strike: Strike | None = None
        self.stub: str | None = None
        self.arrived = self.seconds = 0.0
        self.taken = True

    @property
    def matched(self) -> bool:
        """Whether it met an operation, or an endpoint beside them."""
        return self.operation is not None or self.endpoint is not None

    @property
    def left(self) -> float:
        """When the answer was sent, by the clock of `arrived`."""
        return self.arrived + self.seconds

    @property
    def weight(self) -> int:
        """Bytes of both bodies, as far as they are in memory."""
        return len(self.request.body) + (len(self.reply.body) if self.reply is not None else 0)

    def light(self) -> "Exchange":
        """What may be remembered of it for as long as anybody likes: itself, or a copy without its large bodies."""
        if self.weight <= LIGHT:
            return self
        twin = copy(self)
        twin.request = request = copy(self.request)
        request.body, request.file, request.cut = b"", None, request.cut or Cut(request.size)
        if self.reply is not None and self.reply.body:
            twin.reply = Reply(self.reply.status, self.reply.headers, b"", self.reply.kind)
        if self.call is not None:
            twin.call = call = copy(self.call)
            call.request = request
        twin.forget_reading()
        return twin

    def forget_reading(self) -> None:
        """Forget what was read of its body, which costs many times the bytes that were sent."""
        self.violations = tuple(replace(each, detail=_brief(each.detail)) for each in self.violations)
        if self.call is not None:
            self.call.body = FORGOTTEN
            refusal = self.call.refusal
            if refusal is not None:
                refusal.row, refusal.violations = None, self.violations

    def shorten(self, most: int, option: str) -> None:
        """Keep of each body `most` bytes, as an option says, and the hash of one that is longer."""
        self.request.shorten(most, option)
        if self.reply is not None and len(self.reply.body) > most:
            self.reply = ShortReply(self.reply, most, option)


def _brief(detail: Mapping[str, object]) -> Mapping[str, object]:
    """What a violation asks for, with a value that came in short."""
    value = detail.get("value")
    if isinstance(value, list | Mapping):
        return {
            **detail,
            "value": f"{'an array' if isinstance(value, list) else 'an object'} of {len(value)}",
        }
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return {**detail, "value": value[:LONGEST_VALUE] + "\u2026"}
    return detail
