"""What was measured: the data of a run, and of several runs together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple, TypeVar

from mockserver.coverage.clients.rules import concluded
from mockserver.coverage.clients.scopes import ScopeUse, joined_uses
from mockserver.coverage.clients.verdict import SEVERITIES, Evidence, Verdict
from mockserver.coverage.items.item import Key
from mockserver.errors import UsageError

T = TypeVar("T")


class Drift(NamedTuple):
    """A recorded reply that its document does not describe: the document or the vendor has moved.

    Attributes:
        vendor, operation, pointer: What the document has at that place.
        message: How they differ.
        call: The recorded exchange.
        source: The recording.
    """

    vendor: str
    operation: str
    pointer: str
    message: str
    call: Evidence
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one process measured.

    Attributes:
        exchanges: How many exchanges it observed, by vendor.
        seen: How often each item was met.
        verdicts: What the rules say; of many alike only the first are kept.
        tallies: How many verdicts there were in all, by rule, vendor and operation.
        drift: Of recordings.
        uses: What each credential was used for.
    """

    exchanges: Mapping[str, int] = field(default_factory=dict)
    seen: Mapping[Key, int] = field(default_factory=dict)
    verdicts: frozenset[Verdict] = frozenset()
    tallies: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    drift: frozenset[Drift] = frozenset()
    uses: frozenset[ScopeUse] = frozenset()

    def join(self, other: "Part") -> "Part":
        """What both know of one process, of which one may have been written before the other."""
        return Part(
            exchanges=_most(self.exchanges, other.exchanges),
            seen=_most(self.seen, other.seen),
            verdicts=self.verdicts | other.verdicts,
            tallies=_most(self.tallies, other.tallies),
            drift=self.drift | other.drift,
            uses=frozenset(joined_uses((*self.uses, *other.uses))),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What several processes measured.

    Parts are told apart by their names, so that reading a file twice counts it once: runs combine in any order and
    any number of times to the same run.

    Attributes:
        documents: The digest of each vendor's document.
        parts: What was measured, by the process's name.
    """

    documents: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def seen(self) -> Counter[Key]:
        """How often each item was met, in all."""
        return _sum(part.seen for part in self.parts.values())

    @property
    def exchanges(self) -> Counter[str]:
        """How many exchanges were observed, by vendor."""
        return _sum(part.exchanges for part in self.parts.values())

    @property
    def tallies(self) -> Counter[tuple[str, str, str]]:
        """How many verdicts there were, by rule, vendor and operation."""
        found = _sum(part.tallies for part in self.parts.values())
        found.update((verdict.rule, verdict.vendor, verdict.operation) for verdict in self._concluded())
        return found

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the rules say, the gravest first."""
        found = {verdict for part in self.parts.values() for verdict in part.verdicts}
        found.update(self._concluded())
        return tuple(sorted(found, key=lambda verdict: (SEVERITIES.index(verdict.severity), verdict)))

    def _concluded(self) -> Iterator[Verdict]:
        """What the rules say of credentials, over what all processes did with them."""
        return concluded(joined_uses(use for part in self.parts.values() for use in part.uses))

    @property
    def drift(self) -> tuple[Drift, ...]:
        """Where recorded replies differ from the documents."""
        return tuple(sorted({drift for part in self.parts.values() for drift in part.drift}))


def combine_runs(runs: Iterable[Run]) -> Run:
    """One run out of several, whatever their order.

    Raises:
        UsageError: When two of them measured different documents of one name.
    """
    return reduce(_join, runs, Run())


def _join(left: Run, right: Run) -> Run:
    for vendor, digest in right.documents.items():
        if left.documents.get(vendor, digest) != digest:
            raise UsageError(
                f"the runs measured different documents of {vendor} ({left.documents[vendor]}, {digest}); "
                "measure again, or combine only the runs of one of them"
            )
    parts = dict(left.parts)
    for name, part in right.parts.items():
        parts[name] = parts[name].join(part) if name in parts else part
    return Run({**left.documents, **right.documents}, parts)


def _sum(counts: Iterable[Mapping[T, int]]) -> Counter[T]:
    total: Counter[T] = Counter()
    for each in counts:
        total.update(each)
    return total


def _most(left: Mapping[T, int], right: Mapping[T, int]) -> dict[T, int]:
    return {key: max(left.get(key, 0), right.get(key, 0)) for key in {*left, *right}}
