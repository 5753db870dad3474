"""What passes through the server: a request, the call that it becomes, and the reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from mockserver.clock import Clock
from mockserver.errors import Violation
from mockserver.rows import Change

Headers = Sequence[tuple[bytes, bytes]]
NOTHING: Mapping[str, Any] = {}  # shared by every call: never written to


class Request:
    """One HTTP request, as it came.

    Attributes:
        method: In upper case.
        path: The raw path, percent-encoded, without the query.
        query: The raw query string.
        headers: Name (lower case) to value, both as sent; repeated fields are joined with a comma (RFC 9110, 5.3).
        body: The payload; empty when it was larger than the limit.
        place: The path below its document's base path, once that is known: the same through every door.
        too_large: Whether the payload passed the limit and was not read to its end.
    """

    __slots__ = ("body", "headers", "method", "path", "place", "query", "too_large")

    def __init__(
        self,
        method: str,
        path: bytes,
        query: bytes,
        headers: Mapping[bytes, bytes],
        body: bytes = b"",
        *,
        too_large: bool = False,
    ) -> None:
        self.method = method
        self.path = self.place = path
        self.query = query
        self.headers = headers
        self.body = body
        self.too_large = too_large

    def whole(self) -> bytes:
        """Method, place, query and body: what two requests have in common that ask for the same."""
        return b"%b %b?%b\0%b" % (self.method.encode(), self.place, self.query, self.body)

    def header(self, name: str) -> str | None:
        """The value of a header field, None when absent."""
        value = self.headers.get(name.lower().encode("latin-1"))
        return None if value is None else value.decode("latin-1")


def join_headers(raw: Headers) -> dict[bytes, bytes]:
    """One value per name; repeated fields are joined with a comma, cookies with a semicolon."""
    headers = dict(raw)
    if len(headers) == len(raw):
        return headers
    headers.clear()
    for name, value in raw:
        if name in headers:
            headers[name] += (b"; " if name == b"cookie" else b", ") + value
        else:
            headers[name] = value
    return headers


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: one entry of `credentials.yaml`.

    Attributes:
        name: The key that the client sends.
        tenant: Whose rows it sees.
        scopes: What it may do; `*` stands for everything.
        roles: What it is.
        limits: `none`, `enforced` or `exhausted`.
        namespace: The separate state that it lives in; empty for the default one.
        facts: Every member of the entry, for `$credential.MEMBER`.
    """

    name: str
    tenant: str = "default"
    scopes: frozenset[str] = frozenset({"*"})
    roles: frozenset[str] = frozenset()
    limits: str = "none"
    namespace: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Draw(Protocol):
    """Deterministic values for one request."""

    def uuid(self) -> str:
        """A UUID, version 4."""

    def hex(self, length: int) -> str:
        """Hexadecimal characters."""

    def digits(self, length: int) -> str:
        """Decimal digits, the first of them not 0."""


class State(Protocol):
    """What a call meets: the state of one document in one namespace."""

    clock: Clock

    def draw(self, request: Request) -> Draw:
        """Deterministic values for a request."""


class Call:
    """A request that has been read against its operation: what behaviours and templates see.

    Attributes:
        request: The request as it came.
        path, query, header, cookie: Parameters by name, coerced to their schemas' types, defaults filled in.
        body: The parsed body; None without one.
        sent: Whether there was a body.
        undeclared: The names in its query that the operation does not declare, and that were ignored.
        caller: The credential.
        moment: Unix time there when the call was opened: all of it happens at this time.
        draw: Deterministic values there.
        row: The stored fields that `$row.FIELD` reads, as templates need it.
        rows: The rows of the caller's tenant, where `$row.REFERENCE.FIELD` leads; None before they are reached.
        limit: What the rate limits say of it; None where there are none.
        facts: Further roots for templates: `page`, `limit`, `required`, `violation`; `replayed`, when an idempotency
            key brought the reply back; `unknown`, the key in a request's body that no row has.
        changes: What it did to rows, in order.
    """

    __slots__ = (
        "_draw", "_state", "body", "caller", "changes", "cookie", "facts", "header", "limit",
        "moment", "path", "query", "request", "row", "rows", "sent", "undeclared",
    )  # fmt: skip

    def __init__(self, request: Request, caller: Caller, state: State) -> None:
        self.request = request
        self.caller = caller
        self.enter(state)
        self.path = self.query = self.header = self.cookie = self.row = NOTHING
        self.body: Any = None
        self.sent = False
        self.undeclared: Sequence[str] = ()
        self.rows: Any = None
        self.limit: Any = None
        self.facts: Mapping[str, Any] = NOTHING
        self.changes: Sequence[Change] = ()

    def enter(self, state: State) -> None:
        """Meet a state."""
        self._state = state
        self.moment = state.clock.time()
        self._draw: Draw | None = None

    @property
    def draw(self) -> Draw:
        """Deterministic values for this call."""
        if self._draw is None:
            self._draw = self._state.draw(self.request)
        return self._draw


class Reply:
    """One HTTP response.

    Attributes:
        status: The HTTP status.
        headers: Names in lower case; `content-length` is the server's business.
        body: The payload.
        kind: The kind of error that it tells of, None for a success.
        delay, breaks: As of a `StruckReply`; every other is sent at once, and arrives.
    """

    __slots__ = ("body", "headers", "kind", "status")

    delay = 0.0
    breaks: str | None = None

    def __init__(self, status: int, headers: Headers, body: bytes, kind: str | None = None) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.kind = kind


class StruckReply(Reply):
    """A reply that a fault has struck.

    Attributes:
        delay: Seconds until it is sent.
        breaks: How the connection ends in its place, a name of `faults.BREAKS`; None for a reply that arrives.
    """

    __slots__ = ("breaks", "delay")

    def __init__(self, reply: Reply, headers: Headers, delay: float, breaks: str | None) -> None:
        super().__init__(reply.status, headers, reply.body, reply.kind)
        self.delay = delay
        self.breaks = breaks


class Exchange:
    """A request with all that became of it: an entry of the journal.

    Attributes:
        vendor, operation: Names, None where nothing matched.
        namespace: The separate state that was asked; empty for the default one.
        caller: The credential's name.
        violations: How the request broke the contract.
        kind: The kind of error that was answered, None for a success.
        valid: Whether the request met all that its operation's schemas ask; what is refused then, the state refuses.
        call: The request as it was read, None before it was; what it says of parameters may be incomplete.
        strike: The fault that struck it, None for none; without a reply, the connection broke.
        number: Its place in the journal, counted from 1; 0 before it is there.
        started, seconds: Unix time of the start by the server's clock; how long it took.
    """

    __slots__ = (
        "call", "caller", "kind", "namespace", "number", "operation", "reply", "request",
        "seconds", "started", "strike", "valid", "vendor", "violations",
    )  # fmt: skip

    def __init__(self, request: Request, started: float = 0.0) -> None:
        self.request = request
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
        self.strike: Any = None
        self.seconds = 0.0
