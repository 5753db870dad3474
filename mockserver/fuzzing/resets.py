"""Bringing the seeded rows back while Schemathesis runs."""

from collections.abc import Callable
from typing import Any

from schemathesis.generation.case import Case

INDEPENDENT = frozenset({"examples", "coverage"})  # phases whose cases stand alone


class Resets:
    """Resets the server so that requests meet the rows that they are about.

    The examples and the coverage phase try one thing at a time, on the ids and the idempotency keys of the document's
    examples: each of their cases starts from the seeded rows. Otherwise one deletion would leave a 404 for all that
    follow, one key a conflict, and nothing behind them would be seen. It also makes each failure one that a single
    command repeats on a fresh server.

    Fuzzed and stateful cases follow one another, so that lists have to show what was created. There only deletions of
    the fuzzing phase start anew, since one may take along the rows of the next.
    """

    def __init__(self, reset: Callable[[], None]) -> None:
        self._reset = reset
        self._place: tuple[str, str] | None = None

    def before(self, case: Case[Any]) -> None:
        """Take note of a case that is about to be sent."""
        if case.meta is None:
            return
        phase = case.meta.phase.name.value
        deletes = phase == "fuzzing" and case.operation.method.upper() == "DELETE"
        place = (phase, case.operation.label if deletes else "")
        if phase in INDEPENDENT or place != self._place:
            self._reset()
        self._place = place
