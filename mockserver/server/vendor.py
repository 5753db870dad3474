"""One served document: its routes, its plans, its state."""

from mockserver.access.credentials import ANONYMOUS
from mockserver.contract.model import Contract
from mockserver.errors import ApiError, ErrorKind, Problem, SpecError
from mockserver.exchange import Call, Exchange, Reply
from mockserver.replies.error_writer import ErrorWriter
from mockserver.server.plan import Plan
from mockserver.server.router import Router
from mockserver.services import Services
from mockserver.state.namespaces import Namespaces


class Vendor:
    """What answers every request below one document's prefix.

    Attributes:
        base_path: The path of the document's first server, raw.
        state, namespaces: What is kept in the default namespace, and in each.
        plans: What answers each operation, by the operation's id.
        validate: Whether each reply is held against the document.
    """

    def __init__(self, services: Services, namespaces: Namespaces, *, validate: bool = False) -> None:
        self.services = services
        self.base_path = services.contract.base_path.encode()
        self.namespaces = namespaces
        self.state = namespaces.enter("")
        self.router: Router[Plan] = Router()
        self.plans: dict[str, Plan] = {}
        self.errors = ErrorWriter(services, None)
        self.validate = validate

    @property
    def contract(self) -> Contract:
        """The document."""
        return self.services.contract

    def compile(self) -> None:
        """Make the plan of every operation.

        Raises:
            SpecError: With a problem for each one that cannot be made.
        """
        problems: list[Problem] = []
        for operation in self.contract.operations:
            try:
                plan = Plan(operation, self.services, validate=self.validate)
            except (ValueError, KeyError) as error:
                problems.append(self.contract.document.problem(operation.pointer, f"{operation.id}: {error}"))
            else:
                self.plans[operation.id] = plan
                self.router.add(operation.path, operation.method, plan)
        if problems:
            raise SpecError(problems)

    def answer(self, exchange: Exchange) -> Reply:
        """The reply to a request, at the place that it asks for; its exchange is told what it was found to be."""
        request = exchange.request
        exchange.vendor = self.services.contract.name
        route = self.router.find(request.place)
        if route is None:
            return self.refuse(ApiError(ErrorKind.UNKNOWN_PATH), exchange)
        method = request.method
        if method == "HEAD" and "HEAD" not in route.methods:
            method = "GET"
        plan = route.methods.get(method)
        if plan is None:
            error = ApiError(ErrorKind.METHOD_NOT_ALLOWED, headers=[(b"allow", route.allow())])
            return self.refuse(error, exchange)
        exchange.operation, exchange.templates = plan.operation.id, route.parameters(method)
        reply = plan.answer(exchange, self.namespaces)
        return Reply(reply.status, reply.headers, b"") if request.method == "HEAD" else reply

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
