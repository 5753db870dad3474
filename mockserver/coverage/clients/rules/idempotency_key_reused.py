"""One key for two things."""

from mockserver.bounded import Recent
from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.differences import differences
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule, When

MOST = 1024  # keys that are remembered


class KeyUses:
    """The first call of a client with each key, by operation and key."""

    def __init__(self) -> None:
        self.first: Recent[tuple[str, str], ClientCall] = Recent(MOST)


def reused_key(call: ClientCall, history: History) -> Finding | None:
    """An idempotency key that was carried out with another request before, and is not forgotten yet."""
    key = call.key
    if call.judged is None or key is None:
        return None
    uses, slot = history.memory(KeyUses).first, (call.judged.operation.id, key)
    earlier = uses.get(slot)
    if earlier is None or call.exchange.started - earlier.exchange.started >= call.judged.key_ttl:
        uses[slot] = call.light()
        return None
    if earlier.digest == call.digest:
        return None
    message = f"sent the idempotency key {key!r} again with another request"
    if earlier.exchange.call is not None and call.exchange.call is not None:
        differ = differences(earlier.exchange.call, call.exchange.call)
        message += f": {differ} differ{'s' if ', ' not in differ else ''}" if differ else ""
    return Finding(message, (earlier.evidence, call.evidence))


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
