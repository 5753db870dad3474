"""Requests that meet no operation."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.nearest import nearest_operation
from mockserver.coverage.clients.rules.base import Describe, Finding, Rule, When

NOISE = frozenset(
    {b"/", b"/favicon.ico", b"/robots.txt"}
)  # what browsers and scripts that wait for a port ask for


def unmatched_request(call: ClientCall, history: History) -> Describe | None:
    """A request that no operation answers, with the operation that is nearest to it."""
    request = call.exchange.request
    if call.contract is None and request.path in NOISE:
        return None
    if request.method == "OPTIONS" and b"access-control-request-method" in request.headers:
        return describe_barred if call.exchange.violations else None  # a browser asks before it sends
    return describe_request


def describe_request(call: ClientCall) -> Finding:
    """The request, with the operation that it comes nearest to."""
    request = call.exchange.request
    said = f"no operation answers {request.method} {request.path.decode('latin-1')}"
    found = nearest_operation(call.contracts, request.method, request.path, call.contract)
    if found is None:
        return Finding(said, (call.evidence,))
    pointer = found.operation.pointer if found.contract is call.contract else ""
    return Finding(f"{said}; the nearest is {found}", (call.evidence,), pointer)


def describe_barred(call: ClientCall) -> Finding:
    """The header that a browser did not let its page send: with it, no call came."""
    request, violation = call.exchange.request, call.exchange.violations[0]
    meant = f"{request.headers[b'access-control-request-method'].decode('latin-1')} {request.path.decode('latin-1')}"
    message = f"asked to send the header {violation.name!r} with {meant}: {violation.text}"
    return Finding(message, (call.evidence,), severity="warning")


RULE = Rule(
    name="unmatched",
    severity="error",
    description="Sent a request that no operation answers.",
    help=(
        "No document has an operation with this method and path. The nearest one is named: most often a segment is "
        "misspelt, a version is missing, or the method is another one. A browser's page whose header the document does "
        "not declare makes no call at all: a warning names the header."
    ),
    when=When.UNMATCHED,
    check=unmatched_request,
)
