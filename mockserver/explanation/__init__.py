"""What is understood of a document, in words: its operations, each fact with its line or its evidence."""

from collections.abc import Mapping, Sequence

from mockserver.app import create_app
from mockserver.contract.model import Operation
from mockserver.errors import UsageError
from mockserver.explanation.fact import Explained, Fact, why
from mockserver.explanation.operations import facts_of
from mockserver.server.vendor import Vendor
from mockserver.settings import Settings


def explain(
    name: str, operations: Sequence[str], variants: Mapping[str, Sequence[str]], settings: Settings
) -> list[Explained]:
    """What was understood of the operations named, or of all.

    Raises:
        MockserverError: When the document cannot be served, or has no such operation.
    """
    app = create_app([name], variants=variants, settings=settings)
    vendor = next(iter(app.vendors.values()))
    known = {operation.id: operation for operation in vendor.contract.operations}
    for asked in operations:
        if asked not in known:
            raise UsageError(f"{name} has no operation {asked!r}; it has: {', '.join(known)}")
    return [_explained(vendor, known[asked]) for asked in operations or known]


def _explained(vendor: Vendor, operation: Operation) -> Explained:
    document = vendor.contract.document
    facts = facts_of(vendor.contract, operation, vendor.plans.get(operation.id))
    return Explained(
        operation.id,
        operation.method,
        operation.path,
        document.source,
        document.line(operation.pointer),
        tuple((fact, why(document, fact.origin)) for fact in facts),
    )


__all__ = ["Explained", "Fact", "explain"]
