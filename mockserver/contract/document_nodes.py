"""Every node of a document with its place and pointer."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.tolerance.grammar import METHODS

SUBSCHEMAS = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")

# Where an OpenAPI document holds what: node -> key -> what is there.
GRAMMAR: Mapping[str, Mapping[str, str]] = {
    "document": {
        "info": "info",
        "servers": "list of server",
        "paths": "map of path",
        "webhooks": "map of path",
        "components": "components",
        "security": "list of requirement",
        "tags": "list of tag",
    },
    "info": {},
    "server": {"variables": "map of variable"},
    "variable": {},
    "tag": {},
    "requirement": {},
    "components": {
        "schemas": "map of schema",
        "responses": "map of response",
        "parameters": "map of parameter",
        "requestBodies": "map of body",
        "headers": "map of header",
        "examples": "map of example",
        "securitySchemes": "map of security",
        "pathItems": "map of path",
    },
    "path": {
        "parameters": "list of parameter",
        "additionalOperations": "map of operation",
        **dict.fromkeys(METHODS, "operation"),
    },
    "operation": {
        "parameters": "list of parameter",
        "requestBody": "body",
        "responses": "map of response",
        "security": "list of requirement",
    },
    "parameter": {"schema": "schema", "content": "map of media", "examples": "map of example"},
    "body": {"content": "map of media"},
    "response": {"content": "map of media", "headers": "map of header"},
    "header": {"schema": "schema"},
    "media": {"schema": "schema", "examples": "map of example"},
    "example": {},
    "security": {},
    "schema": {
        "properties": "map of schema",
        "patternProperties": "map of schema",
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "list of schema"),
        **dict.fromkeys(SUBSCHEMAS, "schema"),
    },
}
MAPS_OF_ANY_NAME = frozenset(
    {"schema", "header", "parameter", "example"}
)  # `x-...` is a name there, not an extension


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
