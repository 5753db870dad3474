"""One served document: its routes, its plans, its state."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from mockserver.access.credentials import ANONYMOUS
from mockserver.bounds import MOST_ROUTES
from mockserver.contract.model import Contract, Operation
from mockserver.contract.servers import base_paths
from mockserver.datagen.schemas.reading import Unsatisfiable
from mockserver.errors import ApiError, ErrorKind, Problem, SpecError
from mockserver.exchange import Call, Exchange, HeadReply, Reply
from mockserver.language.expressions import ExpressionError
from mockserver.replies.arranging import Arranging
from mockserver.replies.error_writer import ErrorWriter
from mockserver.replies.settled_members import check_settled
from mockserver.replies.shown_replies import check_replies
from mockserver.replies.stubbing import Stubbing
from mockserver.server.choosing import choose, fits_path
from mockserver.server.plan import Plan
from mockserver.server.router import Router
from mockserver.server.token_endpoints import TokenEndpoints, allowed_methods
from mockserver.server.token_plan import TokenPlan
from mockserver.server.unserved import Unserved
from mockserver.services import Services
from mockserver.state.namespaces import Namespaces
from mockserver.stepping import LongWorkError
from mockserver.validation.schema import SchemaError

PAGES = ("/openapi.", "/docs", "/__")  # how paths below its name begin that are not the vendor's


class Vendor:
    """What answers every request below one document's prefix.

    Attributes:
        name: The document's.
        base_path: The path of the document's first server, raw.
        state, namespaces: What is kept in the default namespace, and in each.
        plans: What answers each operation, by the operation's id.
        unserved: Why an operation answers 501, by where it stands in the document.
        problems: What is wrong with the document and did not keep it from being served.
        validate: Whether each reply is held against the document.
        tokens: The endpoints that issue tokens; None where callers need none.
    """

    def __init__(self, services: Services, namespaces: Namespaces, *, validate: bool = False) -> None:
        self.services = services
        self.name = services.contract.name
        self.base_path = services.contract.base_path.encode()
        self.namespaces = namespaces
        self.state = namespaces.enter("")
        self.router: Router[Plan | Unserved] = Router(fits_path)
        self.plans: dict[str, Plan] = {}
        self.unserved: dict[str, str] = {}
        self.errors = ErrorWriter(services, None)
        self.validate = validate
        declared = services.authorization
        self.tokens = None if declared is None else TokenEndpoints(declared, services.callers)
        self._chooses = False  # whether one path can lead to several operations of a method
        self.problems: list[Problem] = list(services.contract.problems)

    @cached_property
    def arranging(self) -> Arranging:
        """What arranges its rows."""
        return Arranging(self.services)

    @cached_property
    def stubbing(self) -> Stubbing:
        """What compiles its stubs."""
        return Stubbing(self.services, lambda name: plan.forced if (plan := self.plans.get(name)) else None)

    @property
    def contract(self) -> Contract:
        """The document."""
        return self.services.contract

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts whose calls are its own: those of its servers, and of what issues its tokens."""
        return (*self.contract.hosts, *(self.tokens.hosts if self.tokens is not None else ()))

    def compile(self) -> None:
        """Make the plan of every operation; one whose schemas make no sense answers 501.

        Raises:
            SpecError: With a problem for each one whose `x-mock` makes no sense.
        """
        problems: list[Problem] = []
        self._check_routes()
        for operation in self.contract.operations:
            reason = operation.unserved
            try:
                if not reason:
                    plan = self._planned(operation)
                    self.plans[operation.id] = plan
                    if plan.later:
                        self.namespaces.later.steps[operation.id] = plan.later
                    self._route(operation, plan)
            except SchemaError as error:
                reason = str(error)
                self.problems.append(self._unserved(operation, reason))
            except (ExpressionError, Unsatisfiable) as error:
                problems.append(self.contract.document.problem(operation.pointer, f"{operation.id}: {error}"))
            if reason:
                self.unserved[operation.pointer] = reason
                self._route(operation, Unserved(operation, reason))
        self.router.settle()
        if self.tokens is not None:
            self.tokens.settle(self._answering)
        self._chooses = self.router.shares or any(operation.query for operation in self.contract.operations)
        if problems:
            raise SpecError(problems)
        self.problems += [] if self.unserved else check_settled(self.contract, self.state.rows.seeded_rows)

    def _check_routes(self) -> None:
        operations = self.contract.operations
        routes = len(base_paths(self.contract.servers)) * len(operations)
        routes += sum(len(each.servers) for each in operations)
        if routes > MOST_ROUTES:
            message = (
                f"{routes:,} paths, of each operation below each server; at most {MOST_ROUTES:,} are routed"
            )
            raise SpecError([self.contract.document.problem("/servers", message)])

    def _answering(self, method: str, path: str) -> str | None:
        """The id of the operation that answers a method of a path below its name; empty where a page does."""
        if path.startswith(PAGES):
            return ""
        found = self.router.find(path.encode("latin-1"), method)
        return None if found is None else found[0][0].answer.operation.id

    def _planned(self, operation: Operation) -> Plan:
        try:
            tokens = self.tokens
            if tokens is not None and operation.id in tokens.declared.operations:
                return TokenPlan(operation, self.services, tokens)
            return Plan(operation, self.services, validate=self.validate)
        except Exception as error:
            error.add_note(str(self.contract.document.problem(operation.pointer, operation.id)))
            raise

    def _route(self, operation: Operation, answer: Plan | Unserved) -> None:
        for base in self.contract.base_paths(operation):
            self.router.add(operation.path, operation.method, answer, base, operation.spans)

    def _unserved(self, operation: Operation, reason: str) -> Problem:
        message = f"{operation.id}: {reason}; it answers 501"
        return self.contract.document.problem(operation.pointer, message, severity="warning", rule="schema")

    def refused(self, *, strict: bool) -> list[Problem]:
        """Why nothing of the document is served: there is nothing, or it has faults and `strict` asks for none."""
        empty = self._emptiness()
        if empty is not None:
            return [empty]
        if not strict:
            return []
        more = [problem for problem in self.problems if problem not in self.contract.problems]
        more += check_replies(self.contract, examples=True)
        return [replace(problem, severity="error") for problem in more]

    def _emptiness(self) -> Problem | None:
        document = self.contract.document
        if self.contract.operations and not self.plans:
            last = self.problems[-1].message
            return document.problem("/paths", f"none of its operations can be served; the last one: {last}")
        if not self.contract.operations and document.data.get("webhooks"):
            message = "this document has webhooks alone, calls that others make: there is no path to serve"
            return document.problem("/webhooks", message)
        return None

    def answer(self, exchange: Exchange, *, soon: bool = False) -> Reply:
        """The reply to a request, at the place that it asks for.

        Args:
            exchange: Told what it was found to be.
            soon: Whether others wait.

        Raises:
            LongWorkError: When others wait, and so much may have to be made that it would be too long for them.
        """
        request, path = exchange.request, exchange.request.place
        exchange.vendor = self.name
        found = self.router.find(path, request.method)
        if found is None:
            tokens = self.tokens
            if tokens is not None and (endpoint := tokens.endpoint_at(path)) is not None:
                return self._token_reply(tokens, endpoint, exchange)
            request.place = self.below(path)
            allow = self.router.allow(path)
            meant = self._meant(path) if allow is None and self.contract.inferred else path
            if meant != path:
                request.place = meant
                return self.answer(exchange, soon=soon)
            if allow is None:
                return self.refuse(ApiError(ErrorKind.UNKNOWN_PATH), exchange)
            return self.refuse(ApiError(ErrorKind.METHOD_NOT_ALLOWED, headers=[(b"allow", allow)]), exchange)
        entries, values = found
        entry = entries[0]
        if self._chooses and (len(entries) > 1 or entry.answer.operation.query):
            chosen = choose(entries, values, exchange, self.namespaces)
            if chosen is None:
                request.place = self.below(path)
                return self.refuse(ApiError(ErrorKind.UNKNOWN_PATH), exchange)
            entry = chosen
        plan = entry.answer
        if soon and (long := plan.long) is not None:
            may_be_long = long.looms or exchange.prefer is not None
            if may_be_long and long.expected(exchange):
                raise LongWorkError
        request.place = path[entry.base :]
        exchange.operation = plan.operation.id
        reply = plan.answer(exchange, self.namespaces, entry.parameters(values))
        return HeadReply(reply) if request.method == "HEAD" else reply

    def operation_of(self, exchange: Exchange) -> tuple[Plan, Mapping[str, bytes]] | None:
        """The plan of a request that another server answers, with the raw values of its path's templates.

        Args:
            exchange: Whose place is below the vendor's name, and then below the base path.

        Returns:
            None for a request that the document does not have, or whose operation cannot be served.
        """
        request = exchange.request
        found = self.router.find(request.place, request.method)
        if found is None:
            return None
        entries, values = found
        entry = entries[0]
        if len(entries) > 1 or entry.answer.operation.query:
            chosen = choose(entries, values, exchange, self.namespaces)
            entry = chosen if chosen is not None else entry
        request.place = request.place[entry.base :]
        plan = entry.answer
        return (plan, entry.parameters(values)) if isinstance(plan, Plan) else None

    def leads_to(self, exchange: Exchange) -> bool:
        """Whether the place of a request, or the one that is meant by it, has the request's method."""
        place, method = exchange.request.place, exchange.request.method
        if self.tokens is not None and self.tokens.endpoint_at(place) is not None:
            return True
        if self.router.find(place, method) is None and self.router.allow(place) is None:
            place = self._meant(place) if self.contract.inferred else place
        return self.router.find(place, method) is not None

    def _token_reply(self, tokens: TokenEndpoints, endpoint: str, exchange: Exchange) -> Reply:
        """The reply of an endpoint that issues tokens, or tells of them."""
        try:
            return tokens.answer(endpoint, exchange, self.namespaces)
        except ApiError as error:
            return self.refuse(error, exchange)

    def allowed(self, path: bytes) -> bytes | None:
        """The methods that there are at a path, as `Allow` has them; None where there are none."""
        endpoint = self.tokens.endpoint_at(path) if self.tokens is not None else None
        return self.router.allow(path) or (None if endpoint is None else allowed_methods(endpoint))

    def sendable(self, path: bytes, method: str) -> tuple[bytes, ...] | None:
        """The headers that callers of a method send at a path, in lower case; None where there is no such method."""
        found = self.router.find(path, method)
        if found is None:
            there = self.tokens is not None and self.tokens.endpoint_at(path) is not None
            return (b"authorization", b"content-type") if there else None
        plans = [entry.answer for entry in found[0] if isinstance(entry.answer, Plan)]
        return tuple(name for plan in plans for name in plan.request_headers)

    def _meant(self, path: bytes) -> bytes:
        """The path that a client means by one that leads nowhere; the same where that leads nowhere either.

        Clients put a base URL before the path of a next page, which begins with it here, and slashes at the end.
        """
        name = f"/{self.contract.segment}".encode()
        again = path.rfind(name)
        tries = [path.rstrip(b"/"), path + b"/"]
        if again >= 0 and path[again + len(name) :][:1] in (b"/", b"@"):
            rest = path[again + len(name) :]
            tries = [rest[rest.find(b"/") :], *tries]
        return next((each for each in tries if each and self.router.allow(each) is not None), path)

    def below(self, path: bytes) -> bytes:
        """A path below the vendor's name without the base path; one outside of it leads nowhere."""
        base = self.base_path
        return path[len(base) :] if path.startswith(base) else b""

    def refuse(self, error: ApiError, exchange: Exchange) -> Reply:
        """The answer to an error outside any operation."""
        exchange.kind, call = error.kind, self.open(exchange)
        call.refusal = error
        return self.errors.write(error, call)

    def open(self, exchange: Exchange) -> Call:
        """The call that a request becomes outside any operation."""
        call = Call(exchange.request, ANONYMOUS, self.state)
        exchange.started = call.moment
        return call
