"""Requests that meet no operation."""

from mockserver.coverage.clients.nearest import nearest
from mockserver.coverage.clients.rules.base import Describe, Finding, Rule, Step, When

NOISE = frozenset(
    {b"/", b"/favicon.ico", b"/robots.txt"}
)  # what browsers and scripts that wait for a port ask for


def check(step: Step) -> Describe | None:
    """A request that no operation answers, with the operation that is nearest to it."""
    request = step.exchange.request
    if step.contract is None and request.path in NOISE:
        return None
    if request.method == "OPTIONS" and b"access-control-request-method" in request.headers:
        return None  # a browser asks before it sends
    return describe


def describe(step: Step) -> Finding:
    """The request, with the operation that it comes nearest to."""
    request = step.exchange.request
    said = f"no operation answers {request.method} {request.path.decode('latin-1')}"
    found = nearest(step.contracts, request.method, request.path, step.contract)
    return Finding(said if found is None else f"{said}; the nearest is {found}", (step.call,))


RULE = Rule("error", "Sent a request that no operation answers.", When.UNMATCHED, check)
