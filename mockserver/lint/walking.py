"""Every node of a document with its place and pointer."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.vocabulary import GRAMMAR, MAPS_OF_ANY_NAME


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
