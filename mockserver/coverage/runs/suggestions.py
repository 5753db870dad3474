"""The next test that is worth writing: the request that would cover most of what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract.model import Contract, Operation
from mockserver.coverage.items.item import Item


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One request worth sending.

    Attributes:
        vendor, operation: What to call.
        call: `GET /customers`.
        send: What to send with it: `query.limit=100`, `body.notes`.
        expect: What to see: a status, a list's end.
        items: What it would cover.
    """

    vendor: str
    operation: str
    call: str
    send: tuple[str, ...]
    expect: str
    items: tuple[Item, ...]

    def __str__(self) -> str:
        """`acme: GET /customers (listCustomers) with query.limit=100, to see 200: 5 missing items`."""
        sent = f" with {', '.join(self.send)}" if self.send else ""
        seen = f", to see {self.expect}" if self.expect else ""
        count = f"{len(self.items)} missing item{'s' if len(self.items) != 1 else ''}"
        return f"{self.vendor}: {self.call} ({self.operation}){sent}{seen}: {count}"


def suggest(
    missing: Sequence[Item], contracts: Mapping[str, Contract], *, count: int = 3
) -> tuple[Suggestion, ...]:
    """The requests that cover most of the missing items, the most useful first.

    Each is chosen for what those before it leave missing.

    Args:
        missing: What no call touched.
        contracts: By vendor.
        count: How many.
    """
    left = dict.fromkeys(missing)
    found: list[Suggestion] = []
    while len(found) < count:
        by_operation: dict[tuple[str, str], list[Item]] = {}
        for item in left:
            by_operation.setdefault((item.vendor, item.operation), []).append(item)
        offers = [
            offer
            for name, contract in contracts.items()
            for operation in contract.operations
            if (items := by_operation.get((name, operation.id)))
            for offer in _offers(contract, operation, items, by_operation.get((name, ""), []))
        ]
        if not offers:
            break
        best = max(offers, key=lambda offer: len(offer.items))
        found.append(best)
        for item in best.items:
            left.pop(item, None)
    return tuple(found)


def _offers(
    contract: Contract, operation: Operation, items: list[Item], shared: list[Item]
) -> Iterator[Suggestion]:
    """One request for each missing status; what it sends is met by the one that should succeed."""
    call = f"{operation.method} {operation.path}"
    statuses = [item for item in items if item.kind == "statuses"]
    wanted = [item for item in statuses if item.name[:1] in {"2", "3"}]
    always = [item for item in items if item.kind == "operations"]
    sent = list(_sent(operation, items))
    walk = [item for item in items if item.kind == "pages"]
    security = [item for item in shared if item.kind == "security" and _asks(operation, item)]
    covered = [*always, *wanted[:1], *(item for item, _ in sent), *security, *walk]
    if covered:
        expect = wanted[0].name if wanted else ""
        if walk:
            expect = f"{expect}, page after page to the last".removeprefix(", ")
        texts = tuple(dict.fromkeys(text for _, text in sent))
        yield Suggestion(contract.name, operation.id, call, texts, expect, tuple(covered))
    for item in statuses:
        if item not in wanted[:1]:
            errors = [each for each in items if each.kind == "errors" and each.name.split()[0] == item.name]
            covered = [*always, item, *errors[:1]]
            yield Suggestion(contract.name, operation.id, call, (), item.name, tuple(covered))


def _asks(operation: Operation, scheme: Item) -> bool:
    return any(scheme.name in alternative for alternative in operation.security[:1])


def _sent(operation: Operation, items: list[Item]) -> Iterator[tuple[Item, str]]:
    """What one request can send of the missing items, and how: one value of each parameter and field."""
    style = STYLES[operation.mock.pagination.style] if operation.mock.pagination else None
    exclusive = style.moving if style and style.numbering is None else ()
    excluded = [
        f"{p.location}.{p.name}"
        for p in operation.parameters
        if not p.mock.parts.keys().isdisjoint(exclusive)
    ]
    given: dict[str, str] = {}
    for kind in ("enums", "boundaries"):
        for item in items:
            if item.kind == kind:
                place = item.name.partition("=")[0] if kind == "enums" else item.name.rpartition(" ")[0]
                if place not in given:
                    given[place] = item.name
                    yield item, item.name
    for item in items:
        if item.kind not in {"parameters", "fields"} or item.name in excluded[1:]:
            continue
        yield item, given.get(item.name, item.name)
