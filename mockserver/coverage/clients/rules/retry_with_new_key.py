"""Trying again as if it were something else."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.requests import may_have_happened
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def retry_under_new_key(call: ClientCall, history: History) -> Finding | None:
    """A call that may have been carried out, sent again with another key than the first time."""
    earlier, key = call.earlier, call.key
    if earlier is None or key is None or earlier.key in {None, key}:
        return None
    if not may_have_happened(earlier.exchange):
        return None  # what was refused was not carried out
    message = f"sent again under a new idempotency key: {earlier.key!r} first, then {key!r}"
    return Finding(message, (earlier.evidence, call.evidence))


RULE = Rule(
    name="retry-with-new-key",
    severity="error",
    description="Sent a call again, after a 5xx or no reply, under another idempotency key.",
    help=(
        "The key is what tells the vendor that it is the same request: under a new one it does everything twice. Make "
        "the key where the request is made, not where it is sent, and send it with each attempt."
    ),
    window=3600,
    when=When.RETRIED,
    check=retry_under_new_key,
)
