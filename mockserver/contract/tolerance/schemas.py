"""What is peculiar to Schema Objects: keywords of another version, types that JSON Schema does not have, patterns."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.document import ancestors
from mockserver.contract.tolerance import values
from mockserver.contract.tolerance.targets import Nowhere
from mockserver.contract.tolerance.walk import Pass, Place, node_at, pointer

TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object"})
# What is written for a type in documents, and what is meant by it.
MEANT: Mapping[str, Mapping[str, Any]] = {
    **{name: {"type": "integer"} for name in ("int", "bigint", "short", "byte", "whole", "timestamp")},
    **{name: {"type": "integer", "format": name} for name in ("int32", "int64")},
    "long": {"type": "integer", "format": "int64"},
    **{name: {"type": "number", "format": name} for name in ("float", "double")},
    **{name: {"type": "number"} for name in ("decimal", "numeric", "real", "bigdecimal")},
    **{name: {"type": "string"} for name in ("str", "text", "char", "varchar", "enum")},
    **{name: {"type": "string", "format": name} for name in ("date", "date-time", "uuid", "uri", "email")},
    **{name: {"type": "string", "format": "date-time"} for name in ("datetime", "date time")},
    **{name: {"type": "string", "format": "binary"} for name in ("file", "binary")},
    "url": {"type": "string", "format": "uri"},
    "guid": {"type": "string", "format": "uuid"},
    "bool": {"type": "boolean"},
    **{name: {"type": "array"} for name in ("list", "set")},
    **{name: {"type": "object"} for name in ("dict", "map", "hash", "struct", "json")},
    **{name: {} for name in ("any", "mixed", "*")},
    **{name: {"type": "null"} for name in ("none", "nil")},
}
OWN = ("#/$defs/", "#/definitions/")  # where schemas keep definitions of their own
BOUNDS = (("exclusiveMinimum", "minimum", max), ("exclusiveMaximum", "maximum", min))
# Keywords that need a look at the whole schema.
PECULIAR = frozenset(
    {
        "$ref",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "const",
        "$dynamicRef",
        "$recursiveRef",
        "items",
        "properties",
    }
)


def schema_object(run: Pass, node: dict[str, Any], place: Place) -> Any:
    """A schema with what concerns several of its keywords mended."""
    run.seen.add(id(node))
    declared = node.get("type", "string")
    if declared.__class__ is not str or declared not in TYPES:
        node = typed(run, node, place)
    if PECULIAR.isdisjoint(node):
        return node
    for key in ("$dynamicRef", "$recursiveRef"):
        if isinstance(node.get(key), str) and "$ref" not in node:
            node = {"$ref" if name == key else name: value for name, value in node.items()}
    if "$ref" in node:
        node = referring_schema(run, node, place)
    node = (_as_in_30 if run.version < (3, 1) else _as_in_31)(run, node, place)
    return _members(run, node, place)


def referring_schema(run: Pass, node: dict[str, Any], place: Place) -> dict[str, Any]:
    """A schema that refers to another; one that anything meets in the place of a reference that leads nowhere."""
    reference = node["$ref"]
    if not isinstance(reference, str):
        run.fault((place, "$ref"), "type", "a $ref is a text; left out")
        return {key: value for key, value in node.items() if key != "$ref"}
    found = run.links.target(reference)
    if isinstance(found, Nowhere) and reference.startswith(OWN):
        reference = around(run, reference, place)
        found = run.links.target(reference)
    if isinstance(found, Nowhere):
        rule, message = found.rule, found.message
    elif isinstance(found.node, dict | bool):
        target = run.links.local(reference) or ""
        if isinstance(found.node, dict):
            run.targets.setdefault(target, ("schema", run.document.at(target)))
        return node if node["$ref"] == f"#{target}" else {**node, "$ref": f"#{target}"}
    else:
        rule, message = "reference", f"$ref {reference} leads to no schema"
    run.fault(place, rule, message)
    return {}


def around(run: Pass, reference: str, place: Place) -> str:
    """A reference into the definitions of a schema that holds this one (JSON Schema 2020-12, 8.2.1); else as it is."""
    for holder in ancestors(pointer(place)):
        if node_at(run.data, f"{holder}{reference[1:]}") is not None:
            if not isinstance(node_at(run.data, f"{holder}/$id"), str):
                message = f"$ref {reference} leads nowhere from the root; read from the schema that holds it"
                run.fault(place, "reference", message)
            return f"#{holder}{reference[1:]}"
    return reference


def typed(run: Pass, node: dict[str, Any], place: Place) -> dict[str, Any]:
    """A schema whose `type` is a list, or none of JSON Schema's."""
    declared = node["type"]
    at = (place, "type")
    rest = {key: value for key, value in node.items() if key != "type"}
    if declared == "null":
        if run.version < (3, 1):
            run.fault(at, "version", "OpenAPI 3.0 has no type 'null'; read as JSON Schema has it")
        return node
    if isinstance(declared, list):
        return _types(run, node, declared, at)
    meant = MEANT.get(declared.lower()) if isinstance(declared, str) else None
    if isinstance(declared, str) and declared.lower() in TYPES:
        meant = {"type": declared.lower()}
    said = f"not as OpenAPI asks: {values.shown(declared)} is not one of the types of JSON Schema"
    if meant is None:
        run.fault(at, "value", f"{said}; left out")
        return rest
    shown = ", ".join(f"{key}: {value}" for key, value in meant.items()) or "{}"
    run.fault(at, "value", f"{said}; read as {shown}")
    return {**meant, **rest}


