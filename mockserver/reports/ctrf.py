"""CTRF, the Common Test Report Format: JSON."""

from typing import Any

import orjson

from mockserver.printing import lines
from mockserver.reports.base import Format
from mockserver.reports.cases import FAILED, PASSED, SKIPPED, Case, cases
from mockserver.reports.junit import case_text
from mockserver.reports.report import Report
from mockserver.reports.texts import short
from mockserver.settings import VERSION

SPEC_VERSION = "0.0.0"  # of CTRF, which has published no other


def render_ctrf(report: Report) -> str:
    """A test for each operation that was called and each rule, as in JUnit's report."""
    found = list(cases(report))
    statuses = [case.status for case in found]
    times = [call.at for verdict in report.summary.run.verdicts for call in verdict.calls]
    stop = int(report.made.timestamp() * 1000)
    start = min([stop, *(int(at * 1000) for at in times)])
    data = {
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "timestamp": report.made.isoformat(timespec="seconds"),
        "generatedBy": f"mockserver {VERSION}",
        "results": {
            "tool": {"name": "mockserver", "version": VERSION},
            "summary": {
                "tests": len(found),
                "passed": statuses.count(PASSED),
                "failed": statuses.count(FAILED),
                "skipped": statuses.count(SKIPPED),
                "pending": 0,
                "other": 0,
                "suites": len({case.suite for case in found}),
                "start": start,
                "stop": stop,
                "extra": {"calls": report.calls, "coveragePercent": round(report.summary.percent(), 2)},
            },
            "tests": list(map(_test, found)),
        },
    }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode() + "\n"


def _test(case: Case) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": lines(f"{case.subject}: {case.name}" if case.subject else case.name),
        "status": case.status,
        "duration": 0,
        "suite": [lines(part) for part in (case.suite, case.subject) if part],
        "type": "contract",
        "tags": [lines(case.name)],
    }
    if case.place.file:
        test["filePath"] = lines(case.place.file)
        test["line"] = case.place.line or 1
    if case.issues:
        test["message"] = lines(short(case.issues[0].message, 500))
        test["trace"] = lines(case_text(case))
    elif case.message:
        test["message"] = lines(case.message)
    return test


FORMAT = Format(
    name="ctrf", purpose="Common Test Report Format", media_type="application/json", render=render_ctrf
)
