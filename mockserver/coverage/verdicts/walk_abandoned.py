"""Stopping before the last page."""

from collections.abc import Iterator
from typing import Any

from mockserver.coverage.verdicts.base import Finding, Rule, Step, When
from mockserver.coverage.verdicts.history import History
from mockserver.coverage.walks import Walk


def check(step: Step) -> Finding | None:
    """A walk that begins anew before it came to its end."""
    walk = step.turn.dropped if step.turn is not None else None
    return None if walk is None else _found(walk)


def close(history: History[Any]) -> Iterator[Finding]:
    """Walks that never came to their end."""
    return map(_found, history.walks.unfinished())


def _found(walk: Walk) -> Finding:
    message = f"took {walk.pages} pages of a list and stopped before the last"
    return Finding(message, (walk.first, walk.latest), operation=walk.operation)


# For information only: whoever looks for one row stops when it is found.
RULE = Rule("info", "Stopped a walk of two pages or more before its end.", When.PAGE, check, close)
