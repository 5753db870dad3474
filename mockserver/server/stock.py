"""The same documents through Connexion's own middlewares, for comparison with the compiled path.

Connexion routes, asks for credentials, validates and hands over arguments; who may call, what an operation does and how
its answers and errors are written is the plans' business here as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

from connexion import AsyncApp, context
from connexion.decorators.parameter import sanitized
from connexion.exceptions import BadRequestProblem, InvalidSpecification, ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from connexion.middleware import ConnexionMiddleware, MiddlewarePosition
from connexion.security import NO_VALUE, AbstractSecurityHandler
from connexion.validators import ParameterValidator
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.access.schemes import kind_of
from mockserver.contract.mock import SecurityMock
from mockserver.contract.mock.block import EXTENSION
from mockserver.contract.model import SecurityScheme
from mockserver.errors import ApiError, ErrorKind, FullError, Problem, SpecError, Violation
from mockserver.exchange import Exchange, Reply
from mockserver.server.application import NO_PAGES, OneFunction
from mockserver.server.dispatcher import Dispatcher, logger
from mockserver.server.pipeline import ContractMiddleware
from mockserver.server.plan import Plan
from mockserver.server.unserved import no_room
from mockserver.server.vendor import Vendor

PASSAGE = "mockserver"  # the ASGI extension that carries a request's Passage
KINDS: Mapping[int, str] = {
    400: ErrorKind.INVALID_BODY,  # parameters tell their problems themselves
    401: ErrorKind.UNAUTHENTICATED,
    404: ErrorKind.UNKNOWN_PATH,
    405: ErrorKind.METHOD_NOT_ALLOWED,
    415: ErrorKind.UNSUPPORTED_MEDIA_TYPE,
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One request on its way through Connexion's middlewares."""

    vendor: Vendor
    exchange: Exchange

    def plan(self, scope: Scope) -> Plan | None:
        """What answers the operation that Connexion found; None before it has found one."""
        found = scope["extensions"].get("connexion_routing", {}).get("operation_id")
        self.exchange.operation = found
        return self.vendor.plans.get(found)

    def templates(self) -> Mapping[str, bytes]:
        """The raw values of the templates of its path."""
        request = self.exchange.request
        found = self.vendor.router.find(self.vendor.base_path + request.place, request.method)
        return found[0][0].parameters(found[1]) if found is not None else {}


class StockEdge(ContractMiddleware):
    """In front of Connexion's middlewares: the journal, the vendor of a request, its body for every reader."""

    async def reply_to(self, scope: Scope, exchange: Exchange) -> Reply:
        """The reply that comes back from Connexion."""
        vendor, request = self.dispatcher.vendor_of(exchange), exchange.request
        if vendor is None:
            return self.dispatcher.dispatch(exchange)
        path = request.place = vendor.below(request.place)
        exchange.vendor = vendor.contract.name
        name = vendor.contract.name
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": request.payload(), "more_body": False}

        async def send(message: Message) -> None:
            messages.append(message)

        inner = {**scope, "extensions": {PASSAGE: Passage(vendor, exchange)}}
        if not scope["path"].startswith(f"/{name}/") and path:  # the vendor's own host, or a namespace
            inner["path"] = f"/{name}{vendor.contract.base_path}{unquote(path.decode('latin-1'))}"
        await self.app(inner, receive, send)
        headers = [header for header in messages[0]["headers"] if header[0] != b"content-length"]
        return Reply(messages[0]["status"], headers, b"".join(m.get("body", b"") for m in messages[1:]))


class Gate:
    """Between Connexion's security and its validation: who may call, how often, what it accepts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, raise its ApiError, or answer with what `Prefer` forces."""
        passage = scope.get("extensions", {}).get(PASSAGE)
        plan = passage.plan(scope) if passage else None
        if plan is not None:
            exchange, namespaces = passage.exchange, passage.vendor.namespaces
            call, state = plan.open(exchange, namespaces)
            forced = plan.admit(call, exchange, state, passage.templates())
            if forced is not None:
                await starlette_response(forced)(scope, receive, send)
                return
            if exchange.request.too_large:
                raise ApiError(ErrorKind.PAYLOAD_TOO_LARGE)
        await self._app(scope, receive, send)


class Presented(AbstractSecurityHandler):
    """Connexion sees to alternatives and to schemes that go together; whose key it is, the gate finds out."""

    def get_fn(self, security_scheme: Mapping[str, Any], required_scopes: list[str]) -> Any:
        """What tells whether a request carries a key of this scheme."""
        declared = SecurityScheme.read(security_scheme, SecurityMock())
        extract = kind_of(declared).extract(declared)

        def verify(request: ConnexionRequest) -> Any:
            key = extract(request.scope["extensions"][PASSAGE].exchange.request)
            return NO_VALUE if key is None else {}

        return verify


class TellingParameters(ParameterValidator):
    """Connexion's own validator, whose problems can be told from those of bodies."""

    def validate(self, scope: Scope) -> None:
        """Raise ApiError for parameters that break their schemas."""
        try:
            super().validate(scope)
        except BadRequestProblem as error:
            violation = Violation("query", (), "", {}, str(error.detail))
            raise ApiError(ErrorKind.INVALID_PARAMETER, violations=[violation]) from None


