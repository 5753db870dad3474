"""Stopping before the last page."""

from collections.abc import Iterator

from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule


def abandoned_walks(history: History) -> Iterator[Finding]:
    """Lists whose pages the client turned, and whose end it never came to."""
    for walk in history.walks.unfinished():
        message = f"took {walk.pages} pages of a list and stopped before the last"
        yield Finding(message, history.evidence(walk.first, walk.latest), operation=walk.operation)


# For information only: whoever looks for one row stops when it is found.


RULE = Rule(
    name="walk-abandoned",
    severity="info",  # whoever looks for one row stops when it is found
    description="Stopped a walk of two pages or more before its end.",
    help=(
        "The client turned pages and left the rest. That is well where one row was looked for, and a fault where all "
        "of them were: look whether the loop ends for the reason that it should."
    ),
    close=abandoned_walks,
)