def _types(run: Pass, node: dict[str, Any], declared: list[Any], at: Place) -> dict[str, Any]:
    kept = list(
        dict.fromkeys(name for name in declared if isinstance(name, str) and name in TYPES | {"null"})
    )
    if run.version < (3, 1):
        run.fault(at, "version", "OpenAPI 3.0 has one type; the list is read as JSON Schema has it")
    if kept and kept == declared:
        return node
    wrong = ", ".join(values.shown(name) for name in declared if name not in kept) or "a type twice"
    run.fault(at, "value", f"not as OpenAPI asks: {wrong if declared else 'no type'}; left out")
    return {**node, "type": kept} if kept else {key: value for key, value in node.items() if key != "type"}


def _as_in_30(run: Pass, node: dict[str, Any], place: Place) -> dict[str, Any]:
    """Bounds and constants as OpenAPI 3.0 has them."""
    for exclusive, inclusive, narrower in BOUNDS:
        value = node.get(exclusive)
        if isinstance(value, int | float) and not isinstance(value, bool):
            run.fault(
                (place, exclusive),
                "version",
                f"OpenAPI 3.0 has a boolean here; read as `{inclusive}`, exclusive",
            )
            other = node.get(inclusive)
            if isinstance(other, int | float) and narrower(other, value) != value:
                node = {key: each for key, each in node.items() if key != exclusive}
            else:
                node = {**node, inclusive: value, exclusive: True}
        elif value is True and inclusive not in node:
            run.fault(
                (place, exclusive), "value", f"not as OpenAPI asks: there is no `{inclusive}`; left out"
            )
            node = {key: each for key, each in node.items() if key != exclusive}
    if "const" in node and "enum" not in node:
        message = "OpenAPI 3.0 has no key 'const' here; it came with 3.1, and is read as an `enum` of one"
        run.fault((place, "const"), "version", message)
        node = {
            "enum" if key == "const" else key: [each] if key == "const" else each
            for key, each in node.items()
        }
    return node


def _as_in_31(run: Pass, node: dict[str, Any], place: Place) -> dict[str, Any]:
    """Bounds as JSON Schema has them since draft 6."""
    for exclusive, inclusive, _ in BOUNDS:
        value = node.get(exclusive)
        if not isinstance(value, bool):
            continue
        rest = {key: each for key, each in node.items() if key != exclusive}
        bound = node.get(inclusive)
        if value and isinstance(bound, int | float):
            run.fault((place, exclusive), "version", f"OpenAPI 3.1 has a number here; read as {bound}")
            node = {key: each for key, each in rest.items() if key != inclusive} | {exclusive: bound}
        else:
            run.fault((place, exclusive), "version", "OpenAPI 3.1 has a number here; left out")
            node = rest
    return node


def _members(run: Pass, node: dict[str, Any], place: Place) -> dict[str, Any]:
    """A list of `items`, and `properties` that stand elsewhere."""
    items = node.get("items")
    if isinstance(items, list):
        at = (place, "items")
        if run.version >= (3, 1) and items and "prefixItems" not in node:
            values.refused(run, at, items, "object", "read as `prefixItems`")
            run.move((place, "prefixItems"), at)
            node = {"prefixItems" if key == "items" else key: value for key, value in node.items()}
        elif items:
            values.refused(run, at, items, "object", "read as one of these schemas")
            run.move((at, "anyOf"), at)
            node = {**node, "items": {"anyOf": items}}
        else:
            values.refused(run, at, items, "object")
            node = {key: value for key, value in node.items() if key != "items"}
    properties = node.get("properties")
    if isinstance(properties, dict) and isinstance(properties.get("$ref"), str):
        node = _properties(run, node, properties, (place, "properties"))
    return node


def _properties(run: Pass, node: dict[str, Any], properties: dict[str, Any], at: Place) -> dict[str, Any]:
    """A schema whose `properties` are a reference: those that it leads to, or those of the schema there."""
    reference = properties["$ref"]
    own = {key: value for key, value in properties.items() if key != "$ref"}
    found = run.links.target(reference)
    if isinstance(found, Nowhere):
        run.fault(at, found.rule, f"{found.message}; left out")
        return {**node, "properties": own}
    there = found.node
    if isinstance(there, dict) and isinstance(there.get("properties"), dict):
        there = there["properties"]
    if isinstance(there, dict) and there and all(isinstance(each, dict) for each in there.values()):
        if isinstance(there.get("$ref"), str):
            there = {}
        message = f"OpenAPI has no $ref for `properties`; those at {reference} are read in their place"
    else:
        there, message = (
            {},
            f"OpenAPI has no $ref for `properties`, and there are none at {reference}; left out",
        )
    run.fault(at, "misplaced-reference", message)
    return {**node, "properties": {**there, **own}}


PREPARE: Mapping[str, Callable[[Pass, dict[str, Any], Place], Any]] = {"schema": schema_object}
