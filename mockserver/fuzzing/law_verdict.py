"""What became of the laws in one document; plain data, because each document has a process of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MOST_PLACES = 3  # operations that are named beside a reason; of the others, how many there are


@dataclass(frozen=True, slots=True)
class LawFinding:
    """A law that does not hold.

    Attributes:
        law: Its name.
        operation: The operation: `GET /pets`.
        message: What is wrong.
        rule: The rule of inference that the operation goes by, or the line of its `x-mock`.
        calls: The calls that show it, in order, as curl lines.
    """

    law: str
    operation: str
    message: str
    rule: str
    calls: Sequence[str]


@dataclass(slots=True)  # counts
class LawCount:
    """How often a law was judged in a document.

    Attributes:
        operations: How many operations it was judged of.
        examples: How many examples of them held.
        unjudged: Operations about which nothing could be said, by the reason; none where the document lacks them.
    """

    operations: int = 0
    examples: int = 0
    unjudged: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LawVerdict:
    """What became of the laws in one document: the counts by law, and the findings."""

    counts: Mapping[str, LawCount] = field(default_factory=dict)
    findings: Sequence[LawFinding] = ()

    @property
    def examples(self) -> int:
        """How many examples were judged."""
        return sum(count.examples for count in self.counts.values())


def count_lines(verdict: LawVerdict) -> Iterator[str]:
    """A line for each law: of how many operations it was judged, and of which it was not."""
    for name, count in verdict.counts.items():
        line = f"  {name}: {count.examples} examples of {count.operations} operations"
        untold = [_reason(reason, named_places(places)) for reason, places in count.unjudged.items()]
        yield line + (f"; not judged: {'; '.join(untold)}" if untold else "")


def unjudged(verdict: LawVerdict) -> Iterator[str]:
    """A line for each reason why laws could be judged of no operation: which laws, and of how many operations."""
    laws: dict[str, list[str]] = {}
    for name, count in verdict.counts.items():
        if not count.operations:
            reasons = [_reason(reason, len(places) or "") for reason, places in count.unjudged.items()]
            laws.setdefault("; ".join(reasons), []).append(name)
    for reason, names in laws.items():
        yield f"not judged, {reason}: {', '.join(names)}"


def _reason(reason: str, places: object) -> str:
    return f"{reason} ({places})" if places else reason


def named_places(places: Sequence[str]) -> str:
    """Operations, the first by name; of the others, how many there are."""
    first = ", ".join(places[:MOST_PLACES])
    return first if len(places) <= MOST_PLACES else f"{first} and {len(places) - MOST_PLACES} more"


def finding_lines(finding: LawFinding) -> Iterator[str]:
    """A finding: the law, the operation, what is wrong, what it goes by, and the calls that show it."""
    yield f"LAW {finding.law}: {finding.operation}"
    yield f"  {finding.message}"
    yield f"  by {finding.rule}"
    yield from (f"  {call}" for call in finding.calls)
