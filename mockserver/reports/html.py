"""One HTML page that needs nothing beside it: no scripts, no other files, no network."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mockserver.access.masking import Masking, masking
from mockserver.coverage.items.item import KINDS
from mockserver.coverage.runs.thresholds import shown_percent
from mockserver.exchange import Exchange
from mockserver.printing import printable
from mockserver.reports.base import Format
from mockserver.reports.issues import Issue, counts, issues, rule_of, severity_summary
from mockserver.reports.report import Report
from mockserver.reports.texts import plural, short
from mockserver.reports.tree import trees
from mockserver.settings import VERSION

TEMPLATES = Path(__file__).parent / "templates"
LONGEST = 2000  # characters of one text from a request
MOST_CALLS = 1000
MOST_ISSUES = 500
STEPS = (0, 25, 50, 75, 100)  # colours of the map, by the least percentage of each


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call of the journal.

    Attributes:
        level: What colour it has: `good`, `refused`, `failed` or `broken`, which is a call that broke its contract.
        wrong: Its violations, in words.
    """

    number: int
    request: str
    status: int
    subject: str
    caller: str
    milliseconds: float
    level: str
    wrong: tuple[str, ...]


def render_html(report: Report) -> str:
    """The page: totals, what to test next, verdicts, coverage by operation, calls."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "printable": printable,
        "short": lambda text, length=LONGEST: short(text, length),
        "shown": shown_percent,
        "step": step,
        "description": lambda rule: rule_of(rule).description,
        "plural": plural,
    }
    found = issues(report)
    covered, count = report.summary.count()
    page = environment.get_template("page.html").render(
        report=report,
        summary=report.summary,
        version=VERSION,
        kinds=KINDS,
        covered=covered,
        count=count,
        trees=list(trees(report)),
        issues=found[:MOST_ISSUES],
        more=max(0, len(found) - MOST_ISSUES),
        said=severity_summary(counts(report)),
        by_rule=_by_rule(found),
        rows=_rows(report),
        unseen=max(0, len(report.exchanges) - MOST_CALLS),
    )
    return page.encode("utf-8", "backslashreplace").decode()


def step(percent: float) -> int:
    """The colour of a percentage, from 0 (nothing) to 4 (everything)."""
    return sum(percent >= least for least in STEPS) - 1


def _by_rule(found: Sequence[Issue]) -> list[tuple[str, str, int]]:
    """Rule, severity and how often, the most frequent first."""
    times: Counter[tuple[str, str]] = Counter()
    for issue in found:
        times[issue.rule, issue.severity] += len(issue.verdicts)
    return [(rule, severity, count) for (rule, severity), count in times.most_common()]


def _rows(report: Report) -> list[CallRow]:
    contracts = report.contracts
    return [
        _row(number, exchange, masking(exchange, contracts.get(exchange.vendor or "")))
        for number, exchange in report.exchanges[-MOST_CALLS:]
    ]


def _row(number: int, exchange: Exchange, shown: Masking) -> CallRow:
    request, reply = exchange.request, exchange.reply
    status = reply.status if reply is not None else 0
    broken = not exchange.matched or (not exchange.valid and bool(exchange.violations))
    level = (
        "broken" if broken else "good" if 0 < status < 400 else "refused" if 400 <= status < 500 else "failed"
    )
    wrong = tuple(f"{each.location} {each.name}: {each.text or each.keyword}" for each in exchange.violations)
    return CallRow(
        number,
        f"{request.method} {shown.target(request.path, request.query)}",
        status,
        " ".join(part for part in (exchange.vendor, exchange.operation or exchange.endpoint) if part)
        or "no operation",
        exchange.caller or "",
        exchange.seconds * 1000,
        level,
        wrong if broken else (),
    )


FORMAT = Format(
    name="html",
    purpose="one page with nothing beside it: coverage by operation, verdicts with their calls",
    media_type="text/html",
    render=render_html,
)
