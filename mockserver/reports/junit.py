"""JUnit XML, as Jenkins, GitLab and the like read it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from mockserver.printing import lines, shortened
from mockserver.reports.base import Format
from mockserver.reports.cases import FAILED, SKIPPED, Case, cases
from mockserver.reports.issues import details, rule_of
from mockserver.reports.report import Report
from mockserver.reports.texts import short

LONGEST = 20_000  # characters of one case's text


def render_junit(report: Report) -> str:
    """A suite for each vendor, a case for each operation that was called and each rule.

    Only errors fail; warnings and remarks are output of cases that pass, operations that no test calls are skipped.
    """
    root = ET.Element("testsuites", {"name": lines(report.title)})
    suites = [
        _suite(root, report, name, list(found))
        for name, found in groupby(cases(report), key=lambda case: case.suite)
    ]
    for counted in ("tests", "failures", "errors"):
        root.set(counted, str(sum(int(suite.get(counted, "0")) for suite in suites)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, report: Report, name: str, found: Sequence[Case]) -> ET.Element:
    statuses = [case.status for case in found]
    suite = ET.SubElement(
        root,
        "testsuite",
        {
            "name": lines(name),
            "tests": str(len(found)),
            "failures": str(statuses.count(FAILED)),
            "errors": "0",
            "skipped": str(statuses.count(SKIPPED)),
            "time": "0",
            "timestamp": report.made.isoformat(timespec="seconds"),
        },
    )
    if name in report.summary.vendors:
        properties = ET.SubElement(suite, "properties")
        for key, value in _properties(report, name):
            ET.SubElement(properties, "property", {"name": key, "value": lines(value)})
    for case in found:
        _case(suite, case)
    return suite


def _properties(report: Report, vendor: str) -> Iterator[tuple[str, str]]:
    yield "document", report.place(vendor).file
    yield "calls", str(report.summary.run.exchanges[vendor])
    for total in report.summary.totals:
        if total.vendor == vendor:
            yield f"covered {total.kind}", f"{len(total.covered)} of {total.count}"


def _case(suite: ET.Element, case: Case) -> None:
    classname = ".".join(part for part in (case.suite, case.subject) if part)
    node = ET.SubElement(
        suite, "testcase", {"name": lines(case.name), "classname": lines(classname), "time": "0"}
    )
    if case.status == SKIPPED:
        ET.SubElement(node, "skipped", {"message": lines(case.message)})
    elif case.status == FAILED:
        message = case.issues[0].message if case.issues else case.message
        ET.SubElement(
            node, "failure", {"type": lines(case.name), "message": lines(short(message, 500))}
        ).text = lines(case_text(case) or message)
    elif case.issues:
        ET.SubElement(node, "system-out").text = lines(case_text(case))


def case_text(case: Case) -> str:
    """Every issue of a case with its evidence."""
    blocks = [
        "\n".join(
            [f"{issue.severity}: {short(issue.message, 2000)}", *(f"  {line}" for line in details(issue))]
        )
        for issue in case.issues
    ]
    return shortened("\n\n".join([rule_of(case.name).description, *blocks]), LONGEST) if blocks else ""


FORMAT = Format(
    name="junit", purpose="the test tab of CI systems", media_type="application/xml", render=render_junit
)
