"""Answering a call by a stub: after it was let in and read, as any other."""

from dataclasses import replace
from typing import Protocol

from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call, Exchange, Reply, Strike
from mockserver.faults.injector import drawn
from mockserver.services import Services
from mockserver.state.namespaces import NamespaceState

# What is found out before a call is read: who says that it `breaks` answers none of these either.
BEFORE = frozenset({
    ErrorKind.UNAUTHENTICATED, ErrorKind.FORBIDDEN, ErrorKind.NOT_PERMITTED, ErrorKind.RATE_LIMITED,
})  # fmt: skip


class Stubbed(Protocol):
    """An operation that stubs may answer."""

    operation: Operation
    services: Services


def stubbed(
    plan: Stubbed, call: Call, exchange: Exchange, state: NamespaceState, *, broken: bool = False
) -> Reply | None:
    """The answer of the stub that matches a call, None where none does.

    Args:
        plan: Of its operation.
        call: As it was read.
        exchange: Told of the stub, and of a delay that it asks for.
        state: Where it is asked.
        broken: Whether it breaks its contract.
    """
    met = state.stubs.meet(plan.services.contract.name, plan.operation.id, call, broken=broken)
    if met is None:
        return None
    stub, answer, hits = met
    exchange.stub = stub.id
    least, most = answer.delay
    if most > 0:
        share = drawn(call.request, state.seed, hits)[1] if least < most else 0.0
        delay, strike = least + (most - least) * share, exchange.strike or Strike(None)
        exchange.strike = replace(strike, delay=strike.delay + delay)
    return answer.reply(call)


def stubbed_though_broken(
    plan: Stubbed, error: ApiError, call: Call, exchange: Exchange, state: NamespaceState
) -> Reply | None:
    """The same for a call that is refused: of a stub that says that it `breaks`."""
    if exchange.valid or error.kind in BEFORE:
        return None
    return stubbed(plan, call, exchange, state, broken=True)
