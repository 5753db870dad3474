"""The summary at the end of a run: tables and colours on a terminal, plain lines elsewhere."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mockserver.coverage.items.item import Item
from mockserver.coverage.runs.suggestions import Suggestion
from mockserver.coverage.runs.summary import Summary, Total
from mockserver.coverage.runs.thresholds import shown_percent
from mockserver.reports.base import Format
from mockserver.reports.issues import Issue, counts, details, issues, severity_summary
from mockserver.reports.report import Report
from mockserver.reports.texts import first, plural, short

WIDTH = 120  # columns where there is no terminal
NUMBERS = 46  # columns of the table of totals, without what is missing
LEAST = 15  # columns for what is missing, or it is left out
MOST_ISSUES = 20
MOST_SENT = 6  # things to send that a suggestion names
MOST_LINES = 4  # of each issue's calls, and of its violations
COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def render_terminal(report: Report) -> str:
    """The summary without colours, as files and logs of CI take it."""
    out = StringIO()
    console = Console(file=out, width=WIDTH, color_system=None, highlight=False, force_terminal=False)
    print_summary(report, console)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def print_summary(report: Report, console: Console) -> None:
    """Print the summary: totals, what is missing, verdicts, what to test next.

    Args:
        report: What to tell.
        console: Where; it decides on colours and width.
    """
    summary = report.summary
    named = ", ".join(summary.vendors) or "nothing"
    console.print(
        Text.assemble((f"{report.title}", "bold"), f"  {plural(report.calls, 'call')} of {named}"),
        soft_wrap=True,
    )
    if summary.totals:
        console.print(Padding(_totals(summary, console.width - NUMBERS), (1, 0, 0, 2)))
    for line in _notes(report):
        console.print(Text(f"  {line}", style="dim"), soft_wrap=True)
    _verdicts(report, console)
    for index, suggestion in enumerate(summary.next):
        head = "\nNext, the most useful tests to write:\n" if not index else ""
        console.print(Text(f"{head}  {index + 1}. {suggestion_text(suggestion)}"), soft_wrap=True)
    for index, shortfall in enumerate(report.shortfalls):
        head = "" if index else "\n"
        console.print(Text(f"{head}Too low: {shortfall}", style="bold red"), soft_wrap=True)


def _totals(summary: Summary, room: int) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("", no_wrap=True)
    for name in ("covered", "of", "%"):
        table.add_column(name, justify="right", no_wrap=True)
    if room >= LEAST:
        table.add_column("missing", no_wrap=True)
    for vendor in summary.vendors:
        covered, count = summary.count(vendor)
        _row(table, (vendor, covered, count, summary.percent(vendor), ""), style="bold")
        for total in summary.totals:
            if total.vendor == vendor:
                missing = short("; ".join(missing_labels(total)), max(LEAST, room))
                _row(table, (f"  {total.kind}", len(total.covered), total.count, total.percent, missing))
    if len(summary.vendors) > 1:
        _row(table, ("in all", *summary.count(), summary.percent(), ""), style="bold")
    return table


def _row(table: Table, row: tuple[str, int, int, float, str], style: str = "") -> None:
    name, covered, count, percent, missing = row
    colour = "green" if percent == 100 else "yellow" if percent >= 50 else "red"
    cells = [
        Text(short(name, 40), style),
        Text(str(covered)),
        Text(str(count)),
        Text(shown_percent(percent), colour),
    ]
    table.add_row(*[*cells, Text(missing, style="dim")][: len(table.columns)])


def missing_labels(total: Total, most: int = 30) -> Iterator[str]:
    """What is missing of a kind, shortened: by operation, each operation named once."""
    by_operation: dict[str, list[Item]] = {}
    for item in total.missing:
        by_operation.setdefault("" if total.kind == "operations" else item.operation, []).append(item)
    parts: list[str] = []
    for operation, items in by_operation.items():
        names = [item.name for item in items]
        parts += [f"{operation} {', '.join(first(names, 3))}"] if operation and total.kind != "pages" else []
        parts += names if not operation else [operation] if total.kind == "pages" else []
    yield from first(parts, most)


def suggestion_text(suggestion: Suggestion) -> str:
    """What to send, where, and what to see, in one line."""
    one = replace(suggestion, send=tuple(first(suggestion.send, MOST_SENT)))
    return short(one, 400)


def _notes(report: Report) -> Iterator[str]:
    summary = report.summary
    reasons = Counter(rule.reason for total in summary.totals for _, rule in total.ignored)
    for reason, count in reasons.items():
        yield f"left out: {plural(count, 'item')}: {short(reason, 200)}"
    for rule in summary.unused:
        globs = f"{rule.vendor} {rule.kind} {rule.operation} {rule.name}"
        yield f"an ignore rule leaves nothing out, and may go: {short(globs, 100)} ({short(rule.reason, 100)})"
    if summary.untouched:
        yield f"never called: {', '.join(first(summary.untouched, 10))}"


def _verdicts(report: Report, console: Console) -> None:
    found = issues(report)
    console.print(Text(f"\nVerdicts: {severity_summary(counts(report))}", style="bold"), soft_wrap=True)
    for issue in found[:MOST_ISSUES]:
        console.print(_headline(issue), soft_wrap=True)
        for line in details(issue, most=MOST_LINES, width=200):
            console.print(Text(f"      {line}", style="dim"), soft_wrap=True)
    if len(found) > MOST_ISSUES:
        console.print(Text(f"  and {_rules(found[MOST_ISSUES:])}"), soft_wrap=True)


def _headline(issue: Issue) -> Text:
    return Text.assemble(
        "  ",
        (issue.severity, COLOURS.get(issue.severity, "")),
        f" {issue.rule}",
        (f" {short(issue.subject, 80)}" if issue.subject else ""),
        f": {short(issue.message, 300)}",
    )


def _rules(found: Iterable[Issue]) -> str:
    rules = Counter(issue.rule for issue in found)
    return ", ".join(f"{count} more of {rule}" for rule, count in rules.most_common())


FORMAT = Format(name="terminal", purpose="people at a terminal", render=render_terminal)
