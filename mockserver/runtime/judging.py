"""Judging the clients of a server: verdicts on their behaviour, and how much of the contracts they touched."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mockserver.admin.entries import Numbered
from mockserver.app import MockApp
from mockserver.contract.model import Contract
from mockserver.coverage.clients.expectations import Expectation
from mockserver.coverage.clients.rules import RULES
from mockserver.coverage.clients.verdict import Verdict
from mockserver.coverage.collector import Collector
from mockserver.coverage.runs.run import Run
from mockserver.coverage.runs.summary import Ignore, Summary, summarise
from mockserver.runtime.server import Server
from mockserver.runtime.verdict_texts import document_place, verdict_text

PART = "here"  # the name of a run that is combined with no other


class ContractBrokenError(AssertionError):
    """A client broke a contract; the text has each call and what was wrong with it."""


class VerdictMissingError(AssertionError):
    """A verdict was expected, and did not come."""


@contextmanager
def judging(server: Server, *, off: Iterable[str] = (), strict: bool = False) -> Iterator["Judgement"]:
    """Judge every call to a server for the length of a `with` block; what pytest's plugin does, for anything else.

    In a plain script::

        with mockserver.running("acme") as server, mockserver.judging(server, strict=True) as judgement:
            my_client(server["acme"].url).sync()
        print(judgement.summary().percent())

    In `unittest`, `setUpClass` enters both, and each test asks on its own::

        def setUp(self):
            self.server.reset()
            self.judgement.begin(self.id())
            self.addCleanup(self.judgement.check)

    Args:
        server: Whose clients; one of `running` or of `intercepting`.
        off: Names of rules that are switched off.
        strict: Whether the end of the block checks, unless it ends with an error.

    Yields:
        What is found.

    Raises:
        ContractBrokenError: At the end of a strict block in which a call broke its contract.
        UsageError: For a rule that is not there.
    """
    app = server.app
    judgement = Judgement(app, off)
    before = app.coverage
    judgement.listen(app)
    try:
        yield judgement
        if strict:
            judgement.check()
    finally:
        judgement.leave(app)
        app.coverage = before


def contracts_served(app: MockApp) -> dict[str, Contract]:
    """The contracts of an application, by vendor."""
    return {name: vendor.contract for name, vendor in app.vendors.items()}


def rendered_report(
    name: str, app: MockApp, summary: Summary, chosen: Iterable[Numbered] | None = None
) -> tuple[str, str]:
    """A report on the clients of an application, and its media type.

    Args:
        name: Of its format.
        app: Whose clients.
        summary: What was measured.
        chosen: Number and exchange, oldest first; by default, all that the journal has.

    Raises:
        UsageError: When there is no such format.
    """
    from mockserver import reports  # noqa: PLC0415 - the formats, which few who judge ask for

    reports.check_format(name)
    exchanges = list(app.journal.entries() if chosen is None else chosen)
    now = datetime.fromtimestamp(app.clock.time(), UTC)
    report = reports.Report(
        summary, contracts_served(app), now, Path.cwd(), (), exchanges, title="Calls to mockserver"
    )
    return reports.render(name, report), reports.FORMATS[name].media_type


class Judgement:
    """What is found of a server's clients.

    Attributes:
        collector: What measures.
        contracts: By vendor.
    """

    def __init__(self, app: MockApp, off: Iterable[str] = ()) -> None:
        """Prepare to judge.

        Args:
            app: Whose clients.
            off: Names of rules that are switched off.

        Raises:
            UsageError: For a rule that is not there.
        """
        self._app = app
        self.contracts: Mapping[str, Contract] = contracts_served(app)
        self.collector = Collector(self.contracts.values(), off=off)
        self._context = ""
        self._errors = 0

    def listen(self, app: MockApp) -> None:
        """Judge every call from now on, and answer for `/__admin/coverage`."""
        app.journal.listeners.append(self.collector.observe)
        app.reset_listeners.append(self.collector.forget)
        app.coverage = self
        app.expecting.append(self.expecting)

    def leave(self, app: MockApp) -> None:
        """Judge no more."""
        app.journal.listeners.remove(self.collector.observe)
        app.reset_listeners.remove(self.collector.forget)
        app.expecting.remove(self.expecting)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Everything that the rules say, of every severity."""
        return self.collector.verdicts

    def begin(self, context: str = "") -> None:
        """Judge what follows apart from what came before, as after a reset.

        Args:
            context: What is running from now on: a test's name.
        """
        self.collector.begin(context)
        self._context = context
        self._errors = self._count()

    @contextmanager
    def expecting(self, *rules: str, namespace: str | None = None) -> Iterator[None]:
        """Expect verdicts for the length of a `with` block: a negative test breaks a rule on purpose.

        Args:
            rules: Names of the rules, such as `contract-broken`; verdicts of these are not counted.
            namespace: Of whose calls; None for all.

        Raises:
            VerdictMissingError: At the end of a block in which one of them did not come, unless it ends with an error.
            UsageError: For a rule that is not there.
        """
        expectation = self.collector.expect(rules, namespace)
        try:
            yield
        except BaseException:
            self.collector.conclude(expectation)
            raise
        self.conclude(expectation)

    def conclude(self, expectation: Expectation) -> None:
        """Expect nothing more of what `collector.expect` made.

        Raises:
            VerdictMissingError: Where one of its verdicts did not come.
        """
        missing = self.collector.conclude(expectation)
        if missing:
            raise VerdictMissingError(f"expected {' and '.join(missing)}, and no call was one")

    def broken(self) -> str:
        """What broke a contract since `begin`: each call with what was wrong; empty for nothing."""
        count = self._count() - self._errors
        if not count:
            return ""
        found = [
            verdict
            for verdict in self.verdicts
            if verdict.severity == "error" and verdict.context == self._context
        ]
        texts = [verdict_text(verdict, self.contracts) for verdict in found[-count:]]
        if len(texts) < count:  # of many alike, the collector keeps the first of the whole run
            texts.append(f"... and {count - len(texts)} more of a kind that was shown before")
        return "\n".join(texts)

    def check(self) -> None:
        """Make sure that no call broke a contract since `begin`.

        Raises:
            ContractBrokenError: Where one did.
        """
        text = self.broken()
        if text:
            raise ContractBrokenError(f"the contract was broken:\n{text}")

    def run(self, name: str = PART) -> Run:
        """What was measured.

        Args:
            name: Unlike the names of runs that it will be combined with.
        """
        return self.collector.run(name)

    def summary(self, *, ignore: Sequence[Ignore] = ()) -> Summary:
        """How much of the contracts was touched.

        Args:
            ignore: What need not be.
        """
        return summarise(self.run(), self.contracts, ignore=ignore)

    def report(self) -> dict[str, Any]:
        """Coverage and verdicts in JSON types: what `/__admin/coverage` answers with."""
        summary = self.summary()
        vendors: dict[str, Any] = {}
        for name in summary.vendors:
            kinds = {
                total.kind: {
                    "covered": len(total.covered),
                    "total": total.count,
                    "missing": [f"{item.operation} {item.name}".strip() for item in total.missing],
                }
                for total in summary.totals
                if total.vendor == name
            }
            vendors[name] = {
                "percent": round(summary.percent(name), 2),
                "kinds": kinds,
                "operations": self._by_operation(summary, name),
            }
        verdicts = [self._told(verdict) for verdict in summary.run.verdicts]
        return {"percent": round(summary.percent(), 2), "vendors": vendors, "verdicts": verdicts}

    def _by_operation(self, summary: Summary, vendor: str) -> dict[str, Any]:
        """How much was touched of each operation of a vendor, and what was not, with its line."""
        document = self.contracts[vendor].document
        found: dict[str, dict[str, Any]] = {
            each.id: {"line": document.line(each.pointer), "covered": 0, "total": 0, "missing": []}
            for each in self.contracts[vendor].operations
        }
        for total in summary.totals:
            for item in (*total.covered, *total.missing) if total.vendor == vendor else ():
                if item.operation in found:
                    found[item.operation]["total"] += 1
            for item in total.missing if total.vendor == vendor else ():
                if item.operation in found:
                    line = document.line(item.pointer)
                    found[item.operation]["missing"].append(
                        {"kind": item.kind, "name": item.name, "line": line}
                    )
        for told in found.values():
            told["covered"] = told["total"] - len(told["missing"])
        return found

    def rendered(self, name: str) -> tuple[str, str]:
        """A report, and its media type.

        Args:
            name: Of its format.

        Raises:
            UsageError: When there is no such format.
        """
        return rendered_report(name, self._app, self.summary())

    def verdicts_after(self, count: int) -> list[dict[str, Any]]:
        """The verdicts that stand by now, whatever comes, but for the first so many, in JSON types."""
        return [self._told(verdict) for verdict in self.collector.settled()[count:]]

    def _told(self, verdict: Verdict) -> dict[str, Any]:
        """A verdict in JSON types, with the place in the document that it is about."""
        file, line = document_place(verdict, self.contracts)
        said = {"calls": list(map(str, verdict.calls)), "breaches": list(map(str, verdict.breaches))}
        return verdict._asdict() | said | {"file": file, "line": line}

    def _count(self) -> int:
        tallies = self.collector.part().tallies
        return sum(count for (rule, _, _), count in tallies.items() if RULES[rule].severity == "error")
