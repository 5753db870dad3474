"""Reading the structure of schemas: properties through `allOf`, `oneOf`, `anyOf` and `$ref`."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.document import Document

MAX_DEPTH = 24  # nested compositions; a circle of references ends here


def properties(document: Document, schema: Any, depth: int = 0) -> dict[str, Any]:
    """Name to schema (`$ref`s kept) of every property that `schema` declares, compositions included."""
    schema = document.resolve(schema)
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return {}
    found: dict[str, Any] = {}
    for keyword in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(keyword, ()):
            for name, value in properties(document, part, depth + 1).items():
                found.setdefault(name, value)
    found.update(schema.get("properties", {}))
    return found


def required(document: Document, schema: Any, depth: int = 0) -> frozenset[str]:
    """Names that every instance must have: `required`, through `allOf`."""
    schema = document.resolve(schema)
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return frozenset()
    names = set(schema.get("required", ())) if isinstance(schema.get("required", ()), list) else set()
    for part in schema.get("allOf", ()):
        names |= required(document, part, depth + 1)
    return frozenset(names)


def items(document: Document, schema: Any, depth: int = 0) -> Any:
    """The schema of an array's items; an empty one where nothing is said."""
    schema = document.resolve(schema)
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return {}
    if "items" in schema:
        return schema["items"]
    for keyword in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(keyword, ()):
            found = items(document, part, depth + 1)
            if found:
                return found
    return {}


def types(document: Document, schema: Any, depth: int = 0) -> frozenset[str]:
    """The JSON types that `schema` admits, as far as it says; empty where it does not."""
    schema = document.resolve(schema)
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return frozenset()
    declared = schema.get("type")
    if declared is not None:
        names = {declared} if isinstance(declared, str) else set(declared)
        return frozenset(names | {"null"} if schema.get("nullable") else names)
    names = set()
    for keyword in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(keyword, ()):
            names |= types(document, part, depth + 1)
    for value in schema.get("enum", [schema["const"]] if "const" in schema else []):
        names.add(type_of(value))
    if "properties" in schema:
        names.add("object")
    if "items" in schema:
        names.add("array")
    return frozenset(names)


def is_nullable(document: Document, schema: Any) -> bool:
    """Whether null meets `schema`; true as well where the schema says nothing of types."""
    admitted = types(document, schema)
    return not admitted or "null" in admitted


PLACES = frozenset({"field", "value", "count", "rows", "values", "latest", "parent", "test"})


def is_composed(document: Document, schema: Any, depth: int = 0) -> bool:
    """Whether a property of `schema`, however deep, says where its value comes from: the row has no such object."""
    for member in properties(document, schema).values():
        found = document.resolve(member)
        mock = found.get("x-mock", {}) if isinstance(found, Mapping) else {}
        if not PLACES.isdisjoint(mock) or (depth < MAX_DEPTH and is_composed(document, member, depth + 1)):
            return True
    return False


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
