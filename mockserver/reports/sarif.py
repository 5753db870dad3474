"""SARIF 2.1.0: results on the lines of the documents, as code scanning reads them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from mockserver.printing import lines
from mockserver.reports.base import Format
from mockserver.reports.issues import Issue, details, issues, rule_of
from mockserver.reports.report import Report
from mockserver.reports.texts import short
from mockserver.settings import VERSION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
ROOT = "PROJECT"  # what relative places are relative to
MOST = 5000  # results; code scanning shows no more


def render_sarif(report: Report) -> str:
    """One run: a rule for each verdict's, a result for each issue, at the line of the document that it is about."""
    found = issues(report)[:MOST]
    rules = list(dict.fromkeys(issue.rule for issue in found))
    severities = {issue.rule: issue.severity for issue in reversed(found)}
    run = {
        "tool": {
            "driver": {
                "name": "mockserver",
                "semanticVersion": VERSION,
                "rules": [_rule(rule, severities[rule]) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "mockserver/contract/"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that the report was made in."}}},
        "invocations": [
            {"executionSuccessful": True, "endTimeUtc": report.made.strftime("%Y-%m-%dT%H:%M:%SZ")}
        ],
        "results": [_result(issue, rules) for issue in found],
        "properties": {"calls": report.calls, "coveragePercent": round(report.summary.percent(), 2)},
    }
    data = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode() + "\n"


def _rule(name: str, severity: str) -> dict[str, Any]:
    rule = rule_of(name)
    return {
        "id": name,
        "name": rule.title,
        "shortDescription": {"text": rule.description},
        "fullDescription": {"text": rule.description},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": LEVELS.get(severity, "note")},
        "properties": {"tags": ["contract", "api"]},
    }


def _result(issue: Issue, rules: Sequence[str]) -> dict[str, Any]:
    said = [short(issue.message, 1000), *details(issue, most=10)]
    result: dict[str, Any] = {
        "ruleId": issue.rule,
        "ruleIndex": rules.index(issue.rule),
        "level": LEVELS.get(issue.severity, "note"),
        "message": {"text": lines("\n".join(said))},
        "partialFingerprints": {"issue/v1": issue.fingerprint},
        "occurrenceCount": len(issue.verdicts),
        "locations": list(_locations(issue)),
    }
    if issue.contexts:
        result["properties"] = {"contexts": [lines(short(context, 500)) for context in issue.contexts[:20]]}
    return result


def _locations(issue: Issue) -> Iterator[dict[str, Any]]:
    location: dict[str, Any] = {}
    if issue.place.file:
        location["physicalLocation"] = {
            "artifactLocation": _artifact(issue),
            "region": {"startLine": issue.place.line or 1},
        }
    if issue.subject:
        name = ".".join(part for part in (issue.vendor, issue.operation) if part)
        location["logicalLocations"] = [{"fullyQualifiedName": lines(name), "kind": "member"}]
    if location:
        yield location


def _artifact(issue: Issue) -> dict[str, Any]:
    file = issue.place.file
    if issue.place.is_local:
        return {"uri": quote(file), "uriBaseId": ROOT}
    return {"uri": Path(file).as_uri() if Path(file).is_absolute() else quote(file, safe="/:?&=#%")}


FORMAT = Format(
    name="sarif",
    purpose="code scanning: each verdict at its line of the document",
    media_type="application/sarif+json",
    render=render_sarif,
)
