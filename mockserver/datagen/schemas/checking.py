"""Whether a value satisfies a schema of OpenAPI 3.0 or 3.1: the generator's judge of examples and outcomes.

Replies are judged by a compiled validator; this one needs no compiling, reads both dialects, and is called on
thousands of fragments.
"""

import math
import re
from typing import Any

from mockserver.datagen.schemas.merging import Reading, Schema, Unsatisfiable, flatten
from mockserver.datagen.schemas.patterns import matches

_KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_FORMATS = {
    "date": re.compile(_DAY),
    "date-time": re.compile(
        _DAY + r"[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
    ),
    "uuid": re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "uri": re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[!-~]*"),
    "email": re.compile(r"[^@\s]+@[^@\s.][^@\s]*"),
    "ipv4": re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}"),
    "ipv6": re.compile(r"[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"),
}


def kind_of(value: Any, kind: str) -> bool:
    """Return whether a value is of a JSON type; 1.0 is an integer, True is no number."""
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    if kind == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return kind in _KINDS and isinstance(value, _KINDS[kind])


def accepts(schema: Any, value: Any, reading: Reading, seen: frozenset[str] = frozenset()) -> bool:
    """Return whether the value satisfies the schema; references in `seen` are being judged by the caller."""
    try:
        flat, seen = flatten(schema, reading, seen)
    except Unsatisfiable:
        return False
    return accepts_flat(flat, value, reading, seen)


def accepts_flat(flat: Schema, value: Any, reading: Reading, seen: frozenset[str] = frozenset()) -> bool:
    """Return the same for a schema that `flatten` made."""
    if value is None and flat.get("nullable") and "enum" not in flat:
        return True
    types = flat.get("type")
    typed = not types or any(kind_of(value, kind) for kind in types)
    listed = "enum" not in flat or any(_same(value, option) for option in flat["enum"])
    if not typed or not listed or not _branches(flat, value, reading, seen):
        return False
    if isinstance(value, dict):
        return _object(flat, value, reading)
    if isinstance(value, list):
        return _array(flat, value, reading)
    return _scalar(flat, value)


def _scalar(flat: Schema, value: Any) -> bool:
    if isinstance(value, str):
        return _string(flat, value)
    return not _is_bound(value) or _number(flat, value)


def _same(one: Any, two: Any) -> bool:
    return one == two and isinstance(one, bool) == isinstance(two, bool)


def _branches(flat: Schema, value: Any, reading: Reading, seen: frozenset[str]) -> bool:
    for word, branches in flat.get("choices", ()):
        hits = sum(accepts(branch, value, reading, seen) for branch in branches)
        if hits == 0 or (word == "oneOf" and hits > 1):
            return False
    return not any(accepts(schema, value, reading) for schema in flat.get("nots", ()))


def _string(flat: Schema, value: str) -> bool:
    form = _FORMATS.get(str(flat.get("format")))
    if form is not None and form.fullmatch(value) is None:
        return False
    if not flat.get("minLength", 0) <= len(value) <= flat.get("maxLength", math.inf):
        return False
    return all(matches(pattern, value) is not False for pattern in flat.get("patterns", ()))


def _number(flat: Schema, value: float) -> bool:
    low, high = flat.get("minimum", -math.inf), flat.get("maximum", math.inf)
    above: Any = flat.get("exclusiveMinimum")
    below: Any = flat.get("exclusiveMaximum")
    if not low <= value <= high or (above is True and value == low) or (below is True and value == high):
        return False
    if (_is_bound(above) and value <= above) or (_is_bound(below) and value >= below):
        return False
    step = flat.get("multipleOf")
    return not step or abs(value / step - round(value / step)) < 1e-9


def _is_bound(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _array(flat: Schema, value: list[Any], reading: Reading) -> bool:
    if not flat.get("minItems", 0) <= len(value) <= flat.get("maxItems", math.inf):
        return False
    if flat.get("uniqueItems") and any(item in value[:index] for index, item in enumerate(value)):
        return False
    prefix = flat.get("prefixItems") or []
    if not all(accepts(schema, item, reading) for schema, item in zip(prefix, value, strict=False)):
        return False
    return all(accepts(flat.get("items", True), item, reading) for item in value[len(prefix) :])


def _object(flat: Schema, value: dict[str, Any], reading: Reading) -> bool:
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
        if not all(accepts(schema, member, reading) for schema in fitting) or not is_open(flat, name):
            return False
    return True


def is_open(flat: Schema, name: str) -> bool:
    """Return whether no `additionalProperties: false` of the schema's parts forbids the name."""
    return all(
        name in names or any(matches(pattern, name) for pattern in patterns)
        for names, patterns in flat.get("closed", ())
    )
