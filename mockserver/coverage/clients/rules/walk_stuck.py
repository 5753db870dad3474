"""Taking the same page again and again."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def same_page_again(call: ClientCall, history: History) -> Finding | None:
    """A page that is not the last, taken many times one after the other, without a pause and without a change."""
    page = call.page
    if page is None or not page.stuck:
        return None
    message = (
        f"took {page.name}={page.value} {page.stuck} times, one after the other, though more pages follow"
    )
    return Finding(message, (call.evidence,))


RULE = Rule(
    name="walk-stuck",
    severity="warning",
    description="Took the same page of a list again and again, though more pages follow.",
    help=(
        "A loop over pages that never moves on does not end, and sees the first rows alone. Ask for the next page with "
        "what the reply says. Whoever looks at one page until something happens waits a while between two looks. "
        "By one connection it is told the fifth time; by connections that are new each time, which may be those of so "
        "many users, the forty-first."
    ),
    when=When.PAGE,
    check=same_page_again,
)
