"""One key for two things."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def reused_key(call: ClientCall) -> Finding | None:
    """An idempotency key that was carried out with another request before."""
    if call.earlier is None:
        return None
    return Finding(
        "sent an idempotency key again with another request", (call.earlier.evidence, call.evidence)
    )


RULE = Rule(
    name="idempotency-key-reused",
    severity="error",
    description="Used an idempotency key again, with another body.",
    help=(
        "One key stands for one request: the vendor answers the second with the first one's reply, or refuses it, and "
        "what it asks for is not done. Make a new key for each request, and keep it for the retries of that one."
    ),
    when=When.KEYED,
    check=reused_key,
)
