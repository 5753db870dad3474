"""How a value can break a schema: what turns `not`, and `oneOf` that admits one branch alone, into what to make."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.datagen.schemas.reading import Reading

_DEEPEST = 6
_KINDS = ("string", "number", "integer", "boolean", "array", "object")


def ways_out(schema: Any, reading: Reading, depth: int = 0) -> Iterator[Any]:
    """Schemas, the plainest first, each of which rules out what the given one admits.

    Nothing for a schema that admits everything, or whose keywords nothing is known of.
    """
    if schema is False:
        yield True
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    if isinstance(schema.get("$ref"), str):
        yield from ways_out(reading.at(schema["$ref"]), reading, depth + 1)
        if reading.nullable:
            return
    for word, ways in _WAYS.items():
        if word in schema:
            yield from ways(schema[word], schema, reading, depth)


def _members_left_out(names: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    for name in names if isinstance(names, list) else ():
        yield {"properties": {name: False}}


def _other_members(members: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    for name, member in members.items() if isinstance(members, Mapping) else ():
        checked = _without_format(member, reading)
        if checked is not True and checked != {}:
            yield {"required": [name], "properties": {name: {"not": checked}}}


def _without_format(schema: Any, reading: Reading) -> Any:
    """A schema as validators read it that take formats for annotations, as most do by default."""
    found = reading.at(schema["$ref"]) if isinstance(schema, Mapping) and set(schema) == {"$ref"} else schema
    if not isinstance(found, Mapping) or "format" not in found:
        return schema
    return {keyword: value for keyword, value in found.items() if keyword != "format"}


def _other_values(values: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    yield {"not": {"enum": values}}


def _another_value(value: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    yield {"not": {"enum": [value]}}


def _other_types(kind: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    kinds = {kind} if isinstance(kind, str) else set(kind)
    if "number" in kinds:
        kinds.add("integer")
    if schema.get("nullable") is True and reading.nullable:
        kinds.add("null")
    if "null" not in kinds:
        yield {"type": "null"}  # what clients bear best
    others = [other for other in _KINDS if other not in kinds]
    if others:
        yield {"type": others}


def _beyond(bound: str, step: int) -> Callable[..., Iterator[Any]]:
    """Past a bound that counts something."""

    def ways(value: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
        if isinstance(value, int) and value + step >= 0:
            yield {bound: value + step}

    return ways


def _past(bound: str) -> Callable[..., Iterator[Any]]:
    def ways(value: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield {bound: value}

    return ways


def _none_of(branches: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    if isinstance(branches, list):
        yield {"allOf": [{"not": branch} for branch in branches]}


def _one_of_all(parts: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    for part in parts if isinstance(parts, list) else ():
        yield from ways_out(part, reading, depth + 1)


def _itself(inner: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    yield inner


def _another_item(items: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    if items is not True and items != {}:
        yield {"minItems": 1, "contains": {"not": items}}


def _no_such_item(item: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    yield {"items": {"not": item}}


def _no_match(pattern: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    yield {"not": {"pattern": pattern}}


def _unknown_member(extra: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    if extra is False:
        yield {"required": ["extra"]}


def _no_company(dependents: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    for name, others in dependents.items() if isinstance(dependents, Mapping) else ():
        for other in others:
            if other != name:
                yield {"type": "object", "required": [name], "properties": {other: False}}


def _no_multiple(step: Any, schema: Mapping[str, Any], reading: Reading, depth: int) -> Iterator[Any]:
    yield {"not": {"multipleOf": step}}


_WAYS: Mapping[str, Callable[..., Iterator[Any]]] = {
    "required": _members_left_out,
    "enum": _other_values,
    "const": _another_value,
    "properties": _other_members,
    "allOf": _one_of_all,
    "anyOf": _none_of,
    "oneOf": _none_of,
    "not": _itself,
    "pattern": _no_match,
    "minLength": _beyond("maxLength", -1),
    "maxLength": _beyond("minLength", 1),
    "minItems": _beyond("maxItems", -1),
    "maxItems": _beyond("minItems", 1),
    "minProperties": _beyond("maxProperties", -1),
    "maxProperties": _beyond("minProperties", 1),
    "minimum": _past("exclusiveMaximum"),
    "maximum": _past("exclusiveMinimum"),
    "exclusiveMinimum": _past("maximum"),
    "exclusiveMaximum": _past("minimum"),
    "items": _another_item,
    "contains": _no_such_item,
    "additionalProperties": _unknown_member,
    "dependentRequired": _no_company,
    "multipleOf": _no_multiple,
    "type": _other_types,
}
