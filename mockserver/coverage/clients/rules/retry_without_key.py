"""Doing a thing twice."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.requests import may_have_happened, status_of
from mockserver.coverage.clients.rules.base import Finding, Rule, When

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})  # RFC 9110, 9.2.2


def unsafe_retry(call: ClientCall, history: History) -> Finding | None:
    """A call that may have been carried out, sent again without the key that makes that safe."""
    if call.earlier is None or call.operation is None:
        return None
    if call.operation.method in IDEMPOTENT or not may_have_happened(call.earlier.exchange, call.exchange):
        return None
    if call.judged is None or call.judged.key is None or call.key is not None:
        return None
    status = status_of(call.earlier.exchange)
    what = f"after a {status}" if status >= 400 else "after a reply that did not come"
    message = f"sent {call.operation.method} again {what}, without an idempotency key"
    return Finding(message, (call.earlier.evidence, call.evidence))


RULE = Rule(
    name="retry-without-key",
    severity="error",
    description=(
        "Sent a non-idempotent call again, after a 5xx, a 429 or no reply, without the key that the operation takes."
    ),
    help=(
        "The first request may have been carried out, so that the second does everything twice: two payments, two "
        "orders. Send an idempotency key with the first request, and the same key with each retry of it."
    ),
    when=When.REPEATED,
    check=unsafe_retry,
)
