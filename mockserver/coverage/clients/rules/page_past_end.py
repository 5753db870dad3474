"""Going on after the last page."""

from mockserver.coverage.clients.rules.base import Finding, Rule, Step, When


def check(step: Step) -> Finding | None:
    """A page behind the one that said that it was the last, with nothing written in between."""
    if step.turn is None or step.turn.past is None:
        return None
    message = f"asked for {step.turn.role}={step.turn.asked} after the last page"
    return Finding(message, (step.turn.past, step.call))


RULE = Rule("warning", "Went on after the last page of a list.", When.PAGE, check)
