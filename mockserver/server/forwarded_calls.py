"""Calls that a real API answers in the place of this server: which they are, and how they get there and back."""

import asyncio
import os
from collections.abc import Mapping
from time import perf_counter

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.access.credentials import NAMESPACE
from mockserver.exchange import Exchange, Reply, Request
from mockserver.forwarding.client import UpstreamClient, UpstreamError
from mockserver.forwarding.passed_fields import sent_on
from mockserver.forwarding.upstream import Upstream
from mockserver.http1.turn import ON_DISK, client_left, in_task
from mockserver.server.cross_origin import ASKED_HEADERS, is_preflight, method_asked, preflight
from mockserver.server.dispatcher import Dispatcher
from mockserver.server.passing_reply import ForwardedCall, KnownReplies, PassingReply
from mockserver.server.pipeline import has_body, let_strike, read_body, request_of, send_reply, wait
from mockserver.server.vendor import Vendor
from mockserver.settings import ServerOptions
from mockserver.upstreams import ALL

TOO_LARGE = "the body is larger than --max-body: nothing of it is forwarded"


class ForwardedCalls:
    """An ASGI application around the one that answers: it forwards what is to be forwarded, and passes on the rest."""

    def __init__(
        self, served: ASGIApp, vendors: Mapping[str, Vendor], dispatcher: Dispatcher, options: ServerOptions
    ) -> None:
        """Take what answers, what is served, and what is asked for."""
        self._served = served
        self._dispatcher = dispatcher
        self._upstreams = {
            name: Upstream(url, vendors[name].contract.base_path) for name, url in options.upstreams.items()
        }
        self._known = {name: KnownReplies() for name in self._upstreams}
        self._options = options
        self._client = UpstreamClient(options.upstream_timeout)
        self._name = f"mockserver-{os.getpid():x}-{id(self):x}".encode()  # in Via (RFC 9110, 7.6.3)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] == "lifespan":
            try:
                await self._served(scope, receive, send)
            finally:
                await self._client.close()
            return
        request = request_of(scope)
        call = self._forwarded(request)
        if call is None:
            await self._served(scope, receive, send)
        elif self._options.cors and is_preflight(request):
            asked = request.headers.get(ASKED_HEADERS, b"").lower().split(b",")
            headers = [name.strip() for name in asked if name.strip()]
            await send_reply(preflight(request, method_asked(request).encode("latin-1"), headers), send)
        else:
            await self._forward(call, scope, receive, send)

    def _forwarded(self, request: Request) -> ForwardedCall | None:
        """What is known of a call that is to be forwarded; None for one that is answered here."""
        exchange = Exchange(request)
        vendor = self._dispatcher.vendor_of(exchange)
        upstream = self._upstreams.get(vendor.name) if vendor is not None else None
        if vendor is None or upstream is None:
            return None
        if exchange.namespace and not NAMESPACE.fullmatch(exchange.namespace):
            return None
        if self._options.upstream_for != ALL and vendor.leads_to(exchange):
            return None
        return ForwardedCall(vendor, upstream, exchange.namespace, request.place, self._known[vendor.name])

    async def _forward(self, call: ForwardedCall, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a request, send it on, and pass on what comes back, unless the client goes away.

        Raises:
            ConnectionFault: Where a reply that is passed on already breaks off.
        """
        started, request = perf_counter(), request_of(scope)
        await in_task()
        if has_body(scope, request):
            await read_body(request, scope, receive, self._options.settings.max_body)
        if request.file is not None and ON_DISK in scope.get("extensions", {}):
            request.file.seek(0, os.SEEK_END)
            await receive()  # our own server would hand it over once more
        reply = PassingReply(call, request, self._dispatcher, self._options.settings, started)
        answer = reply.arranged()
        if answer is not None:
            await self._answer(reply.exchange, answer, started, receive, send)
            return
        strike = reply.exchange.strike
        if strike is not None and not strike.replaces:
            await wait(strike.delay, reply.exchange, receive)
        passing = asyncio.ensure_future(self._pass(reply, scope, send))
        leaving = asyncio.ensure_future(client_left(receive))
        try:
            await asyncio.wait({passing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            passing.cancel()  # does nothing to what is done
            await asyncio.wait({passing, leaving})
        if not passing.cancelled():
            passing.result()

    async def _answer(
        self, exchange: Exchange, answer: Reply, started: float, receive: Receive, send: Send
    ) -> None:
        """Answer a call here, as a client prefers, or a stub or a fault has it.

        Raises:
            ConnectionFault: Where a fault breaks the connection.
        """
        if exchange.prefer is not None and exchange.prefer.wait:
            await wait(exchange.prefer.wait, exchange, receive)
        reply = self._dispatcher.finish(exchange, answer, started)
        await let_strike(reply, exchange, receive, send)
        await send_reply(reply, send)

    async def _pass(self, passing: PassingReply, scope: Scope, send: Send) -> None:
        request = passing.exchange.request
        try:
            self._check(request, passing.url)
            size, replacing = request.size or None, self._options.upstream_headers
            fields = sent_on(scope["headers"], size, replacing, b"1.1 " + self._name)
            async with self._client.request_to(passing.url, passing.target, request, fields) as reply:
                await passing.pass_on(reply, send)
        except UpstreamError as error:
            await passing.fail(error, send)
        except asyncio.CancelledError:
            passing.leave()
            raise

    def _check(self, request: Request, url: str) -> None:
        """Refuse a request that cannot be forwarded.

        Raises:
            UpstreamError: For a body that was not read to its end, and for a call that comes again and again.
        """
        if request.too_large:
            raise UpstreamError(413, TOO_LARGE)
        if self._name in request.headers.get(b"via", b""):
            raise UpstreamError(508, f"the upstream {url} leads back here")
