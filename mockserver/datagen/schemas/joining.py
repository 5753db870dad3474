"""What two schemas say at once."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from mockserver.datagen.schemas.reading import Schema, Unsatisfiable


def merge(first: Schema, second: Schema) -> Schema:
    """What both say; where only one can win (an example, a title) the second does."""
    if not first or not second:
        return {**first, **second}
    merged = {**first, **second}
    for key in first.keys() & second.keys():
        merged[key] = _both(key, first[key], second[key])
    if "or_null" in merged and not ("or_null" in first and "or_null" in second):
        del merged["or_null"]  # one says so, not both
    return merged


def _both(key: str, one: Any, two: Any) -> Any:
    rule = _RULES.get(key)
    return rule(one, two) if rule is not None else two


def same_json(one: Any, two: Any) -> bool:
    """Whether two values are the same in JSON: 1 is 1.0, but not true."""
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same_json, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same_json(one[key], two[key]) for key in one)
    return bool(one == two)


def common(one: list[Any], two: list[Any]) -> list[Any]:
    """The values that are in both of two lists.

    Raises:
        Unsatisfiable: There are none.
    """
    found = [value for value in one if any(same_json(value, other) for other in two)]
    if not found:
        raise Unsatisfiable(f"no value is both in {_short(one)} and in {_short(two)}")
    return found


def _short(values: list[Any]) -> str:
    return f"{values[:5]}"[:80]


def _members(one: Mapping[str, Any], two: Mapping[str, Any]) -> Schema:
    return {**one, **{name: joined(one.get(name), schema) for name, schema in two.items()}}


def joined(one: Any, two: Any) -> Any:
    """A schema of what two say."""
    if one is None or one is True or one is two or one == two:
        return two
    if two is True or two is None:
        return one
    return False if one is False or two is False else {"allOf": [one, two]}


def _types(one: list[str], two: list[str]) -> list[str]:
    common = [kind for kind in one if kind in two]
    if "integer" in two and "number" in one and "integer" not in common:
        common.append("integer")
    if "integer" in one and "number" in two and "integer" not in common:
        common.append("integer")
    if not common:
        raise Unsatisfiable(f"nothing is both {one} and {two}")
    return common


def _discriminator(one: Mapping[str, Any], two: Mapping[str, Any]) -> Mapping[str, Any]:
    """The outer one, which knows what it chooses among, with what the inner one knows."""
    if one.get("propertyName") != two.get("propertyName"):
        return two
    mappings = [rule["mapping"] for rule in (two, one) if isinstance(rule.get("mapping"), Mapping)]
    return {**one, "mapping": {tag: ref for mapping in mappings for tag, ref in mapping.items()}}


def _dependents(one: Mapping[str, Any], two: Mapping[str, Any]) -> Schema:
    return {**one, **{name: [*one.get(name, ()), *names] for name, names in two.items()}}


def common_step(steps: list[float]) -> Fraction | None:
    """The least number that is a multiple of each `multipleOf`; None without one."""
    found: Fraction | None = None
    for step in steps:
        exact = Fraction(str(step))
        if found is None:
            found = exact
        else:
            below = math.lcm(found.denominator, exact.denominator)
            found = Fraction(math.lcm(int(found * below), int(exact * below)), below)
    return found


_RULES: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(
        ("choices", "nots", "patterns", "extras", "elements", "contains", "steps"),
        lambda one, two: [*one, *two],
    ),
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _members),
    **dict.fromkeys(("propertyNames",), joined),
    "uniqueItems": lambda one, two: bool(one or two),
    "shown": lambda one, two: {**one, **two},
    "dependentRequired": _dependents,
    "discriminator": _discriminator,
    "refs": lambda one, two: (*one, *two),
    "bases": lambda one, two: one | two,
    "required": lambda one, two: list(dict.fromkeys([*one, *two])),
    "nullable": lambda one, two: one and two,
    "enum": common,
    "type": _types,
}
