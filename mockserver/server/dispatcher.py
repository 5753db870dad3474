"""Which vendor answers a request, and what becomes of every exchange, however it came."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from time import perf_counter
from urllib.parse import unquote_to_bytes

from mockserver.access.credentials import NAMESPACE
from mockserver.bounds import MANY_ROWS
from mockserver.clock import Clock
from mockserver.contract.authorization import WELL_KNOWN
from mockserver.errors import MOST_VIOLATIONS, ApiError, ErrorKind, FullError, UnavailableError, Violation
from mockserver.exchange import Exchange, Reply, Request, Strike, StruckReply
from mockserver.rendering.encoding import to_json
from mockserver.replies.error_bodies import problem
from mockserver.replies.error_writer import PROBLEM_TYPE
from mockserver.server.cross_origin import barred_header, headers_barred, method_asked, preflight, shared
from mockserver.server.unserved import no_room
from mockserver.server.vendor import Vendor
from mockserver.settings import MEMORY
from mockserver.state.changes import SharedLog
from mockserver.state.journal import Journal
from mockserver.state.namespaces import NamespaceState
from mockserver.stepping import LongWorkError, StoppedError

NAMESPACE_HEADER = b"mockserver-namespace"

logger = logging.getLogger("mockserver")


class Dispatcher:
    """Finds the vendor of a request by the path's first segment or by its host, and records what came of it.

    Attributes:
        works_long: Whether a request may find so many rows to make, or to write, that others should not wait for it.
        at_work: How many requests are answered in threads because they may take long: others may have to wait for
            what those have locked, and should not do so on the loop.
        log: What keeps the state in a store; None where it ends with the process.
        follow: Asked what has to be done once the reply to a request is sent; None where nobody has to be told of any.
    """

    def __init__(
        self, vendors: Mapping[str, Vendor], journal: Journal, clock: Clock, *, cors: bool = True
    ) -> None:
        """Take the vendors.

        Args:
            vendors: What is served, by name.
            journal: Told of every exchange.
            clock: The time of what no vendor answers.
            cors: Whether pages of other origins may read the replies.
        """
        self.works_long = False
        self.at_work = 0
        self.log: SharedLog | None = None
        self.follow: Callable[[Exchange, NamespaceState], Callable[[], None] | None] | None = None
        self._journal = journal
        self._clock = clock
        self._cors = cors
        self._by_name = {name.encode(): vendor for name, vendor in vendors.items()}
        # A host that issues one document's tokens may be another's own, which counts more.
        self._by_host = {host.encode(): vendor for vendor in vendors.values() for host in vendor.hosts} | {
            host.encode(): vendor for vendor in vendors.values() for host in vendor.contract.hosts
        }

    def expect_rows(self, rows: int | None) -> None:
        """Take how many rows the main resources have, None for a few: many that are made late are made in threads."""
        late = any(vendor.services.rows is not None for vendor in self._by_name.values())
        self.works_long = late and rows is not None and rows > MANY_ROWS

    def exchange(self, request: Request, namespace: str = "") -> tuple[Exchange, Reply]:
        """What becomes of a request that came without a socket, and what is sent to its client.

        A wait that the request prefers, or a fault causes, is the caller's to keep; who does not sets `taken`.
        """
        started = perf_counter()
        exchange = Exchange(request)
        exchange.namespace = namespace
        reply = self.finish(exchange, self.dispatch(exchange), started)
        if (follow := self.following(exchange)) is not None:
            follow()
        if exchange.prefer is not None:
            exchange.seconds += exchange.prefer.wait
        return exchange, reply

    def dispatch(self, exchange: Exchange, *, soon: bool = False) -> Reply:
        """The reply to a request: of the vendor that its path or its host names.

        Args:
            exchange: Told what it was found to be.
            soon: Whether others wait.

        Raises:
            LongWorkError: When others wait, and it may be too long for them; it can be dispatched again.
            StoppedError: When it was long work that nobody waits for any more.
        """
        vendor = self.vendor_of(exchange)
        if vendor is None or (exchange.namespace and not NAMESPACE.fullmatch(exchange.namespace)):
            known = ", ".join(f"/{vendor.contract.segment}" for _, vendor in sorted(self._by_name.items()))
            detail = f"no document is served at this path; documents are at {known}"
            return self._unserved(exchange, 404, ErrorKind.UNKNOWN_PATH, detail)
        try:
            return vendor.answer(exchange, soon=soon)
        except FullError as error:
            return no_room(exchange, error, self._clock.time())
        except UnavailableError as error:
            logger.error("%s", error)  # noqa: TRY400 - it says all
            return vendor.refuse(ApiError(ErrorKind.UNAVAILABLE), exchange)
        except (StoppedError, LongWorkError):
            raise  # nobody waits for an answer any more, or others do
        except Exception:
            # A fault of ours: a clean 500 for the client, the whole story in the log.
            logger.exception("%s %r could not be answered", exchange.request.method, exchange.request.path)
            return vendor.refuse(ApiError(ErrorKind.INTERNAL), exchange)

    def again(self, exchange: Exchange) -> Reply:
        """The reply to a request that an operation has answered, as it is by now; as for `Plan.again`."""
        vendor = self._by_name[(exchange.vendor or "").encode()]
        state, plan = vendor.namespaces.enter(exchange.namespace), vendor.plans[exchange.operation or ""]
        assert exchange.call is not None  # noqa: S101 - for mypy: an operation has answered it
        return plan.again(exchange.call, exchange, state)

    def following(self, exchange: Exchange) -> Callable[[], None] | None:
        """What has to be done once the reply to a request is sent; None for nothing."""
        if self.follow is None or exchange.call is None:
            return None
        state = self._by_name[(exchange.vendor or "").encode()].namespaces.find(exchange.namespace)
        return None if state is None else self.follow(exchange, state)

    def preflight(self, request: Request) -> Reply | None:
        """The answer to a browser's preflight, before anybody is asked for a credential.

        The journal has none of it but where it asks for a header that is not let through: no call will follow.

        Returns:
            None where what it asks for is not there: it is answered as any other request, by a 404 or a 405.
        """
        started, exchange = perf_counter(), Exchange(request)
        vendor = self.vendor_of(exchange)
        if vendor is None:
            return None
        headers = vendor.sendable(request.place, method_asked(request))
        methods = vendor.allowed(request.place)
        if headers is None or methods is None:
            return None
        exchange.reply = preflight(request, methods, headers)
        if barred := headers_barred(request, headers):
            known = [name.decode("latin-1") for name in headers]
            exchange.vendor, exchange.started = vendor.contract.name, self._clock.time()
            exchange.kind = ErrorKind.INVALID_PARAMETER
            exchange.violations = tuple(barred_header(name, known) for name in barred[:MOST_VIOLATIONS])
            self.record(exchange, started)
        return exchange.reply

    def garbled(self, target: bytes, reason: str, status: int = 400) -> Reply:
        """The reply to what came on a connection and is no HTTP request; the journal has it then, without a method.

        Args:
            target: Its target, as far as one was read.
            reason: What is wrong with it.
            status: Of the reply; a document's own shape is for 400 alone.
        """
        path, _, query = target.partition(b"?")
        exchange = Exchange(Request("", path, query, {}))
        vendor = self.vendor_of(exchange)
        error = ApiError(
            ErrorKind.MALFORMED_REQUEST, violations=[Violation("header", (), "malformed", {}, reason)]
        )
        exchange.violations = error.violations
        if vendor is None or status != HTTPStatus.BAD_REQUEST:
            reply = self._unserved(exchange, status, ErrorKind.MALFORMED_REQUEST, reason)
        else:
            exchange.vendor = vendor.contract.name
            exchange.request.place = vendor.below(exchange.request.place)
            reply = vendor.refuse(error, exchange)
        exchange.reply = reply
        self._journal.add(exchange)
        return reply

    def _unserved(self, exchange: Exchange, status: int, kind: ErrorKind, detail: str) -> Reply:
        """The reply to what is no document's."""
        exchange.kind, exchange.started = kind, self._clock.time()
        return Reply(status, PROBLEM_TYPE, to_json(problem(status, detail=detail)))

    def finish(self, exchange: Exchange, reply: Reply, started: float) -> Reply:
        """What is sent in the end: the reply, told of a wait, struck by a fault; the journal has it before it is sent.

        Args:
            exchange: Told of the reply, and how long it took.
            reply: What was answered.
            started: The performance counter's time at which the request came.
        """
        prefer = exchange.prefer
        if prefer is not None and prefer.wait:
            told = [*reply.headers, prefer.applied(("wait",))]
            reply = Reply(reply.status, told, reply.body, reply.kind)
        if self._cors and b"origin" in exchange.request.headers:
            reply = self._shared(exchange, reply)
        exchange.reply = reply
        exchange.arrived, exchange.seconds = started, perf_counter() - started
        if exchange.strike is not None:
            reply = apply_fault(exchange.strike, reply, exchange)
            exchange.seconds += reply.delay
        self._journal.add(exchange)
        return reply

    def passed_on(self, exchange: Exchange, reply: Reply) -> Reply:
        """A reply of another server as it is sent: with what a fault adds, and to the page of another origin."""
        if exchange.strike is not None:
            reply = apply_fault(exchange.strike, reply, exchange)
        asked = self._cors and b"origin" in exchange.request.headers
        return self._shared(exchange, reply) if asked else reply

    def record(self, exchange: Exchange, started: float) -> None:
        """Have the journal tell of an exchange whose reply is there.

        Args:
            exchange: Told how long it took.
            started: As for `finish`.
        """
        exchange.arrived, exchange.seconds = started, perf_counter() - started
        self._journal.add(exchange)

    def _shared(self, exchange: Exchange, reply: Reply) -> Reply:
        """A reply that the page which asked for it may read."""
        vendor = self._by_name.get((exchange.vendor or "").encode())
        plan = vendor.plans.get(exchange.operation or "") if vendor is not None else None
        return shared(exchange.request, reply, plan.response_headers if plan is not None else ())

    def _named(self, segment: bytes, exchange: Exchange) -> Vendor | None:
        """The vendor that a segment of a path names percent-encoded (RFC 3986, 2.1), or with a namespace after it."""
        vendor = self._by_name.get(unquote_to_bytes(segment))
        if vendor is None and b"@" in segment:
            name, _, namespace = segment.partition(b"@")
            vendor = self._by_name.get(unquote_to_bytes(name))
            exchange.namespace = namespace.decode("latin-1")
        return vendor

    def _well_known(self, request: Request) -> Vendor | None:
        """The vendor of a request for `/.well-known/WHAT/NAME`, where RFC 8414 (3.1) has what is said of `/NAME`."""
        what, _, issuer = request.path.removeprefix(WELL_KNOWN.encode()).partition(b"/")
        name = issuer.partition(b"/")[0]
        vendor = self._by_name.get(unquote_to_bytes(name))
        if vendor is None or vendor.tokens is None:
            return None
        request.place = WELL_KNOWN.encode() + what
        request.path = (
            b"/" + name + request.place
        )  # as if it were asked below the name, as OpenID Connect has it
        return vendor

    def vendor_of(self, exchange: Exchange) -> Vendor | None:
        """The vendor of a request, whose path below that vendor's name is known then.

        The namespace is the one that the path (`/NAME@NAMESPACE/…`) or the header names.
        """
        request = exchange.request
        if NAMESPACE_HEADER in request.headers:
            exchange.namespace = request.headers[NAMESPACE_HEADER].decode("latin-1")
        path = request.path
        first = path[1:].partition(b"/")[0]
        vendor = self._by_name.get(first) or self._named(first, exchange)
        if vendor is not None:
            request.place = path[len(first) + 1 :]
        else:
            vendor = self._by_host.get(request.headers.get(b"host", b"").partition(b":")[0].lower())
            if vendor is None and first == b".well-known":
                vendor = self._well_known(request)
        return vendor


def dispatcher_for(store: str) -> type[Dispatcher]:
    """The kind of dispatcher for a store of a URL."""
    if store == MEMORY:
        return Dispatcher
    from mockserver.server.stored_calls import StoredDispatcher  # noqa: PLC0415 - for those who ask for one

    return StoredDispatcher


def apply_fault(strike: Strike, reply: Reply, exchange: Exchange) -> Reply:
    """A reply, delayed or broken as the fault that has struck its exchange says; one that breaks is none."""
    named = {name for name, _ in strike.headers}
    headers = [*(header for header in reply.headers if header[0] not in named), *strike.headers]
    made = StruckReply(reply, headers, strike.delay, strike.breaks)
    exchange.reply = None if strike.breaks else made
    return made
