"""Every node of a document with its place and pointer."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import FILES, escape
from mockserver.contract.mock.block import EXTENSION
from mockserver.contract.vocabulary import GRAMMAR, MAPS_OF_ANY_NAME

VALUES = frozenset({"example", "default", "enum", "const", "value", EXTENSION})  # hold data, not OpenAPI


def nodes(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Place (`operation`, `schema`, ...), pointer and content of every object that OpenAPI knows."""
    yield from _walk(data, "", "document")


def _walk(node: Any, pointer: str, place: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    shape, _, element = place.partition(" of ")
    if shape == "list" and isinstance(node, list):
        for index, child in enumerate(node):
            yield from _walk(child, f"{pointer}/{index}", element)
    elif isinstance(node, Mapping) and shape == "map":
        for key, child in node.items():
            if not key.startswith("x-") or element in MAPS_OF_ANY_NAME:
                yield from _walk(child, f"{pointer}/{escape(key)}", element)
    elif isinstance(node, Mapping) and shape != "list":
        yield shape, pointer, node
        for key, inner in GRAMMAR[shape].items():
            if key in node:
                yield from _walk(node[key], f"{pointer}/{key}", inner)


def references(node: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Pointer and target of every `$ref`; none of those inside of examples, which are data."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from references(child, f"{pointer}/{index}")
    elif isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str):
            yield pointer, node["$ref"]
        for key, child in node.items():
            of_any_name = pointer.endswith(("/properties", "/schemas"))
            if key != FILES and (of_any_name or key not in VALUES):
                yield from references(child, f"{pointer}/{escape(key)}")
