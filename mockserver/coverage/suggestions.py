"""The next test that is worth writing: the request that would cover most of what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mockserver.contract.model import Contract
from mockserver.coverage.items import Item


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One request worth sending.

    Attributes:
        vendor, operation: What to call.
        call: `GET /customers`.
        send: What to send with it: `query.limit=100`, `body.notes`.
        expect: The status to see, and what else to look for.
        items: What it would cover.
    """

    vendor: str
    operation: str
    call: str
    send: tuple[str, ...]
    expect: str
    items: tuple[Item, ...]

    def __str__(self) -> str:
        """`rotor: GET /customers (listCustomers) with query.limit=100 and query.search, until 200: 5 items`."""
        sent = f" with {', '.join(self.send)}" if self.send else ""
        seen = f", to see {self.expect}" if self.expect else ""
        return f"{self.vendor}: {self.call} ({self.operation}){sent}{seen}: {len(self.items)} missing items"


def suggest(
    missing: Sequence[Item], contracts: Mapping[str, Contract], *, count: int = 3
) -> tuple[Suggestion, ...]:
    """The requests that cover most of the missing items, the most useful first.

    Args:
        missing: What no call touched.
        contracts: By vendor.
        count: How many.
    """
    return ()
