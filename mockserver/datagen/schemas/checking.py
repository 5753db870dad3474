"""Whether a value satisfies a schema of OpenAPI 3.0 or 3.1: the generator's judge of examples and branches.

What is made is judged in the end by a compiled validator; this one needs no compiling, reads both dialects, and is
called on thousands of fragments.
"""

import json
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import jsonschema_rs

from mockserver.contract.formats import FORMATS
from mockserver.datagen.schemas.joining import common_step, same_json
from mockserver.datagen.schemas.merging import flatten, settled
from mockserver.datagen.schemas.patterns import matching
from mockserver.datagen.schemas.reading import NONE, Reading, RefNames, Schema, Unsatisfiable

_KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def is_of_type(value: Any, kind: str) -> bool:
    """Whether a value is of a JSON type; True is no number, nor is 1.0 an integer.

    JSON Schema 2020-12 takes 1.0 for an integer and Draft 4 does not: 1 is one for both.
    """
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    if kind == "integer":
        return isinstance(value, int)
    return kind in _KINDS and isinstance(value, _KINDS[kind])


def accepts(schema: Any, value: Any, reading: Reading, seen: RefNames = NONE) -> bool:
    """Whether the value satisfies the schema; references in `seen` are being judged by the caller."""
    if schema is True:
        return True
    try:
        flat, seen = flatten(schema, reading, seen)
    except Unsatisfiable:
        return False
    return accepts_flat(flat, value, reading, seen)


def accepts_flat(flat: Schema, value: Any, reading: Reading, seen: RefNames = NONE) -> bool:
    """The same for a schema that `flatten` made."""
    reading.steps -= 1
    reading.work -= 5
    if reading.steps < 0:
        return True
    if value is None and flat.get("or_null"):
        return True
    types = flat.get("type")
    if value is None and flat.get("nullable"):
        types = ()
    if types and not any(is_of_type(value, kind) for kind in types):
        return False
    if "enum" in flat:
        reading.work -= len(flat["enum"])
        if not any(same_json(value, option) for option in flat["enum"]):
            return False
    if isinstance(value, dict):
        fits = _object(settled(flat), value, reading)
    elif isinstance(value, list):
        fits = _array(flat, value, reading)
    else:
        fits = _scalar(flat, value)
    return fits and _branches(flat, value, reading, seen)


def _scalar(flat: Schema, value: Any) -> bool:
    if isinstance(value, str):
        return _string(flat, value)
    return not is_bound(value) or _number(flat, value)


def _branches(flat: Schema, value: Any, reading: Reading, seen: RefNames) -> bool:
    for word, branches in flat.get("choices", ()):
        hits = 0
        for branch in branches:
            hits += accepts(branch, value, reading, seen)
            if hits and word == "anyOf":
                break
        if hits == 0 or (word == "oneOf" and hits > 1):
            return False
    return not any(accepts(schema, value, reading) for schema in flat.get("nots", ()))


def _string(flat: Schema, value: str) -> bool:
    if not flat.get("minLength", 0) <= len(value) <= flat.get("maxLength", math.inf):
        return False
    if "format" in flat and not has_format(flat["format"], value):
        return False
    return all(matching(pattern, value) is not False for pattern in flat.get("patterns", ()))


def has_format(form: str, value: str) -> bool:
    """Whether a text is of a format; of one that nobody knows, any is."""
    return _format(form)(value)


@lru_cache(maxsize=256)
def _format(form: str) -> Callable[[str], bool]:
    schema = {"type": "string", "format": form}
    return jsonschema_rs.Draft202012Validator(schema, formats=FORMATS, validate_formats=True).is_valid


def _number(flat: Schema, value: float) -> bool:
    if not flat.get("minimum", -math.inf) <= value <= flat.get("maximum", math.inf):
        return False
    if not flat.get("exclusiveMinimum", -math.inf) < value < flat.get("exclusiveMaximum", math.inf):
        return False
    step = common_step(flat.get("steps", []))
    return not step or (Fraction(str(value)) / step).denominator == 1


def is_bound(value: Any) -> bool:
    """Whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _array(flat: Schema, value: list[Any], reading: Reading) -> bool:
    if not flat.get("minItems", 0) <= len(value) <= flat.get("maxItems", math.inf):
        return False
    if flat.get("uniqueItems") and has_twins(value):
        return False
    for prefix, others in flat.get("elements", ()):
        schemas = [*prefix, *[True if others is None else others] * (len(value) - len(prefix))]
        if not all(accepts(schema, item, reading) for schema, item in zip(schemas, value, strict=False)):
            return False
    for schema, least, most in flat.get("contains", ()):
        hits = sum(accepts(schema, item, reading) for item in value)
        if hits < least or (most is not None and hits > most):
            return False
    return True


def has_twins(items: list[Any]) -> bool:
    """Whether two of the items are the same."""
    return len({json.dumps(item, sort_keys=True) for item in items}) < len(items)


def _object(flat: Schema, value: dict[str, Any], reading: Reading) -> bool:
    if not flat.get("minProperties", 0) <= len(value) <= flat.get("maxProperties", math.inf):
        return False
    if any(name not in value for name in flat.get("required", ())):
        return False
    for name, needed in flat.get("dependentRequired", {}).items():
        if name in value and any(other not in value for other in needed):
            return False
    patterns = pattern_count(flat)
    for name, member in value.items():
        reading.work -= patterns
        if not all(accepts(schema, member, reading) for schema in of_member(flat, name)):
            return False
        if not accepts(flat.get("propertyNames", True), name, reading):
            return False
    dependent = flat.get("dependentSchemas", {})
    return all(accepts(schema, value, reading) for name, schema in dependent.items() if name in value)


def pattern_count(flat: Schema) -> int:
    """How many patterns the name of each member is held against."""
    return len(flat.get("patternProperties") or ()) + sum(len(each) for _, each, _ in flat.get("extras", ()))


def of_member(flat: Schema, name: str) -> list[Any]:
    """The schemas that a member of this name must satisfy; `False` among them for one that is ruled out."""
    properties: Mapping[str, Any] = flat.get("properties") or {}
    patterned: Mapping[str, Any] = flat.get("patternProperties") or {}
    found = [schema for pattern, schema in patterned.items() if matching(pattern, name)]
    if name in properties:
        found.append(properties[name])
    for names, name_patterns, extra in flat.get("extras", ()):
        if not fits_name(names, name_patterns, name):
            found.append(extra)
    return found


def fits_name(names: RefNames, name_patterns: tuple[str, ...], name: str) -> bool:
    """Whether a member is one of a part's own: by its name, or by a pattern."""
    return name in names or any(matching(pattern, name) for pattern in name_patterns)


def is_open(flat: Schema, name: str) -> bool:
    """Whether no part of the schema rules a member of this name out."""
    return not any(schema is False for schema in of_member(flat, name))
