"""Making up cursors."""

from mockserver.coverage.clients.pages import CURSORS
from mockserver.coverage.clients.rules.base import Finding, Rule, Step, When
from mockserver.coverage.clients.rules.requests import status_of

REFUSALS = frozenset({400, 404, 410, 422})


def check(step: Step) -> Finding | None:
    """A cursor that was refused, and that no reply to this client had given out.

    One that is accepted came from some reply, if not to this client: it is not held against it.
    """
    turn = step.turn
    if turn is None or turn.role not in CURSORS or turn.given or turn.past is not None:
        return None
    kind = step.exchange.kind
    refused = kind == "invalid_cursor" or (
        kind is None and step.exchange.valid and status_of(step.exchange) in REFUSALS
    )
    if not refused:
        return None
    return Finding(f"sent {turn.role}={turn.asked}, a cursor that no reply gave out", (step.call,))


RULE = Rule("error", "Sent a cursor that no reply gave out.", When.PAGE, check)
