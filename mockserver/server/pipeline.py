"""The compiled request path: one Connexion middleware that answers every operation by its plan."""

import asyncio
import sys
import traceback
from time import perf_counter
from typing import Any

from connexion.middleware.abstract import SpecMiddleware
from connexion.spec import Specification
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.access.authenticator import NAMESPACE
from mockserver.clock import Clock
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import Exchange, Reply, Request, Strike, StruckReply, join_headers
from mockserver.faults import broken
from mockserver.rendering.encoding import to_json
from mockserver.replies import preferences
from mockserver.replies.error_bodies import problem
from mockserver.replies.error_writer import PROBLEM_TYPE
from mockserver.server.vendor import Vendor
from mockserver.state.journal import Journal

NAMESPACE_HEADER = b"mockserver-namespace"


class ContractMiddleware(SpecMiddleware):
    """Answers requests out of compiled plans; only what is no HTTP goes on to the wrapped application."""

    def __init__(self, app: ASGIApp, *, journal: Journal, clock: Clock, max_body: int) -> None:
        self.app = app
        self._max_body = max_body
        self._journal = journal
        self._clock = clock
        self._by_name: dict[bytes, Vendor] = {}
        self._by_host: dict[bytes, Vendor] = {}

    def add_api(self, specification: Specification, *, vendor: Vendor, **kwargs: Any) -> None:
        """Compile one document.

        Args:
            specification: Connexion's reading of the document.
            vendor: Ours, passed on by `AsyncApp.add_api`.
            kwargs: Connexion's options, which the plans replace.

        Raises:
            SpecError: When an operation cannot be compiled.
        """
        self.add(vendor)

    def add(self, vendor: Vendor) -> None:
        """Answer for a vendor, at its name and at its own hosts."""
        self._by_name[vendor.contract.name.encode()] = vendor
        for host in vendor.contract.hosts:
            self._by_host[host.encode()] = vendor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        request = request_of(scope)
        if has_body(scope, request):
            message = await receive()
            request.body = message.get("body", b"")
            if message.get("more_body") or len(request.body) > self._max_body:
                await read_rest(request, receive, self._max_body)
        exchange = Exchange(request)
        prefer = preferences.of(request)
        if prefer is not None and prefer.wait:
            await asyncio.sleep(prefer.wait)
        reply = exchange.reply = await self.respond(scope, request, exchange, prefer)
        if prefer is not None and prefer.wait:
            waited = [*reply.headers, prefer.applied(("wait",))]
            reply = exchange.reply = Reply(reply.status, waited, reply.body)
        if exchange.strike is not None:
            reply = apply_fault(exchange.strike, reply, exchange)
        exchange.seconds = perf_counter() - started + reply.delay
        self._journal.record(exchange)  # before the client can ask what was recorded
        if exchange.strike is not None:
            await break_connection(reply, send)
        await send_reply(reply, send, head=request.method == "HEAD")

    async def respond(
        self, scope: Scope, request: Request, exchange: Exchange, prefer: preferences.Preferences | None
    ) -> Reply:
        """The reply to a request that has been read."""
        return self.answer(request, exchange, prefer)

    def take(self, request: Request, namespace: str = "") -> Reply:
        """The reply to a request that came without a socket; the journal has it then, as any other."""
        started = perf_counter()
        exchange = Exchange(request)
        exchange.namespace = namespace
        reply = exchange.reply = self.answer(request, exchange, preferences.of(request))
        if exchange.strike is not None:
            reply = apply_fault(exchange.strike, reply, exchange)
        exchange.seconds = perf_counter() - started + reply.delay
        self._journal.record(exchange)
        return reply

    def answer(self, request: Request, exchange: Exchange, prefer: preferences.Preferences | None) -> Reply:
        """The reply to a request: of the vendor that its path or its host names. Never raises."""
        vendor, path = self.find(request, exchange)
        if vendor is None or (exchange.namespace and not NAMESPACE.fullmatch(exchange.namespace)):
            exchange.kind, exchange.started = ErrorKind.UNKNOWN_PATH, self._clock.time()
            known = ", ".join(f"/{name.decode()}" for name in sorted(self._by_name))
            detail = f"no document is served at this path; documents are at {known}"
            return Reply(404, PROBLEM_TYPE, to_json(problem(404, detail=detail)))
        try:
            return vendor.answer(request, path, exchange, prefer)
        except Exception:  # noqa: BLE001 - a fault of ours: a clean 500 for the client, the whole story on stderr
            traceback.print_exc(file=sys.stderr)
            return vendor.refuse(ApiError(ErrorKind.INTERNAL), exchange)

    def garbled(self, target: bytes, reason: str) -> Reply:
        """The reply to what came on a connection and is no HTTP request; the journal has it then, without a method."""
        path, _, query = target.partition(b"?")
        request = Request("", path, query, {})
        exchange = Exchange(request)
        vendor, _ = self.find(request, exchange)
        error = ApiError(
            ErrorKind.MALFORMED_REQUEST, violations=[Violation("header", (), "malformed", {}, reason)]
        )
        exchange.violations = error.violations
        if vendor is None:
            exchange.kind, exchange.started = error.kind, self._clock.time()
            reply = Reply(400, PROBLEM_TYPE, to_json(problem(400, detail=reason)))
        else:
            exchange.vendor = vendor.contract.name
            reply = vendor.refuse(error, exchange)
        exchange.reply = reply
        self._journal.record(exchange)
        return reply

    def find(self, request: Request, exchange: Exchange) -> tuple[Vendor | None, bytes]:
        """The vendor of a request, and its path below that vendor's base path.

        The namespace is the one that the path (`/NAME@NAMESPACE/…`) or the header names.
        """
        if NAMESPACE_HEADER in request.headers:
            exchange.namespace = request.headers[NAMESPACE_HEADER].decode("latin-1")
        path = request.path
        first = path[1:].partition(b"/")[0]
        vendor = self._by_name.get(first)
        if vendor is None and b"@" in first:
            name, _, namespace = first.partition(b"@")
            vendor = self._by_name.get(name)
            exchange.namespace = namespace.decode("latin-1")
        if vendor is not None:
            request.place = below(path[len(first) + 1 :], vendor)
        elif vendor := self._by_host.get(request.headers.get(b"host", b"").partition(b":")[0].lower()):
            request.place = below(path, vendor)
        return vendor, request.place