async def act_by_plan(**arguments: Any) -> Response:
    """Every operation: its plan acts on the arguments that Connexion hands over."""
    scope = context.scope
    passage: Passage = scope["extensions"][PASSAGE]
    plan, exchange = passage.plan(scope), passage.exchange
    assert plan is not None and exchange.call is not None  # noqa: S101, PT018 - the gate has seen to both
    call, read = exchange.call, plan.reader.parameters
    call.path = {
        name: arguments[sanitized(name)] for name in read.path.parameters if sanitized(name) in arguments
    }
    call.query = {
        name: arguments[sanitized(name)] for name in read.query.parameters if sanitized(name) in arguments
    }
    headers = {
        name: call.request.header(name) for name in read.header.parameters
    }  # Connexion does not hand them over
    call.header = {
        **read.header.defaults,
        **{name: text for name, text in headers.items() if text is not None},
    }
    call.sent = bool(call.request.body)
    call.body = arguments.get("body") if call.sent else None
    exchange.valid = True
    reply = plan.act(call, passage.vendor.namespaces.enter(exchange.namespace))
    exchange.kind = reply.kind
    return starlette_response(plan.finish(reply, call, exchange))


async def refuse(request: ConnexionRequest, error: Exception) -> ConnexionResponse:
    """The vendor's answer to whatever was raised."""
    passage: Passage = request.scope["extensions"][PASSAGE]
    if isinstance(error, FullError):
        return as_connexion(no_room(passage.exchange, error, passage.vendor.state.clock.time()))
    vendor, exchange, plan = passage.vendor, passage.exchange, passage.plan(request.scope)
    refused = as_refusal(error)
    exchange.kind, exchange.violations = refused.kind, refused.violations
    call = exchange.call or vendor.open(exchange)
    call.refusal = refused
    if plan is not None and refused.kind == ErrorKind.UNAUTHENTICATED:
        refused.headers = tuple(plan.authenticator.challenges)
    reply = (plan.errors if plan else vendor.errors).write(refused, call)
    if plan is not None:
        reply = plan.finish(reply, call, exchange)
    return as_connexion(reply)


def as_connexion(reply: Reply) -> ConnexionResponse:
    """A reply as Connexion's response."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reply.headers}
    return ConnexionResponse(status_code=reply.status, headers=headers, body=reply.body)


def as_refusal(error: Exception) -> ApiError:
    """Connexion's and Starlette's exceptions as ours; one that is neither is a fault of ours, told in the log."""
    if isinstance(error, ApiError):
        return error
    status = getattr(error, "status_code", 500)
    if not isinstance(error, (ProblemException, HTTPException)) or status not in KINDS:
        logger.error("an operation could not be answered", exc_info=error)
        return ApiError(ErrorKind.INTERNAL)
    kind = KINDS[status]
    if status == 400 and isinstance(error.__context__, ValueError):
        kind = ErrorKind.MALFORMED_BODY  # Connexion could not read the JSON
    violations = [Violation("body", (), "", {}, str(error.detail), {}, kind)] if status == 400 else []
    allow = (error.headers or {}).get("Allow")
    return ApiError(kind, violations=violations, headers=[(b"allow", allow.encode())] if allow else [])


def starlette_response(reply: Reply) -> Response:
    """A reply as Starlette's response."""
    response = Response(reply.body, reply.status)
    response.raw_headers = [*reply.headers, (b"content-length", b"%d" % len(reply.body))]
    return response


def stock_app(vendors: Mapping[str, Vendor], dispatcher: Dispatcher, max_body: int) -> AsyncApp:
    """An application that serves every vendor through Connexion's own middlewares.

    Raises:
        SpecError: When Connexion does not take a document; it reads OpenAPI 3.0 only.
    """
    edge = partial(StockEdge, dispatcher=dispatcher, max_body=max_body)
    middlewares = [edge, *ConnexionMiddleware.default_middlewares]
    app = AsyncApp("mockserver", middlewares=middlewares, swagger_ui_options=NO_PAGES)
    app.add_middleware(Gate, MiddlewarePosition.BEFORE_VALIDATION)
    for exception in (ApiError, ProblemException, HTTPException, Exception):
        app.add_error_handler(exception, refuse)
    for vendor in vendors.values():
        try:
            add_document(app, vendor)
        except InvalidSpecification as error:
            reason = f"Connexion does not take it for --pipeline stock: {error.message}"
            raise SpecError([Problem("", reason, file=vendor.contract.document.source)]) from None
    return app


def add_document(app: AsyncApp, vendor: Vendor) -> None:
    """Register one document, as anyone does with Connexion."""
    contract = vendor.contract
    document = {
        key: value for key, value in contract.document.data.items() if key != EXTENSION
    }  # has $refs of its own
    app.add_api(
        document,
        base_path=f"/{contract.name}{contract.base_path}",
        name=contract.name,
        resolver=OneFunction(act_by_plan),
        strict_validation=contract.mock.parameters.undeclared == "refuse",
        validate_responses=vendor.validate,
        validator_map={"parameter": TellingParameters},
        security_map=dict.fromkeys(("apiKey", "bearer", "basic", "oauth2", "openIdConnect"), Presented),
    )
    for plan in vendor.plans.values():
        plan.leave_replies()  # Connexion holds them against the document, in its own way
