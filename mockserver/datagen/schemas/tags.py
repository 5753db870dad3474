"""Discriminators: members whose values name the schema of their object (OpenAPI 3.1.0, Discriminator Object)."""

from collections.abc import Mapping
from typing import Any

from mockserver.datagen.schemas.checking import accepts, is_open
from mockserver.datagen.schemas.reading import NONE, Reading, Schema

_SCHEMAS = "#/components/schemas/"


def tagged(flat: Schema, ref: str | None, reading: Reading) -> Schema:
    """The schema with its discriminator bound to the schema that a value is of.

    A base that its `mapping` leads away from becomes a choice of what it leads to.

    Args:
        flat: What `flatten` made.
        ref: The reference by which the schema was come by; None without one.
        reading: How the document is read.
    """
    rule = flat.get("discriminator")
    if ref is None or not isinstance(rule, Mapping) or not isinstance(rule.get("propertyName"), str):
        return flat
    name, mapping = rule["propertyName"], _mapping(rule)
    reading.work -= len(mapping)
    tags = [tag for tag, target in mapping.items() if target == ref]
    if not tags and mapping and not flat.get("choices") and ref in flat.get("bases", NONE):
        return _children(flat, mapping, reading)
    if flat.get("choices") and any(
        _is_reference(branch) for _, branches in flat["choices"] for branch in branches
    ):
        return flat  # the branch that is taken says what the value is of
    for tag in (*tags, ref.rpartition("/")[2]):
        bound = _bound(flat, name, tag, reading)
        if bound is not None:
            return bound
    return flat


def _mapping(rule: Mapping[str, Any]) -> dict[str, str]:
    """Tag to reference; a plain name is that of a component."""
    mapping = rule.get("mapping")
    return {
        tag: target if "/" in target or "#" in target or "." in target else f"{_SCHEMAS}{target}"
        for tag, target in (mapping.items() if isinstance(mapping, Mapping) else ())
        if isinstance(target, str)
    }


def _children(flat: Schema, mapping: Mapping[str, str], reading: Reading) -> Schema:
    targets = [target for target in dict.fromkeys(mapping.values()) if reading.at(target) != {}]
    if not targets:
        return flat
    branches = [{"$ref": target} for target in targets]
    return {**flat, "choices": [("anyOf", [*branches, True])]}


def _bound(flat: Schema, name: str, tag: str, reading: Reading) -> Schema | None:
    properties = flat.get("properties") or {}
    needed = flat.get("required", ())
    if name not in properties and (name not in needed or not is_open(flat, name)):
        return None
    declared = properties.get(name, True)
    if not accepts(declared, tag, reading):
        return None
    only = {"enum": [tag]} if declared is True else {"allOf": [declared, {"enum": [tag]}]}
    return {
        **flat,
        "properties": {**properties, name: only},
        "required": list(dict.fromkeys([*needed, name])),
    }


def _is_reference(branch: Any) -> bool:
    return isinstance(branch, Mapping) and isinstance(branch.get("$ref"), str)
