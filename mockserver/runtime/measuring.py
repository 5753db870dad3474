"""What the control plane tells of clients: measured from when somebody first asks, and loaded no sooner."""

from threading import Lock
from typing import TYPE_CHECKING, Any

from mockserver.app import MockApp

if TYPE_CHECKING:
    from mockserver.runtime.judging import Judgement


class MeasuredWhenAsked:
    """What measures an application from when it is first asked, and costs nothing before.

    It measures what the journal still has then, and everything from then on.
    """

    def __init__(self, app: MockApp) -> None:
        """Prepare to measure `app`."""
        self._app = app
        self._lock = Lock()
        self._made: Judgement | None = None

    def _judgement(self) -> "Judgement":
        from mockserver.runtime.judging import Judgement  # noqa: PLC0415 - most servers are never asked

        with self._lock:
            if self._made is None:
                judgement = Judgement(self._app)
                for _, exchange in self._app.journal.entries():
                    judgement.collector.observe(exchange)
                judgement.listen(self._app)
                self._app.coverage = self
                self._made = judgement
        return self._made

    def report(self) -> dict[str, Any]:
        """As `Judgement.report`."""
        return self._judgement().report()

    def verdicts_after(self, count: int) -> list[dict[str, Any]]:
        """As `Judgement.verdicts_after`; there are none before somebody asks for the report."""
        return self._made.verdicts_after(count) if self._made is not None else []
