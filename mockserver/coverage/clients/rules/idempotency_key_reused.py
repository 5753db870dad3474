"""One key for two things."""

from mockserver.coverage.clients.rules.base import Finding, Rule, Step, When


def check(step: Step) -> Finding | None:
    """An idempotency key that was carried out with another request before."""
    if step.before is None:
        return None
    return Finding("sent an idempotency key again with another request", (step.before.call, step.call))


RULE = Rule("error", "Used an idempotency key again, with another body.", When.KEYED, check)
