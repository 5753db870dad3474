"""One key for two things."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def check(call: ClientCall) -> Finding | None:
    """An idempotency key that was carried out with another request before."""
    if call.earlier is None:
        return None
    return Finding(
        "sent an idempotency key again with another request", (call.earlier.evidence, call.evidence)
    )


RULE = Rule("error", "Used an idempotency key again, with another body.", When.KEYED, check)
