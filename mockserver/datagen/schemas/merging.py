"""One flat schema from `$ref` and `allOf`: what a value must satisfy at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
Resolve = Callable[[str], Any]


class Unsatisfiable(ValueError):  # noqa: N818 - it says what the schema is
    """No value satisfies a schema, or none that is finite."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document is read.

    Attributes:
        resolve: What its references name.
        nullable: Whether it has the `nullable` of OpenAPI 3.0.
        sent: Whether values are sent to clients, which get nothing that is `writeOnly`.
    """

    resolve: Resolve
    nullable: bool = True
    sent: bool = False


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), int
    ),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), (int, float)),
    **dict.fromkeys(("required", "enum", "oneOf", "anyOf", "prefixItems"), list),
    **dict.fromkeys(("properties", "patternProperties"), dict),
    "type": (str, list),
    "pattern": str,
}
_OUTERMOST = ("$ref", "allOf")


def flatten(
    schema: Any, reading: Reading, seen: frozenset[str] = frozenset()
) -> tuple[Schema, frozenset[str]]:
    """Return the schema with `$ref` and `allOf` worked in, and the references that this took.

    In the result `type` is a list, `choices` holds every `oneOf` and `anyOf` as (keyword, branches), `closed`
    the names that each `additionalProperties: false` leaves.

    A reference that was taken already is not taken again: what it says of this value is in the result, or is
    being worked in. So schemas that refer to themselves through `allOf` or `oneOf` alone come to an end.

    Raises:
        Unsatisfiable: the schema is `false`, or its parts contradict each other.

    """
    flat, seen = _flatten(schema, reading, seen)
    return (_without_write_only(flat, reading) if reading.sent else flat), seen


def _without_write_only(flat: Schema, reading: Reading) -> Schema:
    """The schema of what a client gets: `writeOnly` members are neither there nor required (OpenAPI 3.0.3)."""
    properties = flat.get("properties") or {}
    barred = {name for name, member in properties.items() if _is_write_only(member, reading)}
    if not barred:
        return flat
    required = [name for name in flat.get("required", ()) if name not in barred]
    return {**flat, "properties": {**properties, **dict.fromkeys(barred, False)}, "required": required}


def _is_write_only(schema: Any, reading: Reading) -> bool:
    if not isinstance(schema, Mapping):
        return False
    if isinstance(schema.get("$ref"), str):
        schema = reading.resolve(schema["$ref"])
    return isinstance(schema, Mapping) and schema.get("writeOnly") is True


def _flatten(schema: Any, reading: Reading, seen: frozenset[str]) -> tuple[Schema, frozenset[str]]:
    if schema is True or schema is None:
        return {}, seen
    if not isinstance(schema, Mapping):
        raise Unsatisfiable("nothing matches a schema that is false")
    flat: Schema = {}
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref not in seen:
        flat, seen = _flatten(reading.resolve(ref), reading, seen | {ref})
    for part in schema.get("allOf") or ():
        inner, seen = _flatten(part, reading, seen)
        flat = merge(flat, inner)
    return merge(flat, _own(schema, reading)), seen


def _own(schema: Mapping[str, Any], reading: Reading) -> Schema:
    own = {key: value for key, value in schema.items() if key not in _OUTERMOST and _sound(key, value)}
    if isinstance(own.get("type"), str):
        own["type"] = [own["type"]]
    own["choices"] = [(word, own.pop(word)) for word in ("oneOf", "anyOf") if own.get(word)]
    own["nots"] = [own.pop("not")] if "not" in own else []
    own["patterns"] = [own["pattern"]] if "pattern" in own else []
    if own.get("additionalProperties") is False:
        own["closed"] = [(frozenset(own.get("properties") or ()), tuple(own.get("patternProperties") or ()))]
    if "const" in own:
        own["enum"] = [own["const"]]
    if "type" in own:
        own["nullable"] = "null" in own["type"] or (reading.nullable and own.get("nullable") is True)
    else:
        own.pop("nullable", None)  # without a type beside it, it means nothing
    return own


def _sound(key: str, value: Any) -> bool:
    """Return whether a keyword has a value of its kind; real documents have `required: true` and worse."""
    kind = _KINDS.get(key)
    return kind is None or (isinstance(value, kind) and (kind is not int or not isinstance(value, bool)))


def merge(first: Schema, second: Schema) -> Schema:
    """Return what both say; where only one can win (an example, a title) the second does."""
    if not first or not second:
        return {**first, **second}
    merged = {**first, **second}
    for key in first.keys() & second.keys():
        merged[key] = _both(key, first[key], second[key])
    return merged


def _both(key: str, one: Any, two: Any) -> Any:
    rule = _RULES.get(key)
    return rule(one, two) if rule is not None else two


def _common(one: list[Any], two: list[Any]) -> list[Any]:
    common = [value for value in one if value in two]
    if not common:
        raise Unsatisfiable(f"no value is both in {one} and in {two}")
    return common


def _members(one: Mapping[str, Any], two: Mapping[str, Any]) -> Schema:
    return {**one, **{name: _joined(one.get(name), schema) for name, schema in two.items()}}


def _joined(one: Any, two: Any) -> Any:
    if one is None or one is True or one == two:
        return two
    if two is True:
        return one
    return False if one is False or two is False else {"allOf": [one, two]}


def _types(one: list[str], two: list[str]) -> list[str]:
    common = [kind for kind in one if kind in two]
    if not common and {"integer", "number"} <= {*one, *two}:
        common = ["integer"]
    if not common:
        raise Unsatisfiable(f"nothing is both {one} and {two}")
    return common


_RULES: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("choices", "nots", "patterns", "closed"), lambda one, two: [*one, *two]),
    **dict.fromkeys(("minimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "maxLength", "maxItems", "maxProperties"), min),
    **dict.fromkeys(("properties", "patternProperties"), _members),
    **dict.fromkeys(("items", "additionalProperties"), _joined),
    "required": lambda one, two: list(dict.fromkeys([*one, *two])),
    "nullable": lambda one, two: one and two,
    "enum": _common,
    "type": _types,
}
