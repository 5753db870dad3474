"""Schema Objects of Swagger 2.0 (Swagger 2.0, Schema Object and Items Object)."""

from collections.abc import Mapping
from typing import Any

NULLABLE = ("x-nullable", "x-isnullable", "x-is-nullable")
MAPS = frozenset({"properties", "patternProperties", "definitions"})
LISTS = frozenset({"allOf", "anyOf", "oneOf"})
SINGLE = frozenset({"items", "additionalProperties", "not"})
# What a parameter or a header says of its own value, and a schema says since OpenAPI 3.
OF_THE_VALUE = frozenset({
    "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
    "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf",
})  # fmt: skip


def schema(node: Any) -> Any:
    """A schema, as OpenAPI 3.0 has it; what is none is left for others to complain of."""
    if not isinstance(node, Mapping):
        return [schema(each) for each in node] if isinstance(node, list) else node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in MAPS and isinstance(value, Mapping):
            made[key] = {name: schema(member) for name, member in value.items()}
        elif key in SINGLE or (key in LISTS and isinstance(value, list)):
            made[key] = schema(value)
        elif key in NULLABLE:
            made["nullable"] = value
        elif key == "discriminator" and isinstance(value, str):
            made[key] = {"propertyName": value}
        elif (
            key != "collectionFormat"
        ):  # of Items Objects, whose arrays within arrays no style of OpenAPI 3 has
            made[key] = value
    if made.get("type") == "file":
        made |= {"type": "string", "format": "binary"}
    return made


def anywhere(node: Any) -> Any:
    """A file that schemas stand in somewhere, each as OpenAPI 3.0 has it."""
    if isinstance(node, list):
        return [anywhere(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    inner = {key: anywhere(value) for key, value in node.items()}
    return {
        **schema({key: value for key, value in inner.items() if not isinstance(value, dict | list)}),
        **{key: value for key, value in inner.items() if isinstance(value, dict | list)},
    }


def of_the_value(node: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a parameter's or a header's value."""
    found = {key: value for key, value in node.items() if key in OF_THE_VALUE or key in NULLABLE}
    made: dict[str, Any] = schema(found)
    return made


def others(node: Mapping[str, Any]) -> dict[str, Any]:
    """What a parameter or a header says beside its value."""
    said = OF_THE_VALUE | {"collectionFormat", *NULLABLE}
    return {key: value for key, value in node.items() if key not in said}
