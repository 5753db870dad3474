"""Doing a thing twice."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.requests import may_have_happened, outcome, status_of
from mockserver.coverage.clients.rules.base import Finding, Rule, When

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})  # RFC 9110, 9.2.2


def unsafe_retry(call: ClientCall, history: History) -> Finding | None:
    """A call that may have been carried out, sent again without the key that makes that safe."""
    if call.earlier is None or call.operation is None:
        return None
    if call.operation.method in IDEMPOTENT or call.key is not None:
        return None
    if call.judged is None or call.judged.key is None:
        return None
    earlier = call.earlier.exchange
    refused = status_of(earlier) == 429
    if not (refused or may_have_happened(earlier)):
        return None
    harmless = refused or _saw_that_nothing_was_done(call, history)
    message = f"sent {call.operation.method} again {outcome(earlier)}, without an idempotency key"
    evidence = (call.earlier.evidence, call.evidence)
    return Finding(message, evidence, severity="warning" if harmless else None)


def _saw_that_nothing_was_done(call: ClientCall, history: History) -> bool:
    """Whether the client looked at the rows in between, and the first call had changed none."""
    earlier = call.earlier
    if earlier is None or call.judged is None:
        return False
    looked = history.failures.looked.get(call.judged.resource)
    done = earlier.exchange.call is not None and bool(earlier.exchange.call.changes)
    return looked is not None and looked > earlier.order and not done


RULE = Rule(
    name="retry-without-key",
    severity="error",
    description=(
        "Sent a non-idempotent call again, after a 5xx, a 429 or no reply, without the key that the operation takes."
    ),
    help=(
        "The first request may have been carried out, so that the second does everything twice: two payments, two "
        "orders. Send an idempotency key with the first request, and the same key with each retry of it. After a 429, "
        "and where the client looked and found that nothing was done, it is a warning."
    ),
    window=3600,
    when=When.RETRIED,
    check=unsafe_retry,
)
