"""Whether a value satisfies a schema of OpenAPI 3.0 or 3.1: the generator's own judge of examples and outcomes.

The server's replies are judged by a compiled validator; this one needs no compiling, reads both dialects and is
called on fragments, thousands of times with a different schema each.
"""

import math
from typing import Any

from mockserver.datagen.merging import Resolve, Schema, Unsatisfiable, flatten
from mockserver.datagen.patterns import matches

_KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def kind_of(value: Any, kind: str) -> bool:
    """Return whether a value is of a JSON type; 1.0 is an integer, True is no number."""
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    if kind == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return kind in _KINDS and isinstance(value, _KINDS[kind])


def accepts(schema: Any, value: Any, resolve: Resolve) -> bool:
    """Return whether the value satisfies the schema; `format` is not judged."""
    try:
        flat, _ = flatten(schema, resolve)
    except Unsatisfiable:
        return False
    return accepts_flat(flat, value, resolve)


def accepts_flat(flat: Schema, value: Any, resolve: Resolve) -> bool:
    """Return the same for a schema that `flatten` made."""
    if value is None and flat.get("nullable") and "enum" not in flat:
        return True
    types = flat.get("type")
    if types and not any(kind_of(value, kind) for kind in types):
        return False
    if "enum" in flat and not any(_same(value, option) for option in flat["enum"]):
        return False
    if not _branches(flat, value, resolve):
        return False
    if isinstance(value, str):
        return _string(flat, value)
    if isinstance(value, dict):
        return _object(flat, value, resolve)
    if isinstance(value, list):
        return _array(flat, value, resolve)
    return not isinstance(value, int | float) or isinstance(value, bool) or _number(flat, value)


def _same(one: Any, two: Any) -> bool:
    return one == two and isinstance(one, bool) == isinstance(two, bool)


def _branches(flat: Schema, value: Any, resolve: Resolve) -> bool:
    for word, branches in flat.get("choices", ()):
        hits = sum(accepts(branch, value, resolve) for branch in branches)
        if hits == 0 or (word == "oneOf" and hits > 1):
            return False
    return not any(accepts(schema, value, resolve) for schema in flat.get("nots", ()))


def _string(flat: Schema, value: str) -> bool:
    if not flat.get("minLength", 0) <= len(value) <= flat.get("maxLength", math.inf):
        return False
    return all(matches(pattern, value) is not False for pattern in flat.get("patterns", ()))


def _number(flat: Schema, value: float) -> bool:
    low, high = flat.get("minimum", -math.inf), flat.get("maximum", math.inf)
    above, below = flat.get("exclusiveMinimum"), flat.get("exclusiveMaximum")
    if not low <= value <= high or (above is True and value == low) or (below is True and value == high):
        return False
    if _is_bound(above) and value <= above or _is_bound(below) and value >= below:
        return False
    step = flat.get("multipleOf")
    return not step or abs(value / step - round(value / step)) < 1e-9


def _is_bound(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _array(flat: Schema, value: list[Any], resolve: Resolve) -> bool:
    if not flat.get("minItems", 0) <= len(value) <= flat.get("maxItems", math.inf):
        return False
    if flat.get("uniqueItems") and any(item in value[:index] for index, item in enumerate(value)):
        return False
    prefix = flat.get("prefixItems") or []
    if not all(accepts(schema, item, resolve) for schema, item in zip(prefix, value, strict=False)):
        return False
    return all(accepts(flat.get("items", True), item, resolve) for item in value[len(prefix) :])


def _object(flat: Schema, value: dict[str, Any], resolve: Resolve) -> bool:
    if not flat.get("minProperties", 0) <= len(value) <= flat.get("maxProperties", math.inf):
        return False
    if any(name not in value for name in flat.get("required", ())):
        return False
    properties, patterned = flat.get("properties") or {}, flat.get("patternProperties") or {}
    for name, member in value.items():
        fitting = [schema for pattern, schema in patterned.items() if matches(pattern, name)]
        if name in properties:
            fitting.append(properties[name])
        if not fitting:
            fitting.append(flat.get("additionalProperties", True))
        if not all(accepts(schema, member, resolve) for schema in fitting) or not is_open(flat, name):
            return False
    return True


def is_open(flat: Schema, name: str) -> bool:
    """Return whether no `additionalProperties: false` of the schema's parts forbids the name."""
    return all(
        name in names or any(matches(pattern, name) for pattern in patterns)
        for names, patterns in flat.get("closed", ())
    )
