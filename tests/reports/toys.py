"""A rule and a report format with all their facts, as a contributor would add them: one module, and a line for each."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule, When
from mockserver.reports.base import Format
from mockserver.reports.issues import issues, rule_of
from mockserver.reports.report import Report


class Refusals:
    """How often a client was told that there is none."""

    def __init__(self) -> None:
        self.count = 0


def teapot_asked_for_coffee(call: ClientCall, history: History) -> Finding | None:
    """A request for coffee (RFC 2324, 2.3.2), by a client that should know better."""
    if not call.exchange.request.path.endswith(b"/coffee"):
        return None
    refusals = history.memory(Refusals)
    refusals.count += 1
    if refusals.count == 1:
        return None
    return Finding("asked a teapot for coffee again", (call.evidence,))


def render(report: Report) -> str:
    """One line for each issue: the title of its rule, and what happened."""
    return "".join(f"{rule_of(issue.rule).title}: {issue.message}\n" for issue in issues(report))


RULE = Rule(
    name="coffee-of-teapot",
    severity="warning",
    description="Asked a teapot for coffee.",
    help="A teapot is short and stout. Ask for tea.",
    when=When.UNMATCHED,
    check=teapot_asked_for_coffee,
)
FORMAT = Format(name="tea-leaves", purpose="those who read them", render=render)
