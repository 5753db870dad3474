"""Invariants over small schemas of all keywords."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.datagen.schemas.checking import accepts
from mockserver.datagen.schemas.reading import Reading
from tests.datagen.named_schemas import GENERATOR, NAMED, judged

# Small schemas of all keywords, and small values: what one reading of them says, the other has to say.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from([0.5, 2.0, "", "a", "ab", "b1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=5,
)
KINDS = ("string", "integer", "number", "boolean", "null", "array", "object")
SCALAR_KEYWORDS: dict[str, Any] = {
    "type": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True),
    "enum": st.lists(VALUES, min_size=1, max_size=3, unique_by=json.dumps),
    "const": VALUES,
    "minimum": st.integers(-2, 5), "maximum": st.integers(0, 9), "exclusiveMinimum": st.integers(-2, 5),
    "multipleOf": st.sampled_from([1, 2, 3, 0.5]),
    "minLength": st.integers(0, 3), "maxLength": st.integers(0, 4),
    "pattern": st.sampled_from(["^a", "b$", "^[a-c]*$", "1"]),
    "minItems": st.integers(0, 2), "maxItems": st.integers(0, 3), "uniqueItems": st.booleans(),
    "minProperties": st.integers(0, 2), "maxProperties": st.integers(0, 3),
    "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
    "dependentRequired": st.dictionaries(
        st.sampled_from("abc"), st.lists(st.sampled_from("abc"), max_size=2, unique=True)
    ),
}  # fmt: skip


def with_inner(inner: Any) -> Any:
    """Schemas with keywords that hold schemas."""
    several = st.lists(inner, min_size=1, max_size=2)
    members = st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
    keywords = SCALAR_KEYWORDS | {
        "allOf": several, "anyOf": several, "oneOf": several, "not": inner, "if": inner, "then": inner, "else": inner,
        "properties": members, "patternProperties": st.dictionaries(st.sampled_from(["^a", "b"]), inner, max_size=1),
        "additionalProperties": inner, "propertyNames": inner, "dependentSchemas": members,
        "items": inner, "prefixItems": several, "contains": inner, "maxContains": st.integers(1, 2),
    }  # fmt: skip
    names = st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: keywords[name] for name in chosen}))


SCHEMAS = st.recursive(
    st.booleans() | st.lists(st.sampled_from(sorted(SCALAR_KEYWORDS)), max_size=2, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({name: SCALAR_KEYWORDS[name] for name in chosen})
    ),
    with_inner,
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(schema=SCHEMAS, value=VALUES)
def test_the_generators_reading_of_a_schema_is_the_validators(schema: Any, value: Any) -> None:
    reading = Reading(NAMED.__getitem__, nullable=False, steps=10_000)
    assert accepts(schema, value, reading) is judged(schema).is_valid(value)


@settings(max_examples=200, deadline=None)
@given(schema=SCHEMAS, seed=st.integers(0, 9))
def test_a_value_of_any_schema_is_valid_or_said_not_to_be(schema: Any, seed: int) -> None:
    found = GENERATOR.seeded(seed).made(schema, NAMED.__getitem__, ("x",))
    assert found.fault or judged(schema).is_valid(found.value)


def test_where_a_value_is_known_one_is_found() -> None:
    """A schema that some value satisfies is hardly ever given up."""
    given_up: list[Any] = []
    tried: list[Any] = []

    @settings(max_examples=400, deadline=None, derandomize=True)
    @given(schema=SCHEMAS, value=VALUES)
    def search(schema: Any, value: Any) -> None:
        if judged(schema).is_valid(value):
            found = GENERATOR.made(schema, NAMED.__getitem__, ("x",))
            (given_up if found.fault else tried).append((schema, value))

    search()
    assert len(tried) > 100
    assert len(given_up) <= 2, given_up
