"""What is to be mended: verdicts and drift, those that say the same of the same place put together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from mockserver.coverage.clients.rules import RULES
from mockserver.coverage.clients.rules.base import Rule
from mockserver.coverage.clients.verdict import SEVERITIES, Breach, Evidence, Verdict
from mockserver.coverage.runs.run import Drift
from mockserver.drift.rule import RULE as DRIFT
from mockserver.reports.report import Report, SourcePlace
from mockserver.reports.texts import first, plural, short

NOUNS = {"error": "error", "warning": "warning", "info": "remark"}
UNKNOWN = "A rule that this version does not have."


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to mend, as often as it was met.

    Attributes:
        rule: A rule's name, or `drift`.
        severity: One of `SEVERITIES`.
        vendor, operation, pointer: What it is about; empty for what is not known.
        message: What happened, in one sentence.
        place: Where the document says otherwise.
        verdicts: Each time, oldest first.
    """

    rule: str
    severity: str
    vendor: str
    operation: str
    pointer: str
    message: str
    place: SourcePlace
    verdicts: tuple[Verdict, ...]

    @property
    def subject(self) -> str:
        """`vendor operation`, without what is empty."""
        return " ".join(part for part in (self.vendor, self.operation) if part)

    @property
    def calls(self) -> tuple[Evidence, ...]:
        """The evidence of the first time."""
        return self.verdicts[0].calls

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Each violation of the first time."""
        return self.verdicts[0].breaches

    @property
    def contexts(self) -> tuple[str, ...]:
        """What was running, each once: names of tests, recordings."""
        return tuple(dict.fromkeys(verdict.context for verdict in self.verdicts if verdict.context))

    @property
    def fingerprint(self) -> str:
        """What is the same in the next run, as long as nothing was mended."""
        parts = (self.rule, self.vendor, self.operation, self.pointer, self.message)
        return blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def issues(report: Report) -> tuple[Issue, ...]:
    """What a report's run found, the gravest first, then by vendor, in the order in which it happened."""
    run = report.summary.run
    groups: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in (*run.verdicts, *map(as_verdict, run.drift)):
        key = (verdict.rule, verdict.vendor, verdict.operation, verdict.pointer, verdict.message)
        groups.setdefault(key, []).append(verdict)
    found = [_issue(report, verdicts) for verdicts in groups.values()]
    return tuple(sorted(found, key=lambda issue: (rank(issue.severity), issue.vendor, _when(issue.calls))))


def _issue(report: Report, verdicts: Sequence[Verdict]) -> Issue:
    ordered = sorted(verdicts, key=lambda verdict: _when(verdict.calls))
    one = ordered[0]
    place = report.place(one.vendor, one.pointer)
    return Issue(
        one.rule, one.severity, one.vendor, one.operation, one.pointer, one.message, place, tuple(ordered)
    )


def _when(calls: Sequence[Evidence]) -> tuple[float, int]:
    return (calls[-1].at, calls[-1].number) if calls else (0.0, 0)


def as_verdict(drift: Drift) -> Verdict:
    """A recorded reply that is not described, in the words of a verdict."""
    return Verdict(
        rule=DRIFT.name,
        severity=DRIFT.severity,
        vendor=drift.vendor,
        operation=drift.operation,
        pointer=drift.pointer,
        namespace="",
        caller="",
        context=drift.source,
        message=drift.message,
        calls=(drift.call,),
    )


def rank(severity: str) -> int:
    """The place of a severity, the gravest first."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def rule_of(name: str) -> Rule:
    """The rule of a name; what stands in for one that another version has."""
    if name == DRIFT.name:
        return DRIFT
    return RULES.get(name) or Rule(name=name, severity="info", description=UNKNOWN, help=UNKNOWN)


def counts(report: Report) -> Counter[str]:
    """How often verdicts of each severity were given, those included that were not kept."""
    run = report.summary.run
    kept = Counter((verdict.rule, verdict.vendor, verdict.operation) for verdict in run.verdicts)
    severities = {(each.rule, each.vendor, each.operation): each.severity for each in run.verdicts}
    found: Counter[str] = Counter()
    for key, times in (kept | run.tallies).items():
        found[severities.get(key) or rule_of(key[0]).severity] += times
    found["error"] += len(run.drift)
    return found


def severity_summary(found: Counter[str]) -> str:
    """`2 errors, 1 warning`; `no verdicts`."""
    parts = [plural(found[severity], NOUNS[severity]) for severity in SEVERITIES if found[severity]]
    return ", ".join(parts) or "no verdicts"


def details(issue: Issue, *, most: int = 20, width: int = 500) -> Iterator[str]:
    """An issue's evidence, line by line: calls, violations, place, contexts.

    Args:
        issue: Which.
        most: Lines of each kind.
        width: Characters of a line.
    """
    yield from first((short(call, width) for call in issue.calls), most)
    if [str(breach) for breach in issue.breaches] != [issue.message]:
        yield from first((f"  {short(breach, width - 2)}" for breach in issue.breaches), most)
    if issue.place.file:
        yield f"at {short(issue.place, width)}"
    yield from first((f"in {short(context, width)}" for context in issue.contexts), most)
    if len(issue.verdicts) > 1:
        yield f"{len(issue.verdicts)} times"


def at_least(found: Iterable[Issue], severity: str) -> bool:
    """Whether one of them is as grave as `severity`, or graver."""
    return any(rank(issue.severity) <= rank(severity) for issue in found)
