"""The items of the shipped documents, counted again straight from their data."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from mockserver.contract import catalog
from mockserver.contract.compiler import compile_contract
from mockserver.contract.document import Document
from mockserver.coverage.items.declared import declared_items
from mockserver.parts import PARTS
from mockserver.settings import from_environment

DOCUMENTS = {document.name: document for document in catalog.find((), from_environment())}


def operations(document: Document) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each operation, with its own and its path's parameters."""
    for path in document.data["paths"].values():
        for method, operation in path.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                raw = [*path.get("parameters", ()), *operation.get("parameters", ())]
                yield operation, [document.resolve(parameter) for parameter in raw]


def counted(document: Document) -> dict[str, int]:
    """How many items there are of the kinds that can be counted without reading schemas."""
    count: Counter[str] = Counter()
    for operation, parameters in operations(document):
        count["operations"] += 1
        count["statuses"] += len(operation["responses"])
        count["parameters"] += len({(p["in"], p["name"]) for p in parameters})
        count["pages"] += "pagination" in operation["x-mock"]
        for response in operation["responses"].values():
            count["links"] += len(document.resolve(response).get("links", {}))
        for parameter in parameters:
            schema = document.resolve(parameter["schema"])
            schema = document.resolve(schema.get("items", schema))
            count["parameter enums"] += len(schema.get("enum", ()))
    count["security"] = len(document.data["components"]["securitySchemes"])
    return dict(count)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_universe_of_a_document_is_what_its_data_hold(name: str) -> None:
    document = DOCUMENTS[name]
    items = declared_items(compile_contract(document, PARTS))
    found = Counter(item.kind for item in items)
    found["parameter enums"] = sum(item.kind == "enums" and item.name[:5] != "body." for item in items)

    assert {kind: found[kind] for kind in counted(document)} == counted(document)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_item_has_a_name_of_its_own_and_a_line(name: str) -> None:
    document = DOCUMENTS[name]
    items = declared_items(compile_contract(document, PARTS))

    assert len({item.key for item in items}) == len(items)
    assert [item for item in items if document.line(item.pointer) is None] == []
