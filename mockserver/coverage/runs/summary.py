"""How much of its contracts a run touched: totals, what is missing, what is left out and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mockserver.contract.model import Contract
from mockserver.coverage.items.declared import declared_items
from mockserver.coverage.items.item import KINDS, Item
from mockserver.coverage.runs.run import Run
from mockserver.coverage.runs.suggestions import Suggestion, suggest


@dataclass(frozen=True, slots=True)
class Ignore:
    """Items that need not be covered: each of the four is a glob, `*` stands for anything.

    Attributes:
        reason: Why; reports show it.
    """

    reason: str
    vendor: str = "*"
    kind: str = "*"
    operation: str = "*"
    name: str = "*"

    def fits(self, item: Item) -> bool:
        """Whether the rule leaves an item out."""
        globs = (self.vendor, self.kind, self.operation, self.name)
        return all(glob == "*" or fnmatchcase(part, glob) for part, glob in zip(item.key, globs, strict=True))


@dataclass(frozen=True, slots=True)
class Total:
    """What was covered of one kind of item, of one vendor.

    Attributes:
        covered, missing: The items that count.
        ignored: Those that do not, each with the rule that leaves it out.
    """

    vendor: str
    kind: str
    covered: tuple[Item, ...]
    missing: tuple[Item, ...]
    ignored: tuple[tuple[Item, Ignore], ...] = ()

    @property
    def count(self) -> int:
        """How many items count."""
        return len(self.covered) + len(self.missing)

    @property
    def percent(self) -> float:
        """How much is covered; 100 where there is nothing to cover."""
        return percent(len(self.covered), self.count)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run says of its contracts.

    Attributes:
        totals: For each vendor that was called (or asked for) and each kind that it has.
        untouched: Vendors that were served and never called; they count nowhere.
        unused: Ignore rules that leave nothing out.
        next: The requests that would cover most of what is missing, the most useful first.
    """

    run: Run
    totals: tuple[Total, ...]
    untouched: tuple[str, ...] = ()
    unused: tuple[Ignore, ...] = ()
    next: tuple[Suggestion, ...] = ()

    @property
    def vendors(self) -> tuple[str, ...]:
        """The vendors that count."""
        return tuple(dict.fromkeys(total.vendor for total in self.totals))

    @property
    def missing(self) -> tuple[Item, ...]:
        """What was not touched."""
        return tuple(item for total in self.totals for item in total.missing)

    def count(self, vendor: str | None = None, kind: str | None = None) -> tuple[int, int]:
        """How many items are covered and how many there are, of a vendor, a kind, both, or of all."""
        chosen = [
            total for total in self.totals if vendor in {None, total.vendor} and kind in {None, total.kind}
        ]
        return sum(len(total.covered) for total in chosen), sum(total.count for total in chosen)

    def percent(self, vendor: str | None = None, kind: str | None = None) -> float:
        """The same as a percentage; of what nobody called, nothing is covered."""
        covered, count = self.count(vendor, kind)
        calls = sum(self.run.exchanges.values()) if vendor is None else self.run.exchanges[vendor]
        return percent(covered, count) if count or calls else 0.0


def percent(covered: int, count: int) -> float:
    """`covered` of `count` in percent; 100 only for all of it, and for nothing of nothing."""
    return 100.0 if covered >= count else min(99.99, 100 * covered / count)


def summarise(
    run: Run,
    contracts: Mapping[str, Contract],
    *,
    ignore: Sequence[Ignore] = (),
    vendors: Iterable[str] | None = None,
) -> Summary:
    """What a run covers of contracts.

    Args:
        run: What was measured.
        contracts: By vendor.
        ignore: What need not be covered.
        vendors: The vendors that count; by default, those that the run called.
    """
    called = run.exchanges
    chosen = [name for name in contracts if called[name]] if vendors is None else list(vendors)
    totals: list[Total] = []
    used: set[Ignore] = set()
    for name in chosen:
        for total in _totals(declared_items(contracts[name]), run, ignore):
            totals.append(total)
            used |= {rule for _, rule in total.ignored}
    missing = [item for total in totals for item in total.missing]
    return Summary(
        run,
        tuple(totals),
        untouched=tuple(name for name in contracts if name not in chosen),
        unused=tuple(rule for rule in ignore if rule not in used),
        next=suggest(missing, contracts),
    )


def _totals(items: Iterable[Item], run: Run, ignore: Sequence[Ignore]) -> Iterable[Total]:
    seen = run.seen
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    for kind in KINDS:
        found = by_kind.get(kind)
        if not found:
            continue
        rules = {item: rule for item in found for rule in reversed(ignore) if rule.fits(item)}
        counted = [item for item in found if item not in rules]
        yield Total(
            found[0].vendor,
            kind,
            covered=tuple(item for item in counted if seen[item.key]),
            missing=tuple(item for item in counted if not seen[item.key]),
            ignored=tuple(rules.items()),
        )
