"""Trying again before the server said so."""

from mockserver.coverage.clients.rules.base import Finding, Rule, Step, When
from mockserver.coverage.clients.rules.requests import status_of, try_again_at

TOLERANCE = 0.05  # seconds: clients and servers measure time apart


def check(step: Step) -> Finding | None:
    """A refused request that came again before `Retry-After` was over (RFC 9110, 10.2.3)."""
    if step.before is None:
        return None
    until = try_again_at(step.before.exchange, step.contract)
    started = step.exchange.started
    if until is None or not started:  # a recording without times
        return None
    if not step.before.exchange.started <= started < until - TOLERANCE:
        return None
    waited, asked = started - step.before.exchange.started, until - step.before.exchange.started
    message = (
        f"tried again {waited:.1f} s after a {status_of(step.before.exchange)} that asked for {asked:.0f} s"
    )
    return Finding(message, (step.before.call, step.call))


RULE = Rule("error", "Retried a 429 or 503 before its Retry-After was over.", When.REPEATED, check)
