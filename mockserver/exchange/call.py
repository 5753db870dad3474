"""A request that has been read against its operation, and all that it was found to be."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from mockserver.clock import Clock
from mockserver.errors import ApiError
from mockserver.exchange.long_poll import LongPoll
from mockserver.exchange.reply import Reply
from mockserver.exchange.request import Request
from mockserver.exchange.stream import EventParts
from mockserver.exchange.upload import UploadedFile
from mockserver.rows import Change, TenantRows

Values = Mapping[str, object]
NOTHING: Values = {}  # shared by every call: never written to
FORGOTTEN = object()  # the body of a call that was large: what was read of it is many times as large


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
    facts: Values = field(default_factory=dict)


class Draw(Protocol):
    """Deterministic values for one request."""

    def uuid(self) -> str:
        """A UUID, version 4."""

    def hex(self, length: int) -> str:
        """Hexadecimal characters."""

    def digits(self, length: int) -> str:
        """Decimal digits, the first of them not 0."""

    def next(self, name: str, start: int) -> int:
        """The next number of a counter, whose first one is `start`."""

    def undo(self) -> None:
        """Let what was drawn count no more."""


class State(Protocol):
    """What a call meets: the state of one document in one namespace."""

    clock: Clock

    def tenant(self, name: str) -> TenantRows:
        """The rows of a tenant."""

    def draw(self, request: Request) -> Draw:
        """Deterministic values for a request."""


@dataclass(slots=True)  # made for every limited request, and frozen ones are slow to make
class LimitDecision:
    """What the rate limits say of one call.

    Attributes:
        exceeded: Whether the call is over a limit.
        limit, remaining: Requests in the window nearest exhaustion, and how many are left.
        reset: Unix time at which that window ends.
        retry_after: Whole seconds until then.
    """

    exceeded: bool
    limit: int
    remaining: int
    reset: float
    retry_after: int

    def facts(self) -> dict[str, int]:
        """What `$limit.…` reads."""
        return {
            "limit": self.limit,
            "remaining": self.remaining,
            "reset": int(self.reset),
            "retry_after": self.retry_after,
        }


class PageInfo(TypedDict, total=False):
    """Which page of its list a call was given: what `$page.…` reads.

    A style of pagination says what it knows and leaves the rest out; a cursor that leads nowhere is None.
    """

    number: int
    size: int
    offset: int
    total: int
    count: int
    total_pages: int
    has_more: bool
    next: str | None
    previous: str | None
    next_url: str | None
    previous_url: str | None
    is_first: bool
    is_last: bool
    has_previous: bool
    first_row: int | None
    last_row: int | None
    next_offset: int | None
    previous_offset: int | None
    next_number: int | None
    previous_number: int | None
    first_key: str | None
    last_key: str | None
    paths: Mapping[str, str | None]
    links: Mapping[str, str | None]
    link: str | None


class Call:
    """A request that has been read against its operation: what behaviours and templates see.

    Attributes:
        request: The request as it came.
        path, query, header, cookie: Parameters by name, coerced to their schemas' types, defaults filled in.
        body: The parsed body; None without one, `FORGOTTEN` once the journal has a call with a large one.
        sent: Whether there was a body.
        undeclared: The names in its query that the operation does not declare, and that were ignored.
        caller: The credential.
        moment: Unix time there when the call was opened: all of it happens at this time.
        draw: Deterministic values there.
        rows: Those of the caller's tenant.
        limit: What the rate limits say of it; None where there are none.
        page: Which page of a list it was given; None where it was given none.
        refusal: Why it was refused; None where it was not.
        replayed: Whether an idempotency key brought the reply back.
        changes: What it did to rows, in order.
        upload: The file that came with it, where its operation keeps one.
        stream: Its reply event by event, where it is sent so.
        long_poll: What it waits for before it is answered; None for nothing.
    """

    __slots__ = (
        "_draw", "_rows", "_state", "body", "caller", "changes", "cookie", "header", "limit", "long_poll", "moment",
        "page", "path", "query", "refusal", "replayed", "request", "sent", "stream", "undeclared", "upload",
    )  # fmt: skip

    def __init__(self, request: Request, caller: Caller, state: State) -> None:
        self.request = request
        self.caller = caller
        self._state = state
        self.moment = state.clock.time()
        self._draw: Draw | None = None
        self._rows: TenantRows | None = None
        self.path = self.query = self.header = self.cookie = NOTHING
        self.body: object = None
        self.sent = False
        self.undeclared: Sequence[str] = ()
        self.limit: LimitDecision | None = None
        self.page: PageInfo | None = None
        self.refusal: ApiError | None = None
        self.replayed = False
        self.changes: Sequence[Change] = ()
        self.upload: UploadedFile | None = None
        self.stream: EventParts | None = None
        self.long_poll: LongPoll | None = None

    @property
    def rows(self) -> TenantRows:
        """The rows of the caller's tenant."""
        if self._rows is None:
            tenant = self._state.tenant
            self._rows = tenant(self.caller.tenant)
        return self._rows

    def at(self, moment: float) -> "Call":
        """A twin of this call, as it would be at another moment: with draws of its own, and what it did forgotten."""
        twin = copy(self)
        twin.moment, twin.changes = moment, ()
        twin._draw = None  # noqa: SLF001 - of the same class
        return twin

    @property
    def draw(self) -> Draw:
        """Deterministic values for this call."""
        if self._draw is None:
            self._draw = self._state.draw(self.request)
        return self._draw


class EventCall(Call):
    """A call that nobody made: in which the payload of an event is written, and its address read.

    Attributes:
        event: The event, for `$event.MEMBER`.
        before: The row as it was, for `$before.FIELD`.
        reply: What was answered to the request that caused it; None where none did.
    """

    __slots__ = ("before", "event", "reply")

    def __init__(self, request: Request, caller: Caller, state: State) -> None:
        super().__init__(request, caller, state)
        self.event: Values = NOTHING
        self.before: Values = NOTHING
        self.reply: Reply | None = None

    def take_cause(self, cause: Call, reply: Reply | None) -> None:
        """Have the parts of the request that caused the event, and what was answered to it."""
        self.path, self.query, self.header, self.cookie = cause.path, cause.query, cause.header, cause.cookie
        self.body, self.sent, self.reply = cause.body, cause.sent, reply
