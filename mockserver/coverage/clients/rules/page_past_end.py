"""Going on after the last page."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def check(call: ClientCall) -> Finding | None:
    """A page behind the one that said that it was the last, with nothing written in between."""
    if call.page is None or call.page.past is None:
        return None
    message = f"asked for {call.page.role}={call.page.value} after the last page"
    return Finding(message, (call.page.past, call.evidence))


RULE = Rule("warning", "Went on after the last page of a list.", When.PAGE, check)
