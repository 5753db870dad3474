"""Asking again what was refused."""

from mockserver.coverage.clients.rules.base import Finding, Rule, Step, When
from mockserver.coverage.clients.rules.requests import is_unchanged, status_of

# Refusals that time, or another call, can lift: what is not there yet, what is in the way now, what comes too often.
PASSING = frozenset({404, 408, 409, 423, 424, 425, 429})


def check(step: Step) -> Finding | None:
    """A refused request that the client's very next call repeats as it was, header fields included."""
    if step.before is None:
        return None
    status = status_of(step.before.exchange)
    if not 400 <= status < 500 or status in PASSING or step.order != step.before.order + 1:
        return None
    if not is_unchanged(step.before.exchange, step.exchange):
        return None
    message = f"repeated a request that was answered {status}, with nothing changed"
    return Finding(message, (step.before.call, step.call))


RULE = Rule("warning", "Ignored a 4xx and repeated the request unchanged.", When.REPEATED, check)
