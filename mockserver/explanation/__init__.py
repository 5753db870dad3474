"""What is understood of a document, in words: its operations, each fact with its line or its evidence."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mockserver.app import create_app
from mockserver.contract.counts import Counts, counts_of
from mockserver.contract.model import Operation
from mockserver.errors import UsageError
from mockserver.explanation.events_told import facts_of_events
from mockserver.explanation.fact import Explained, Fact, why
from mockserver.explanation.operations import operation_facts
from mockserver.explanation.overview import Overview, facts_of_resource, overview_of
from mockserver.server.vendor import Vendor
from mockserver.settings import Settings


def served(
    name: str, variants: Mapping[str, Sequence[str]], settings: Settings, overlays: Sequence[str] = ()
) -> Vendor:
    """A document as it would be served, with variants switched on and overlay files applied.

    Raises:
        MockserverError: When it cannot be.
    """
    app = create_app([name], variants=variants, overlays=overlays, settings=settings)
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
        *document.place(operation.pointer),
        tuple((fact, why(document, fact.origin)) for fact in facts),
    )


def explained_json(
    vendor: Vendor, operations: Sequence[str] = (), placed: Callable[[str], str] = str
) -> dict[str, Any]:
    """What was understood of a document, in JSON types.

    Args:
        vendor: The document, as it is served.
        operations: Those that are told of; by default, all.
        placed: How a file is written.

    Raises:
        UsageError: When the document has no such operation.
    """
    contract = vendor.contract
    known = {operation.id: operation for operation in contract.operations}
    counts = counts_of(contract)
    return {
        "summary": {**asdict(counts), "sentence": counts.sentence},
        "resources": [
            {"name": name, "facts": _facts(facts_of_resource(contract, name))}
            for name in contract.mock.resources
        ],
        "operations": [
            {
                "id": each.id,
                "method": each.method,
                "path": each.path,
                "place": f"{placed(each.source)}:{each.line}",
                "behaviour": known[each.id].mock.behaviour,
                "resource": known[each.id].mock.resource,
                "facts": _facts(each.facts),
            }
            for each in explain(vendor, operations)
        ],
        **({"tokens": places} if (places := tokens_of(vendor)) else {}),
        "events": _facts(facts_of_events(contract)),
        "left_open": [
            {"pointer": each.pointer, "question": each.question, "decides": each.decides}
            for each in contract.left_open
        ],
    }


def tokens_of(vendor: Vendor) -> dict[str, str]:
    """The paths of the endpoints that issue tokens, and tell of them; none where callers need no such token."""
    if vendor.tokens is None:
        return {}
    return {endpoint: f"/{vendor.contract.segment}{path}" for endpoint, path in vendor.tokens.chosen.items()}


def _facts(facts: Iterable[tuple[Fact, str]]) -> list[dict[str, str]]:
    return [{"about": fact.about, "says": fact.says, "why": why} for fact, why in facts]


__all__ = [
    "Counts",
    "Explained",
    "Fact",
    "Overview",
    "counts_of",
    "explain",
    "explained_json",
    "facts_of_events",
    "facts_of_resource",
    "overview_of",
    "served",
    "tokens_of",
]
