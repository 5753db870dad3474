"""A run as test results: one case for each operation that was called and each rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.coverage.clients.rules import RULES
from mockserver.drift.rule import RULE as DRIFT
from mockserver.reports.issues import Issue, issues
from mockserver.reports.report import Report, SourcePlace

NO_DOCUMENT = "no document"
COVERAGE = "coverage"
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True, slots=True)
class Case:
    """One test result.

    Attributes:
        suite: The vendor; `coverage` for the conditions on it, `no document` for calls that reached none.
        subject: The operation's id; empty for none.
        name: The rule, or the condition.
        status: `passed`, `failed` or `skipped`; remarks and warnings fail nothing.
        place: Where the operation stands.
        issues: What was found, for a case that passed as well.
        message: What a case without issues has to say.
    """

    suite: str
    subject: str
    name: str
    status: str
    place: SourcePlace
    issues: tuple[Issue, ...] = ()
    message: str = ""


def cases(report: Report) -> Iterator[Case]:
    """Every case, by vendor, operation and rule; conditions on coverage last."""
    found: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues(report):
        found.setdefault((issue.vendor, issue.operation, issue.rule), []).append(issue)
    called = {(vendor, id_) for vendor, kind, id_, _ in report.summary.run.seen if kind == "operations"}
    rules = [rule for rule in RULES if rule not in report.off]
    if report.summary.run.drift:
        rules.append(DRIFT.name)
    for vendor in report.summary.vendors:
        for operation in report.operations(vendor):
            place = report.place(vendor, operation.pointer)
            if (vendor, operation.id) in called:
                for rule in rules:
                    yield _case(
                        vendor, operation.id, rule, place, found.pop((vendor, operation.id, rule), [])
                    )
            else:
                yield Case(vendor, operation.id, "called", SKIPPED, place, message="no test calls it")
    for (vendor, id_, rule), rest in found.items():
        yield _case(vendor or NO_DOCUMENT, id_, rule, rest[0].place, rest)
    for shortfall in report.shortfalls:
        yield Case(COVERAGE, "", shortfall.threshold.scope, FAILED, SourcePlace(), message=str(shortfall))


def _case(vendor: str, operation: str, rule: str, place: SourcePlace, found: list[Issue]) -> Case:
    grave = any(issue.severity == "error" for issue in found)
    return Case(vendor, operation, rule, FAILED if grave else PASSED, place, tuple(found))
