"""What a schema itself says its values are: examples, a default, an enumeration, a type."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from mockserver.datagen.schemas.reading import Schema

_HINTS = {
    "object": ("properties", "required", "additionalProperties", "minProperties", "patternProperties"),
    "array": ("items", "minItems", "maxItems", "prefixItems", "uniqueItems"),
    "string": ("pattern", "format", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"),
}


def documented(flat: Schema, random: Random) -> Iterator[Any]:
    """The values that the document gives, its examples first."""
    if "example" in flat:
        yield flat["example"]
    examples = flat.get("examples")
    if isinstance(examples, Mapping):
        given = [example for example in examples.values() if isinstance(example, Mapping)]
        examples = [example["value"] for example in given if "value" in example]
    if isinstance(examples, list):
        yield from examples
    if "default" in flat:
        yield flat["default"]
    if "enum" in flat:
        options = [value for value in flat["enum"] if value is not None]
        yield from random.sample(options, len(options))
        yield from flat["enum"]


def kind_of_schema(flat: Schema) -> str:
    """The type to make: the first that is not null, or the one that the keywords speak of."""
    kinds = [kind for kind in flat.get("type") or () if kind != "null"]
    if kinds:
        return str(kinds[0])
    if flat.get("type"):
        return "null"
    return next((kind for kind, hints in _HINTS.items() if any(hint in flat for hint in hints)), "string")


def says_null(branch: Any) -> bool:
    """Whether a branch admits null alone: the last to be tried."""
    return isinstance(branch, Mapping) and branch.get("type") == "null"