def below(path: bytes, vendor: Vendor) -> bytes:
    """`path` without the vendor's base path; a path outside of it leads nowhere."""
    base = vendor.base_path
    return path[len(base) :] if path.startswith(base) else b""


def request_of(scope: Scope) -> Request:
    """The request of an ASGI scope, without its body."""
    path = scope.get("raw_path") or scope["path"].encode()
    return Request(scope["method"], path, scope["query_string"], join_headers(scope["headers"]))


def has_body(scope: Scope, request: Request) -> bool:
    """Whether there is a body to read (RFC 9112, 6; HTTP/2 does not say)."""
    headers = request.headers
    return b"content-length" in headers or b"transfer-encoding" in headers or scope.get("http_version") == "2"


async def read_rest(request: Request, receive: Receive, limit: int) -> None:
    """Read on where the body did not come in one piece, up to a limit in bytes."""
    chunks, size, more = [request.body], len(request.body), True
    request.body = b""
    while more and size <= limit:
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
    request.too_large = size > limit
    if not request.too_large:
        request.body = b"".join(chunks)


def apply_fault(strike: Strike, reply: Reply, exchange: Exchange) -> Reply:
    """A reply, delayed or broken as the fault that has struck its exchange says; one that breaks is none."""
    named = {name for name, _ in strike.headers}
    headers = [*(header for header in reply.headers if header[0] not in named), *strike.headers]
    made = StruckReply(reply, headers, strike.delay, strike.breaks)
    exchange.reply = None if strike.breaks else made
    return made


async def break_connection(reply: Reply, send: Send) -> None:
    """Wait as long as a fault delays a reply, then break the connection, or let the reply be sent.

    Raises:
        ConnectionFault: To break it. A server that knows no such thing has begun an answer by then that it cannot end.
    """
    await asyncio.sleep(reply.delay)
    if reply.breaks is None:
        return
    length = (b"content-length", b"%d" % (len(reply.body) + 1))
    await send({"type": "http.response.start", "status": reply.status, "headers": [*reply.headers, length]})
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    raise broken(reply)


async def send_reply(reply: Reply, send: Send, *, head: bool = False) -> None:
    """Send a reply, with its length."""
    await send({"type": "http.response.start", "status": reply.status, "headers": framed(reply, head=head)})
    await send({"type": "http.response.body", "body": reply.body})


def framed(reply: Reply, *, head: bool = False) -> list[tuple[bytes, bytes]]:
    """The headers of a reply, with those that say where it ends."""
    headers = [*reply.headers]
    if reply.status not in {204, 304} and not head:
        headers.append((b"content-length", b"%d" % len(reply.body)))
    if reply.status == 413:
        headers.append((b"connection", b"close"))
    return headers
