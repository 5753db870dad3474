"""JSON: everything that a report knows, for programs."""

from typing import Any

import orjson

from mockserver.coverage.items.item import Item
from mockserver.coverage.runs.summary import Total
from mockserver.coverage.runs.thresholds import Shortfall
from mockserver.reports.base import Format
from mockserver.reports.issues import Issue, counts, issues
from mockserver.reports.report import Report

VERSION = 1


def render_json(report: Report) -> str:
    """A JSON object; `version` changes when a member goes or means something else."""
    summary, severities = report.summary, counts(report)
    covered, count = summary.count()
    data = {
        "version": VERSION,
        "title": report.title,
        "made": report.made.isoformat(),
        "calls": dict(summary.run.exchanges),
        "documents": {
            name: {"digest": digest, "file": report.place(name).file}
            for name, digest in summary.run.documents.items()
        },
        "coverage": {"covered": covered, "count": count, "percent": round(summary.percent(), 2)},
        "totals": [_total(report, total) for total in summary.totals],
        "untouched": list(summary.untouched),
        "next": [
            {
                "vendor": each.vendor,
                "operation": each.operation,
                "call": each.call,
                "send": list(each.send),
                "expect": each.expect,
                "items": [str(item) for item in each.items],
            }
            for each in summary.next
        ],
        "shortfalls": [_shortfall(each) for each in report.shortfalls],
        "verdicts": {
            "errors": severities["error"],
            "warnings": severities["warning"],
            "infos": severities["info"],
        },
        "issues": [_issue(issue) for issue in issues(report)],
    }
    return orjson.dumps(_clean(data), option=orjson.OPT_INDENT_2).decode() + "\n"


def _total(report: Report, total: Total) -> dict[str, Any]:
    return {
        "vendor": total.vendor,
        "kind": total.kind,
        "covered": len(total.covered),
        "count": total.count,
        "percent": round(total.percent, 2),
        "missing": [_item(report, item) for item in total.missing],
        "ignored": [{**_item(report, item), "reason": rule.reason} for item, rule in total.ignored],
    }


def _item(report: Report, item: Item) -> dict[str, Any]:
    place = report.place(item.vendor, item.pointer)
    return {"operation": item.operation, "name": item.name, "pointer": item.pointer, "line": place.line}


def _shortfall(shortfall: Shortfall) -> dict[str, Any]:
    threshold = shortfall.threshold
    return {
        "vendor": threshold.vendor,
        "kind": threshold.kind,
        "asked": threshold.percent,
        "percent": round(shortfall.percent, 2),
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "rule": issue.rule,
        "severity": issue.severity,
        "vendor": issue.vendor,
        "operation": issue.operation,
        "message": issue.message,
        "file": issue.place.file,
        "line": issue.place.line,
        "pointer": issue.pointer,
        "times": len(issue.verdicts),
        "contexts": list(issue.contexts),
        "callers": sorted({verdict.caller for verdict in issue.verdicts if verdict.caller}),
        "calls": [call._asdict() for call in issue.calls],
        "breaches": [breach._asdict() for breach in issue.breaches],
        "fingerprint": issue.fingerprint,
    }


def _clean(value: Any) -> Any:
    """A value without lone surrogates, which JSON texts cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value


FORMAT = Format(
    name="json", purpose="whatever else reads it", media_type="application/json", render=render_json
)
