"""Coverage by vendor, operation and kind, as the page shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.coverage.items.item import KINDS, Item
from mockserver.coverage.runs.summary import Ignore, Total, percent
from mockserver.reports.report import Report, SourcePlace

COVERED, MISSING, IGNORED = "covered", "missing", "ignored"
WHOLE = "the whole document"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One item.

    Attributes:
        times: How often it was met.
        reason: Why it need not be covered, where it is ignored.
    """

    name: str
    state: str
    times: int
    place: SourcePlace
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What is covered of something: a kind of a vendor, an operation, a kind of an operation."""

    name: str
    leaves: tuple[Leaf, ...]

    @property
    def covered(self) -> int:
        """How many items are."""
        return sum(leaf.state == COVERED for leaf in self.leaves)

    @property
    def ignored(self) -> int:
        """How many do not count."""
        return sum(leaf.state == IGNORED for leaf in self.leaves)

    @property
    def count(self) -> int:
        """How many count."""
        return len(self.leaves) - self.ignored

    @property
    def percent(self) -> float:
        """How much is covered."""
        return percent(self.covered, self.count)


@dataclass(frozen=True, slots=True)
class Branch:
    """An operation.

    Attributes:
        id: Its id; empty for what belongs to the whole document.
        name: `GET /customers`.
        share: All of its items.
        kinds: Its items by kind.
    """

    id: str
    name: str
    place: SourcePlace
    share: Share
    kinds: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Tree:
    """A vendor.

    Attributes:
        kinds: All of its items by kind.
        branches: Its operations, in the document's order.
    """

    vendor: str
    title: str
    place: SourcePlace
    calls: int
    share: Share
    kinds: Mapping[str, Share]
    branches: tuple[Branch, ...]


def trees(report: Report) -> Iterator[Tree]:
    """The coverage of each vendor that counts."""
    for vendor in report.summary.vendors:
        totals = [total for total in report.summary.totals if total.vendor == vendor]
        found = [(item, leaf) for total in totals for item, leaf in _leaves(report, total)]
        contract = report.contracts.get(vendor)
        names = {o.id: (f"{o.method} {o.path}", o.pointer) for o in report.operations(vendor)}
        by_operation: dict[str, list[tuple[Item, Leaf]]] = {}
        for item, leaf in found:
            by_operation.setdefault(item.operation, []).append((item, leaf))
        order = [*names, *(id_ for id_ in by_operation if id_ not in names)]
        yield Tree(
            vendor,
            contract.title if contract else "",
            report.place(vendor),
            report.summary.run.exchanges[vendor],
            _share(vendor, found),
            _by_kind(found),
            tuple(
                Branch(
                    id_,
                    names[id_][0] if id_ in names else id_ or WHOLE,
                    report.place(vendor, names[id_][1] if id_ in names else ""),
                    _share(id_, by_operation[id_]),
                    _by_kind(by_operation[id_]),
                )
                for id_ in order
                if id_ in by_operation
            ),
        )


def _by_kind(found: Sequence[tuple[Item, Leaf]]) -> dict[str, Share]:
    shares = {kind: _share(kind, [pair for pair in found if pair[0].kind == kind]) for kind in KINDS}
    return {kind: share for kind, share in shares.items() if share.leaves}


def _share(name: str, found: Sequence[tuple[Item, Leaf]]) -> Share:
    return Share(name, tuple(leaf for _, leaf in found))


def _leaves(report: Report, total: Total) -> Iterator[tuple[Item, Leaf]]:
    seen = report.summary.run.seen
    rules: dict[Item, Ignore] = dict(total.ignored)
    states = [(item, COVERED) for item in total.covered]
    states += [(item, MISSING) for item in total.missing]
    states += [(item, IGNORED) for item in rules]
    for item, state in states:
        reason = rules[item].reason if state == IGNORED else ""
        place = report.place(item.vendor, item.pointer)
        yield item, Leaf(item.name, state, seen[item.key], place, reason)
