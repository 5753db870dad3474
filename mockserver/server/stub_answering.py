"""Answering a call by a stub: after it was let in and read as any other, before faults and the rate limit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from mockserver.access.limits import Limiter
from mockserver.contract.model import Operation
from mockserver.errors import ApiError
from mockserver.exchange import Call, Exchange, Reply, Request, Strike
from mockserver.faults.injector import drawn
from mockserver.services import Services
from mockserver.state.namespaces import NamespaceState
from mockserver.validation.reader import RequestReader


class Stubbed(Protocol):
    """An operation that stubs may answer."""

    operation: Operation
    services: Services
    limiter: Limiter
    reader: RequestReader

    def accept(self, request: Request) -> None:
        """Refuse a client that accepts nothing of what the operation sends."""


def stubbed(
    plan: Stubbed, call: Call, exchange: Exchange, state: NamespaceState, templates: Mapping[str, bytes]
) -> Reply | None:
    """The answer of the stub that matches a call, None where none does.

    The call is read for it, and what is wrong with it recorded as if there were none; one that breaks its contract is
    answered by stubs alone that say that they break it as well.

    Args:
        plan: Of its operation.
        call: Gets what the request says.
        exchange: Told of the stub, of a delay that it asks for, and of what is wrong.
        state: Where it is asked.
        templates: Raw values of the templates of the operation's path.
    """
    name, operation = plan.services.contract.name, plan.operation.id
    if not state.stubs.answers(name, operation):
        return None
    error = _broken(plan, call, templates)
    met = state.stubs.meet(name, operation, call, broken=error is not None)
    if met is None:
        return None
    exchange.valid = error is None
    if error is not None:
        exchange.kind, exchange.violations, call.refusal = error.kind, error.violations, error
    stub, answer, hits = met
    exchange.stub = stub.id
    least, most = answer.delay
    if most > 0:
        share = drawn(call.request, state.seed, hits)[1] if least < most else 0.0
        exchange.strike = Strike(None, delay=least + (most - least) * share)
    return _limited(plan, answer.reply(call), call)


def _broken(plan: Stubbed, call: Call, templates: Mapping[str, bytes]) -> ApiError | None:
    """How a call breaks its contract, once it was let in; None for one that keeps it."""
    try:
        plan.accept(call.request)
        violations = plan.reader.read(call, templates)
    except ApiError as error:
        error.__traceback__ = error.__context__ = (
            None  # the journal keeps it, and its frames would be kept with it
        )
        return error
    return ApiError(violations[0].kind, violations=violations) if violations else None


def _limited(plan: Stubbed, reply: Reply, call: Call) -> Reply:
    """A reply with the headers that tell how near the rate limit is; a call over it is not refused here."""
    if call.limit is None:
        return reply
    headers = plan.limiter.headers(replace(call.limit, exceeded=False), call.moment)
    return Reply(reply.status, [*reply.headers, *headers], reply.body, reply.kind)
