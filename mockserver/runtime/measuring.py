"""What the control plane tells of clients, and what is recorded of them: loaded when somebody asks for it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from mockserver.app import MockApp
from mockserver.exchange import Exchange

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

    def rendered(self, name: str) -> tuple[str, str]:
        """As `Judgement.rendered`."""
        return self._judgement().rendered(name)

    def verdicts_after(self, count: int) -> list[dict[str, Any]]:
        """As `Judgement.verdicts_after`; there are none before somebody asks for the report."""
        return self._made.verdicts_after(count) if self._made is not None else []


class Telling:
    """What the control plane shows that rooms above it know, each loaded when it is first asked for."""

    def __init__(self, app: MockApp) -> None:
        """Tell of `app`."""
        self._app = app

    def har(self, entries: Iterable[tuple[int, Exchange]]) -> str:
        """Entries of the journal, oldest first, as HAR."""
        from mockserver.coverage.runs.run import Run  # noqa: PLC0415
        from mockserver.coverage.runs.summary import summarise  # noqa: PLC0415
        from mockserver.runtime.judging import rendered_report  # noqa: PLC0415

        nothing = summarise(Run(), {})
        return rendered_report("har", self._app, nothing, entries)[0]

    def places(self, exchange: Exchange) -> list[tuple[str, int | None]]:
        """File and line of what each violation of a call breaks; none for a call that no operation answered."""
        from mockserver.coverage.clients.rules.contract_broken import broken_pointer  # noqa: PLC0415

        vendor = self._app.vendors.get(exchange.vendor or "")
        plan = vendor.plans.get(exchange.operation or "") if vendor is not None else None
        if vendor is None or plan is None:
            return []
        contract, operation = vendor.contract, plan.operation
        found = (broken_pointer(contract, operation, each) for each in exchange.violations)
        return [contract.document.place(pointer) for pointer in found]

    def explanation(self, vendor: str) -> dict[str, Any]:
        """What was understood of a document, and from what."""
        from mockserver.explanation import explained_json  # noqa: PLC0415

        return explained_json(self._app.vendors[vendor])


def equip(app: MockApp) -> None:
    """Have the control plane of an application measure its clients once it is asked, and tell what it shows."""
    app.coverage, app.telling = MeasuredWhenAsked(app), Telling(app)


@contextmanager
def recorded(app: MockApp) -> Iterator[None]:
    """Write what is exchanged for the length of a `with` block to the file that is asked for, if one is.

    Raises:
        UsageError: As `Recording`.
    """
    path = app.options.record
    if path is None:
        yield
        return
    from mockserver.runtime.recording import Recording  # noqa: PLC0415 - few servers record

    contracts = {name: vendor.contract for name, vendor in app.vendors.items()}
    recording = Recording(path, contracts, show_secrets=app.options.settings.show_secrets)
    app.journal.listeners.append(recording)
    try:
        yield
    finally:
        app.journal.listeners.remove(recording)
        recording.close()
