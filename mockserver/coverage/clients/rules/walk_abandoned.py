"""Stopping before the last page."""

from collections.abc import Iterator

from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule


def close(history: History) -> Iterator[Finding]:
    """Lists whose pages the client turned, and whose end it never came to."""
    for walk in history.walks.unfinished():
        message = f"took {walk.pages} pages of a list and stopped before the last"
        yield Finding(message, (walk.first, walk.latest), operation=walk.operation)


# For information only: whoever looks for one row stops when it is found.
RULE = Rule("info", "Stopped a walk of two pages or more before its end.", close=close)
