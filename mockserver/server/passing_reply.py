"""One forwarded call: the reply of a real API, passed on piece by piece, and recorded when all of it is there."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import httpx
from starlette.types import Send

from mockserver.errors import ApiError, ConnectionFault, ErrorKind
from mockserver.exchange import (
    Call,
    Difference,
    Exchange,
    ForwardedExchange,
    Forwarding,
    Headers,
    HeadReply,
    Reply,
    Request,
)
from mockserver.exchange.forwarded import BREAKS_OFF, CLIENT_GONE
from mockserver.forwarding.client import UpstreamError
from mockserver.forwarding.described_replies import DescribedReplies
from mockserver.forwarding.passed_fields import sent_back
from mockserver.forwarding.passing import PassingBody
from mockserver.forwarding.upstream import Upstream
from mockserver.http1.turn import Turn
from mockserver.rendering.encoding import to_json
from mockserver.replies.error_bodies import problem
from mockserver.replies.error_writer import PROBLEM_TYPE
from mockserver.replies.reasons import reason_field
from mockserver.server.dispatcher import Dispatcher
from mockserver.server.pipeline import break_connection, send_reply
from mockserver.server.plan import Plan
from mockserver.server.vendor import Vendor
from mockserver.settings import Settings
from mockserver.state.namespaces import NamespaceState

CALLER = "forwarded"  # whose calls they are that send no test credential
UNKNOWN = frozenset({ErrorKind.UNKNOWN_PATH, ErrorKind.METHOD_NOT_ALLOWED})
BODILESS = frozenset({204, 304})
MOST_TOLD = 1000  # differences of one API that are warned of
FINAL = range(200, 600)  # statuses that end an exchange (RFC 9110, 15)

logger = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class KnownReplies:
    """What is remembered of the replies of one API.

    Attributes:
        described: What the document says of those of operations, by their ids, as far as one was asked for.
        told: The differences that were warned of.
    """

    described: dict[str, DescribedReplies] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ForwardedCall:
    """What a call is that is forwarded.

    Attributes:
        vendor, upstream: The document, and the API behind it.
        namespace: That it names.
        place: Its raw path below the document's name.
        known: What is remembered of all calls to the same API.
    """

    vendor: Vendor
    upstream: Upstream
    namespace: str
    place: bytes
    known: KnownReplies

    def tell(self, exchange: Exchange, drift: Sequence[Difference]) -> None:
        """Warn of differences, of each once."""
        document, where = self.vendor.contract.document, exchange.operation or exchange.request.method
        for each in drift:
            line = f"drift: {self.vendor.name} {where}: {document.problem(each.pointer, each.message)}"
            if line not in self.known.told and len(self.known.told) < MOST_TOLD:
                self.known.told.add(line)
                logger.warning(line)

    def described(self, plan: Plan) -> DescribedReplies:
        """What the document says of the replies of an operation."""
        name = plan.operation.id
        if name not in self.known.described:
            self.known.described[name] = DescribedReplies(plan.operation, plan.services)
        return self.known.described[name]


class OpenedCall(NamedTuple):
    """A call of an operation that another server answers, and what is asked of it here."""

    plan: Plan
    call: Call
    state: NamespaceState
    templates: Mapping[str, bytes]

    def judge(self, exchange: Exchange) -> None:
        """Read the call as if it were answered here: its exchange is told what is wrong."""
        try:
            exchange.violations = tuple(self.plan.reader.read(self.call, self.templates))
        except ApiError as error:
            exchange.kind, exchange.violations = error.kind, error.violations
        if exchange.violations and exchange.kind is None:
            exchange.kind = exchange.violations[0].kind
        exchange.valid = exchange.kind is None


class PassingReply:
    """What is passed on of one call, and told of it.

    Attributes:
        exchange: With the request; the journal has it in the end.
        url, target: Where it goes, and what is asked for there.
    """

    def __init__(
        self,
        call: ForwardedCall,
        request: Request,
        dispatcher: Dispatcher,
        settings: Settings,
        started: float,
    ) -> None:
        """Take a request, read to its end."""
        self.url, path = call.upstream.target(call.place)
        self.target = path + (b"?" + request.query if request.query else b"")
        self.exchange = ForwardedExchange(request)
        self._call = call
        self._dispatcher = dispatcher
        self._started = started
        self._address = request.origin() + request.path.removesuffix(call.place).decode("latin-1")
        self._kept = PassingBody(settings.max_body, settings.journal_body)
        self._sent: tuple[int, Headers] | None = None
        self._opened = _opened(call, self.exchange)

    def arranged(self) -> Reply | None:
        """What a preference, a stub or a fault answers in the place of the API; None where nothing does."""
        if self._opened is None:
            return None
        plan, call, state, templates = self._opened
        answer = plan.arranged(call, self.exchange, state, templates)
        if answer is None:
            self._opened.judge(self.exchange)
        elif self.exchange.request.method == "HEAD":
            answer = HeadReply(answer)
        return answer

    async def pass_on(self, reply: httpx.Response, send: Send) -> None:
        """Pass on a reply.

        Raises:
            UpstreamError: For a reply that is none.
            ConnectionFault: For one that breaks off.
        """
        if reply.status_code not in FINAL:
            raise UpstreamError(502, f"the upstream {self.url} answered with the status {reply.status_code}")
        headers: Headers = [self._led_back(*field) for field in sent_back(reply.headers.raw)]
        strike = self.exchange.strike
        if strike is not None and strike.replaces and self._opened is not None:
            await self._lose(reply, headers, self._opened, send)
            return
        opened = self._dispatcher.passed_on(self.exchange, Reply(reply.status_code, headers, b""))
        self._sent = reply.status_code, headers
        bodiless = self.exchange.request.method == "HEAD" or reply.status_code in BODILESS
        if isinstance(send, Turn):
            send.in_parts = True
        await send({"type": "http.response.start", "status": opened.status, "headers": opened.headers})
        last = b"" if bodiless else await self._pass_pieces(reply, send)
        self._record()
        await send({"type": "http.response.body", "body": last})

    async def _lose(self, reply: httpx.Response, headers: Headers, opened: OpenedCall, send: Send) -> None:
        """Read a reply to its end, and send what a fault puts in its place.

        Raises:
            ConnectionFault: Where that is nothing.
        """
        async for piece in reply.aiter_raw():
            self._kept.take(piece)
        kept = self._kept.reply(reply.status_code, headers, whole=True)
        self.exchange.forwarding = Forwarding(self.url, self._differences(kept, whole=kept.cut is None))
        answer = opened.plan.finish(kept, opened.call, self.exchange)
        answer = self._dispatcher.finish(self.exchange, answer, self._started)
        await asyncio.sleep(answer.delay)
        await break_connection(answer, send)
        await send_reply(answer, send)

    async def _pass_pieces(self, reply: httpx.Response, send: Send) -> bytes:
        """Pass on the pieces of a body; the last one, where its length tells which that is, once all is recorded."""
        length, last = int(reply.headers.get("content-length", -1)), b""
        try:
            async for piece in reply.aiter_raw():
                self._kept.take(piece)
                if self._kept.size == length:
                    last = piece
                else:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        except httpx.HTTPError as error:
            self._record(f"{BREAKS_OFF}: {error}")
            raise ConnectionFault from None
        return last

    def _led_back(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        if name not in {b"location", b"content-location"}:
            return name, value
        led = self._call.upstream.led_back(value.decode("latin-1"), self.url, self._address)
        return name, led.encode("latin-1")

    async def fail(self, error: UpstreamError, send: Send) -> None:
        """Answer a call that got no reply, with problem details."""
        detail = str(error)
        headers = [*PROBLEM_TYPE, reason_field(detail)]
        reply = Reply(error.status, headers, to_json(problem(error.status, detail=detail)), "upstream")
        reply = self._dispatcher.passed_on(self.exchange, reply)
        self.exchange.reply = reply
        self.exchange.forwarding = Forwarding(self.url, failure=detail)
        self._dispatcher.record(self.exchange, self._started)
        await send_reply(reply, send)

    def leave(self) -> None:
        """Record that the client went away before all was there."""
        self.exchange.taken = False
        self._record(CLIENT_GONE)

    def _record(self, failure: str = "") -> None:
        """Have the journal tell of the exchange, once."""
        exchange = self.exchange
        drift: tuple[Difference, ...] = ()
        if self._sent is not None:
            exchange.reply = reply = self._kept.reply(*self._sent, whole=not failure)
            drift = self._differences(reply, whole=not failure and reply.cut is None)
            self._call.tell(exchange, drift)
        exchange.forwarding = Forwarding(self.url, drift, failure)
        self._dispatcher.record(exchange, self._started)

    def _differences(self, reply: Reply, *, whole: bool) -> tuple[Difference, ...]:
        """How a reply differs from the document; a call that this does not have may be one of an API that has moved."""
        request = self.exchange.request
        plan = None if self._opened is None else self._opened.plan
        if self.exchange.kind in UNKNOWN and plan is None:
            if reply.status in {404, 405, 501}:
                return ()
            path = request.place.decode("latin-1") or self._call.place.decode("latin-1")
            text = f"{request.method} {path} is not in the document, and is answered with {reply.status}"
            return (Difference("/paths", text),)
        if plan is None or request.method != plan.operation.method:  # HEAD, answered as GET declares
            return ()
        if self._kept.fault:
            return (Difference(plan.operation.pointer, self._kept.fault),)
        return self._call.described(plan).differences(reply, whole=whole)


def _opened(call: ForwardedCall, exchange: Exchange) -> OpenedCall | None:
    """A request, opened as one that is answered here; None for one that the document does not have."""
    vendor, request = call.vendor, exchange.request
    exchange.vendor, exchange.namespace = vendor.name, call.namespace
    request.place = call.place
    found = vendor.operation_of(exchange)
    if found is None:
        vendor.open(exchange)
        known = vendor.router.allow(call.place) is not None
        exchange.kind = ErrorKind.METHOD_NOT_ALLOWED if known else ErrorKind.UNKNOWN_PATH
        request.place = vendor.below(call.place)
        exchange.caller = CALLER
        return None
    plan, templates = found
    exchange.operation = plan.operation.id
    opened, state = plan.open(exchange, vendor.namespaces)
    exchange.caller = exchange.caller or CALLER
    return OpenedCall(plan, opened, state, templates)
