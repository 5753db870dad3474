"""Going on after the last page."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def page_after_last(call: ClientCall, history: History) -> Finding | None:
    """A page behind the one that said that it was the last, with nothing written in between."""
    if call.page is None or call.page.past is None:
        return None
    message = f"asked for {call.page.name}={call.page.value} after the last page"
    return Finding(message, (call.page.past.evidence(call.secret), call.evidence))


RULE = Rule(
    name="page-past-end",
    severity="warning",
    description="Went on after the last page of a list.",
    help=(
        "A reply had said that its page is the last one, and nothing was written since. Stop where the reply says so: "
        "by its total, its flag, or the cursor that it does not have."
    ),
    when=When.PAGE,
    check=page_after_last,
)
