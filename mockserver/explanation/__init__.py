"""What is understood of a document, in words: its operations, each fact with its line or its evidence."""

from collections.abc import Mapping, Sequence

from mockserver.app import create_app
from mockserver.contract.counts import Counts, counts_of
from mockserver.contract.model import Operation
from mockserver.errors import UsageError
from mockserver.explanation.fact import Explained, Fact, why
from mockserver.explanation.operations import operation_facts
from mockserver.explanation.overview import Overview, facts_of_resource, overview_of
from mockserver.server.vendor import Vendor
from mockserver.settings import Settings


def served(name: str, variants: Mapping[str, Sequence[str]], settings: Settings) -> Vendor:
    """A document as it would be served.

    Raises:
        MockserverError: When it cannot be.
    """
    app = create_app([name], variants=variants, settings=settings)
    return next(iter(app.vendors.values()))


def explain(vendor: Vendor, operations: Sequence[str] = ()) -> list[Explained]:
    """What was understood of the operations named, or of all.

    Raises:
        UsageError: When the document has no such operation.
    """
    known = {operation.id: operation for operation in vendor.contract.operations}
    for asked in operations:
        if asked not in known:
            name = vendor.contract.name
            raise UsageError(f"{name} has no operation {asked!r}; it has: {', '.join(known)}")
    return [_explained(vendor, known[asked]) for asked in operations or known]


def _explained(vendor: Vendor, operation: Operation) -> Explained:
    document = vendor.contract.document
    facts = operation_facts(vendor.contract, operation, vendor.plans.get(operation.id))
    return Explained(
        operation.id,
        operation.method,
        operation.path,
        document.source,
        document.line(operation.pointer),
        tuple((fact, why(document, fact.origin)) for fact in facts),
    )


__all__ = [
    "Counts",
    "Explained",
    "Fact",
    "Overview",
    "counts_of",
    "explain",
    "facts_of_resource",
    "overview_of",
    "served",
]
