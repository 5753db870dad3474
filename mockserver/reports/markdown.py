"""Markdown for a pull request: short enough for a comment, and nothing in it is taken for markup."""

import re
from collections.abc import Iterator
from html import escape

from mockserver.coverage.runs.thresholds import shown_percent
from mockserver.printing import printable
from mockserver.reports.base import Format
from mockserver.reports.issues import Issue, counts, details, issues, severity_summary
from mockserver.reports.report import Report
from mockserver.reports.terminal import missing_labels, suggestion_text
from mockserver.reports.texts import plural, short

LONGEST = 65_000  # UTF-16 units; GitHub takes comments of less than 65 536 characters
RESERVED = 2_000  # of them, for what says how much was left out
MARKS = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}  # noqa: RUF001 - the sign, not the letter


def render_markdown(report: Report) -> str:
    """Totals, verdicts, what to test next and what is missing; the least important is left out first."""
    out: list[str] = []
    left = LONGEST - RESERVED
    skipped = 0
    for block in _blocks(report):
        size = len(block.encode("utf-16-le", "backslashreplace")) // 2 + 2
        if size > left:
            skipped += 1
            continue
        out.append(block)
        left -= size
    if skipped:
        out.append(f"*{plural(skipped, 'more section')} left out: this comment would be too long.*")
    return "\n\n".join(out) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    summary = report.summary
    covered, count = summary.count()
    good = not report.shortfalls and not counts(report)["error"]
    yield f"## {'✅' if good else '❌'} {html_text(report.title)}: {shown_percent(summary.percent())} %"
    verdicts = severity_summary(counts(report))
    yield f"{plural(report.calls, 'call')}, {covered:,} of {count:,} items covered, verdicts: {verdicts}."
    for shortfall in report.shortfalls:
        yield f"> ❌ **Too low:** {code(str(shortfall))}"
    yield from _totals(report)
    if summary.next:
        yield "### The next test to write"
        yield "\n".join(
            f"{index}. {code(suggestion_text(each))}" for index, each in enumerate(summary.next, 1)
        )
    found = issues(report)
    if found:
        yield "### Verdicts"
    yield from map(_issue, found)
    yield from _missing(report)


def _totals(report: Report) -> Iterator[str]:
    summary = report.summary
    if not summary.totals:
        return
    kinds = list(dict.fromkeys(total.kind for total in summary.totals))
    cells = {(total.vendor, total.kind): total for total in summary.totals}
    lines = [f"| | all | {' | '.join(kinds)} |", f"|---|--:|{'--:|' * len(kinds)}"]
    for vendor in summary.vendors:
        row = [f"**{shown_percent(summary.percent(vendor))} %**"]
        for kind in kinds:
            total = cells.get((vendor, kind))
            row.append(
                f"{shown_percent(total.percent)} % ({len(total.covered)}/{total.count})" if total else ""
            )
        lines.append(f"| {cell(short(vendor, 80))} | {' | '.join(row)} |")
    yield "\n".join(lines)


def _issue(issue: Issue) -> str:
    mark, subject = (
        MARKS.get(issue.severity, ""),
        f" <code>{html_text(issue.subject)}</code>" if issue.subject else "",
    )
    head = (
        f"{mark} <b>{html_text(issue.rule)}</b>{subject} <code>{html_text(short(issue.message, 200))}</code>"
    )
    lines = "\n".join([short(issue.message, 600), *details(issue, most=10, width=300)])
    fence = fence_of(lines, 3)
    return f"<details><summary>{head}</summary>\n\n{fence}text\n{lines}\n{fence}\n\n</details>"


def _missing(report: Report) -> Iterator[str]:
    missing = [total for total in report.summary.totals if total.missing]
    if missing:
        yield "### What is missing"
    for total in missing:
        head = f"<code>{html_text(total.vendor)}</code> {total.kind}: {plural(len(total.missing), 'item')}"
        lines = "\n".join(f"- {code(label)}" for label in missing_labels(total, most=100))
        yield f"<details><summary>{head}</summary>\n\n{lines}\n\n</details>"


def code(text: str) -> str:
    """A text as a code span, in which nothing is markup, and nobody is mentioned."""
    shown_text = printable(text)
    fence = fence_of(shown_text, 1)
    edge = " " if shown_text.startswith("`") or shown_text.endswith("`") else ""
    return f"{fence}{edge}{shown_text}{edge}{fence}"


def cell(text: str) -> str:
    """A text as a code span in a table."""
    return code(text).replace("|", "\\|")


def fence_of(text: str, least: int) -> str:
    """Backticks that end no sooner than they should around a text."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", text))])


def html_text(text: str) -> str:
    """A text in HTML, on one line."""
    return escape(printable(text))


FORMAT = Format(
    name="markdown", purpose="a comment or a job summary", media_type="text/markdown", render=render_markdown
)
