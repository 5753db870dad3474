"""JUnit XML, as Jenkins, GitLab and the like read it."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from mockserver.reports.cases import FAILED, SKIPPED, Case, cases
from mockserver.reports.issues import describe, details
from mockserver.reports.report import Report
from mockserver.reports.texts import short, shortened

LONGEST = 20_000  # characters of one case's text
# What XML 1.0 has no way to write.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """A suite for each vendor, a case for each operation that was called and each rule.

    Only errors fail; warnings and remarks are output of cases that pass, operations that no test calls are skipped.
    """
    root = ET.Element("testsuites", {"name": _fit(report.title)})
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
            "name": _fit(name),
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
            ET.SubElement(properties, "property", {"name": key, "value": _fit(value)})
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
        suite, "testcase", {"name": _fit(case.name), "classname": _fit(classname), "time": "0"}
    )
    if case.status == SKIPPED:
        ET.SubElement(node, "skipped", {"message": _fit(case.message)})
    elif case.status == FAILED:
        message = case.issues[0].message if case.issues else case.message
        ET.SubElement(
            node, "failure", {"type": _fit(case.name), "message": _fit(short(message, 500))}
        ).text = _fit(text_of(case) or message)
    elif case.issues:
        ET.SubElement(node, "system-out").text = _fit(text_of(case))


def text_of(case: Case) -> str:
    """Every issue of a case with its evidence."""
    blocks = [
        "\n".join(
            [f"{issue.severity}: {short(issue.message, 2000)}", *(f"  {line}" for line in details(issue))]
        )
        for issue in case.issues
    ]
    return shortened("\n\n".join([describe(case.name), *blocks]), LONGEST) if blocks else ""


def _fit(text: str) -> str:
    """A text with what XML cannot hold written out."""
    return FORBIDDEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
