"""One flat schema from `$ref` and `allOf`: what a value must satisfy at once."""

from collections.abc import Callable, Mapping
from typing import Any

Schema = dict[str, Any]
Resolve = Callable[[str], Any]


class Unsatisfiable(ValueError):  # noqa: N818 - it says what the schema is
    """No value satisfies a schema, or none that is finite."""


_HIGHEST = ("minimum", "minLength", "minItems", "minProperties")
_LOWEST = ("maximum", "maxLength", "maxItems", "maxProperties")
_OUTERMOST = ("$ref", "allOf")


def flatten(
    schema: Any, resolve: Resolve, seen: frozenset[str] = frozenset()
) -> tuple[Schema, frozenset[str]]:
    """Return the schema with `$ref` and `allOf` worked in, and the references that this took.

    In the result `type` is a list, `choices` holds every `oneOf` and `anyOf` as (keyword, branches), `closed`
    the names that each `additionalProperties: false` leaves.

    Raises:
        Unsatisfiable: the schema is `false`, or refers to itself without end.

    """
    if schema is True or schema is None:
        return {}, seen
    if not isinstance(schema, Mapping):
        raise Unsatisfiable("nothing matches a schema that is false")
    flat: Schema = {}
    ref = schema.get("$ref")
    if isinstance(ref, str):
        if ref in seen:
            raise Unsatisfiable(f"{ref} refers to itself without end")
        flat, seen = flatten(resolve(ref), resolve, seen | {ref})
    for part in schema.get("allOf") or ():
        inner, seen = flatten(part, resolve, seen)
        flat = merge(flat, inner)
    return merge(flat, _own(schema)), seen


def _own(schema: Mapping[str, Any]) -> Schema:
    own = {key: value for key, value in schema.items() if key not in _OUTERMOST}
    if isinstance(own.get("type"), str):
        own["type"] = [own["type"]]
    own["choices"] = [(word, own.pop(word)) for word in ("oneOf", "anyOf") if own.get(word)]
    own["nots"] = [own.pop("not")] if "not" in own else []
    own["patterns"] = [own["pattern"]] if isinstance(own.get("pattern"), str) else []
    if own.get("additionalProperties") is False:
        own["closed"] = [(frozenset(own.get("properties") or ()), tuple(own.get("patternProperties") or ()))]
    if "const" in own:
        own["enum"] = [own["const"]]
    if "type" in own:
        own["nullable"] = own.get("nullable") is True or "null" in own["type"]
    return own


def merge(first: Schema, second: Schema) -> Schema:
    """Return what both say; where only one can win (an example, a title) the second does."""
    if not first or not second:
        return {**first, **second}
    merged = {**first, **second}
    for key in first.keys() & second.keys():
        merged[key] = _both(key, first[key], second[key])
    return merged


def _both(key: str, one: Any, two: Any) -> Any:
    if key in ("choices", "nots", "patterns", "closed"):
        return [*one, *two]
    if key == "required":
        return list(dict.fromkeys([*one, *two]))
    if key in ("properties", "patternProperties"):
        return {**one, **{name: _joined(one.get(name), schema) for name, schema in two.items()}}
    if key == "type":
        return _types(one, two)
    if key == "enum":
        common = [value for value in one if value in two]
        if not common:
            raise Unsatisfiable(f"no value is both in {one} and in {two}")
        return common
    if key == "nullable":
        return one and two
    if key in _HIGHEST:
        return max(one, two)
    if key in _LOWEST:
        return min(one, two)
    if key in ("items", "additionalProperties"):
        return _joined(one, two)
    return two


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
