"""Finding the operation that a request may have meant."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from mockserver.contract.model import Contract, Operation

LEAST = 0.5  # how alike two paths have to be, of 1


class Nearest(NamedTuple):
    """An operation that is like a request.

    Attributes:
        path: Where it is served, in the form in which the client called: below the document's name, or its host.
    """

    contract: Contract
    operation: Operation
    path: str

    def __str__(self) -> str:
        """`GET /acme/v1/customers (listCustomers)`."""
        return f"{self.operation.method} {self.path} ({self.operation.id})"


def nearest_operation(
    contracts: Sequence[Contract], method: str, path: bytes, contract: Contract | None = None
) -> Nearest | None:
    """The operation whose method and path are most like a request's; None when none is like it at all.

    Args:
        contracts: Where to look.
        method, path: Of the request, its path as it was sent.
        contract: Whose operations alone count, where the request reached a document.
    """
    given = path.decode("latin-1").rstrip("/")
    best: tuple[float, bool] = (LEAST, False)
    found: Nearest | None = None
    for each in contracts if contract is None else (contract,):
        for operation in each.operations:
            below = f"{each.base_path}{operation.path}"
            for place in (f"/{each.segment}{below}", below):
                score = (_likeness(given, place), operation.method == method)
                if score > best:
                    best, found = score, Nearest(each, operation, place)
    return found


def _likeness(path: str, template: str) -> float:
    """How alike a path and a template are, of 1; what a parameter stands for is alike."""
    given, declared = path.split("/"), template.split("/")
    filled = [
        given[index] if index < len(given) and segment.startswith("{") and given[index] else segment
        for index, segment in enumerate(declared)
    ]
    ratio = SequenceMatcher(None, path, "/".join(filled), autojunk=False).ratio()
    return ratio if len(given) == len(declared) else ratio - 0.05
