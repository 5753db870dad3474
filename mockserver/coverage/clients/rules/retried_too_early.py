"""Trying again before the server said so."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.requests import status_of, try_again_at, waited
from mockserver.coverage.clients.rules.base import Finding, Rule, When

TOLERANCE = 0.05  # seconds: clients and servers measure time apart


def early_retry(call: ClientCall, history: History) -> Finding | None:
    """A refused request that came again before `Retry-After` was over (RFC 9110, 10.2.3)."""
    if call.earlier is None:
        return None
    until = try_again_at(call.earlier.exchange, call.contract)
    if until is None or not call.exchange.started:  # a recording without times
        return None
    passed, wanted = waited(call.earlier.exchange, call.exchange), until - call.earlier.exchange.started
    if not 0 <= passed < wanted - TOLERANCE:
        return None
    status = status_of(call.earlier.exchange)
    message = f"tried again {passed:.1f} s after a {status} that asked for {wanted:.0f} s"
    return Finding(message, (call.earlier.evidence, call.evidence))


RULE = Rule(
    name="retried-too-early",
    severity="error",
    description="Retried a 429 or 503 before its Retry-After was over.",
    help=(
        "The refusal said from when on the request may come again (RFC 9110, 10.2.3), in seconds or as a date. Wait "
        "that long, by the server's clock: retries that come sooner are refused again, and may lengthen the wait."
    ),
    when=When.RETRIED,
    check=early_retry,
)
