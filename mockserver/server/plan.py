"""One operation, compiled: the straight line from a request to its reply."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from mockserver.access.authenticator import Authenticator
from mockserver.access.credentials import ANONYMOUS
from mockserver.access.issued import issued_callers
from mockserver.access.limits import Limiter
from mockserver.access.permissions import Permissions
from mockserver.access.schemes import kind_of
from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract.model import Operation
from mockserver.contract.narrowness import narrowness
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call, Exchange, Reply, Request, Strike
from mockserver.exchange.preferences import Preferences
from mockserver.replies.error_writer import ErrorWriter
from mockserver.replies.forced import Forced
from mockserver.replies.paired_examples import pairs_of
from mockserver.replies.stub_answers import standing_in
from mockserver.replies.writer import ReplyWriter
from mockserver.server.acting import Acting
from mockserver.server.long_work import LongWork
from mockserver.server.stub_answering import stubbed
from mockserver.services import Services
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.validation.accept import is_accepted
from mockserver.validation.reader import RequestReader
from mockserver.validation.reply import BROKEN, ReplyValidator


class Plan:
    """Everything that one operation needs at run time."""

    def __init__(self, operation: Operation, services: Services, *, validate: bool) -> None:
        """Compile.

        Args:
            operation, services: What, and with what.
            validate: Whether every reply is held against the document before it leaves.

        Raises:
            ValueError: When a schema, an expression or a rate cannot be understood.
        """
        contract, issues = services.contract, services.authorization is not None
        self.operation = operation
        self.services = services
        self.authenticator = Authenticator(contract, operation, services.callers, issues=issues)
        self.permissions = Permissions(contract, operation, services.callers, issues=issues)
        self.limiter = Limiter(contract.mock.limits, operation.mock.limits)
        self.reader = RequestReader(contract, operation, services.schemas, services.max_body)
        self.replies = ReplyWriter(operation, services)
        self.pairs = pairs_of(contract, operation)
        self.errors = ErrorWriter(services, operation)
        hopeless = services.values.is_hopeless
        self.validator = ReplyValidator(operation, services.schemas, hopeless) if validate else None
        self._acting = Acting(operation, services, self.replies, self.errors, self.validator)
        self.act, self.later = self._acting.act, self._acting.later
        self._sent = self.replies.media_types
        self.long = LongWork(operation, services, self.replies)

    def leave_replies(self) -> None:
        """Hold no reply against the document any more: whoever passes them on does."""
        self.validator = self._acting.validator = None

    def raises(self) -> Iterator[str]:
        """The kinds of error that it may answer with, in the order of the steps that find them."""
        mock, contract = self.operation.mock, self.services.contract
        yield from (*self.authenticator.raises, *self.permissions.raises, *self.limiter.raises)
        yield ErrorKind.NOT_ACCEPTABLE
        yield from self.reader.raises
        if mock.pagination is not None:
            yield from STYLES[mock.pagination.style].raises
        if any(parameter.location == "path" for parameter in self.operation.parameters):
            yield ErrorKind.NOT_FOUND
        if mock.idempotency is not None:
            yield ErrorKind.IDEMPOTENCY_MISMATCH
        if mock.ranges or mock.download:
            yield ErrorKind.RANGE_NOT_SATISFIABLE
        if mock.conditional is not None and BEHAVIOURS[mock.behaviour].changes:
            yield ErrorKind.PRECONDITION_FAILED
            if mock.conditional.required:
                yield ErrorKind.PRECONDITION_REQUIRED
        yield from BEHAVIOURS[mock.behaviour].raises(contract, self.operation)
        yield from (guard.error for guard in mock.guards)

    @cached_property
    def narrowness(self) -> int:
        """How much it asks of its requests, where others could be meant."""
        return narrowness(self.services.contract.document, self.operation)

    @cached_property
    def request_headers(self) -> tuple[bytes, ...]:
        """The headers that its callers send, in lower case: declared parameters, and those that carry a key."""
        names = [each.name for each in self.operation.parameters if each.location == "header"]
        # Of every scheme, also where the operation asks for none: clients send their key everywhere.
        for scheme in self.services.contract.schemes.values():
            names += kind_of(scheme).headers(scheme, "")
        return tuple(name.lower().encode("latin-1") for name in names)

    @cached_property
    def response_headers(self) -> tuple[bytes, ...]:
        """The headers that its replies declare, in lower case."""
        names = [name for response in self.operation.responses.values() for name in response.headers]
        return tuple(name.lower().encode("latin-1") for name in names)

    @cached_property
    def forced(self) -> Forced:
        """Answers that `Prefer` asks for."""
        return Forced(self.operation, self.services, self.replies)

    def answer(self, exchange: Exchange, namespaces: Namespaces, templates: Mapping[str, bytes]) -> Reply:
        """The reply to a request of this operation; never raises.

        Args:
            exchange: Told who called and what was wrong.
            namespaces: The state in each namespace.
            templates: Raw values of the templates of the operation's path.
        """
        call, state = self.open(exchange, namespaces)
        if state.hold is not None and self._is_counted(call, state):
            state.hold()  # who dispatches gives it back
            call, state = self.open(exchange, namespaces)  # others may have changed what was found before
        try:
            forced = self.admit(call, exchange, state, templates)
            if forced is not None:
                return forced
            violations = self.reader.read(call, templates)  # 413, 415, 400, 422
            if violations:
                error = ApiError(violations[0].kind, violations=violations)
                reply = self._refuse(error, call, exchange, state)
            else:
                exchange.valid = True
                if self.pairs and (answer := self._paired(call)) is not None:
                    reply = answer
                else:
                    reply = self.act(call, state)  # 404, 409, 2xx
                    exchange.kind = reply.kind  # an idempotency key brings errors back as well
        except ApiError as error:
            reply = self._refuse(error, call, exchange, state)
        if self.long.cold:
            self.long.answered(exchange)
        return self._leaving(reply, call, exchange)

    def again(self, asked: Call, exchange: Exchange, state: NamespaceState) -> Reply:
        """The reply to a call that was answered already, as it is by now; never raises. Its exchange is told."""
        exchange.call = call = asked.at(state.clock.time())
        call.long_poll = None
        try:
            reply = self.act(call, state)
            exchange.kind = reply.kind
        except ApiError as error:
            reply = self._refuse(error, call, exchange, state)
        return self._leaving(reply, call, exchange)

    def _leaving(self, reply: Reply, call: Call, exchange: Exchange) -> Reply:
        """A reply as it leaves: struck by a fault, told how near the rate limit is, held against the document."""
        if call.limit is not None or exchange.strike is not None:
            reply = self.finish(reply, call, exchange)
        if self.validator is None or reply.kind == BROKEN:
            return reply
        return self.validator.validated(reply)

    def _is_counted(self, call: Call, state: NamespaceState) -> bool:
        """Whether a call may be counted, before it is carried out: by a limit, a stub or a fault."""
        limited = self.limiter.counts and call.caller.limits == "enforced"
        return limited or bool(state.faults.active or state.stubs.active)

    def _paired(self, call: Call) -> Reply | None:
        """The example that belongs to the request's, which is answered in the place of the behaviour."""
        pair = next((pair for pair in self.pairs if pair.is_meant(call)), None)
        return None if pair is None else self.forced.bare(pair.shown, call)

    def _refuse(self, error: ApiError, call: Call, exchange: Exchange, state: NamespaceState) -> Reply:
        # Its frames would be kept with it: the journal keeps what was refused, and those refer to all of the exchange.
        error.__traceback__ = error.__context__ = None
        exchange.kind, exchange.violations, call.refusal = error.kind, error.violations, error
        return self.errors.write(error, call)

    def open(self, exchange: Exchange, namespaces: Namespaces) -> tuple[Call, NamespaceState]:
        """Find out who calls, and in which namespace: the request's, else that of its credential.

        Args:
            exchange: Told both; no caller for one that is not known.
            namespaces: The state in each namespace.

        Returns:
            The call that the request becomes, with nothing read yet, and the state that it meets.
        """
        issues, callers = self.authenticator.issues, self.services.callers
        issued = issued_callers(callers, exchange.namespace, namespaces) if issues else None
        caller = self.authenticator.authenticate(exchange.request, issued)
        if caller is not None:
            exchange.caller = caller.name
            exchange.namespace = exchange.namespace or caller.namespace
        state = namespaces.enter(exchange.namespace)
        call = exchange.call = Call(exchange.request, caller or ANONYMOUS, state)
        exchange.started = call.moment
        if state.transitions.due <= call.moment:
            state.settle()
        return call, state

    def admit(
        self, call: Call, exchange: Exchange, state: NamespaceState, templates: Mapping[str, bytes]
    ) -> Reply | None:
        """Find out whether the caller may: all that comes before anything of the request is read, but for stubs.

        Args:
            call: Told how near the rate limit is.
            exchange: Knows who called.
            state: Where it is carried out.
            templates: Raw values of the templates of the operation's path.

        Returns:
            The answer that preferences force, or that a stub or a fault puts in the place of the operation's.

        Raises:
            ApiError: `unauthenticated`, `forbidden`, `not_permitted`, `rate_limited`, `not_acceptable`.
        """
        if exchange.caller is None:
            challenges = self.authenticator.challenged(call.request, state)
            raise ApiError(ErrorKind.UNAUTHENTICATED, headers=challenges)
        call.limit = limit = self.limiter.hit(call.caller, state.counters, call.moment)
        self.permissions.require(call.caller, exchange.request)
        steered = exchange.prefer is not None or state.stubs.active or state.faults.active
        if steered and (answer := self._steered(call, exchange, state, templates)) is not None:
            return answer
        if limit is not None and limit.exceeded:
            raise ApiError(ErrorKind.RATE_LIMITED)
        if b"accept" in call.request.headers:
            self.accept(call.request)
        return None

    def arranged(
        self, call: Call, exchange: Exchange, state: NamespaceState, templates: Mapping[str, bytes]
    ) -> Reply | None:
        """What preferences, a stub or a fault answer in the place of another server; None where it is to be asked.

        The parameters are those of `admit`; never raises.
        """
        try:
            return self._steered(call, exchange, state, templates)
        except ApiError as error:
            return self._refuse(error, call, exchange, state)

    def _steered(
        self, call: Call, exchange: Exchange, state: NamespaceState, templates: Mapping[str, bytes]
    ) -> Reply | None:
        if exchange.prefer is not None and (forced := self.forced.reply(exchange.prefer, call)) is not None:
            return forced
        if state.stubs.active and (answer := stubbed(self, call, exchange, state, templates)) is not None:
            return answer
        return self._strike(call, exchange, state) if state.faults.active else None

    def _strike(self, call: Call, exchange: Exchange, state: NamespaceState) -> Reply | None:
        """Let a fault strike; the answer where the operation is not carried out."""
        name, seed = self.services.contract.name, state.seed
        exchange.strike = strike = state.faults.strike(name, self.operation.id, call.request, seed)
        if strike is None or strike.carried_out or not strike.replaces:
            return None
        return self._in_its_place(strike, Reply(200, (), b""), call)

    def _in_its_place(self, strike: Strike, lost: Reply, call: Call) -> Reply:
        """What a fault puts in the place of a reply: what the document has for its status, else problem details."""
        if strike.status is None and strike.example is None:
            return lost  # its connection breaks
        status, wanted = strike.status or 200, Preferences(code=strike.status, example=strike.example)
        return self.forced.bare(wanted, call) or standing_in(status)

    def finish(self, reply: Reply, call: Call, exchange: Exchange) -> Reply:
        """What leaves in the end: the reply, or what a fault puts in its place, with the rate limit's headers."""
        if exchange.strike is not None and exchange.strike.replaces:
            reply = self._in_its_place(exchange.strike, reply, call)
        if call.limit is None:
            return reply
        headers = self.limiter.headers(call.limit, call.moment)
        return Reply(reply.status, [*reply.headers, *headers], reply.body, reply.kind)

    def accept(self, request: Request) -> None:
        """Refuse a client that accepts nothing of what the operation sends (RFC 9110, 12.5.1).

        Raises:
            ApiError: `not_acceptable`.
        """
        accept = request.headers.get(b"accept", b"*/*")
        if accept != b"*/*" and self._sent and not is_accepted(accept.decode("latin-1"), self._sent):
            raise ApiError(ErrorKind.NOT_ACCEPTABLE)
