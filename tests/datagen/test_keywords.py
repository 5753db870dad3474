"""Every keyword of JSON Schema 2020-12 and of OpenAPI 3.0 in generated values, judged by the validator."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.datagen.schemas.checking import accepts
from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Reading
from tests.datagen.named_schemas import NAMED, TEXT, WHOLE, judged, made

UUID = {"type": "string", "format": "uuid"}


@pytest.mark.parametrize(
    "branches",
    [
        [{"properties": {"token": TEXT}}, {"properties": {"id": UUID}}],
        [{"properties": {"id": UUID}}, {"properties": {"at": {"type": "string", "format": "date-time"}}}],
        [{"properties": {"token": TEXT}}, {"properties": {"id": {"$ref": "#/$defs/Uuid"}}}],
    ],
)
def test_branches_are_told_apart_without_formats(branches: list[Any]) -> None:
    """A client's validator need not check formats: what one alone rules out, it admits."""
    schema = {"type": "object", "oneOf": branches, "$defs": {"Uuid": UUID}}
    value = Generator(1).value(schema, {"#/$defs/Uuid": UUID}.__getitem__, "path")

    for formats in (False, True):
        assert jsonschema_rs.validator_for(schema, validate_formats=formats).is_valid(value), value


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"card": TEXT, "address": TEXT}, "dependentRequired": {"card": ["address"]}},
        {"properties": {"a": TEXT}, "required": ["a"], "dependentRequired": {"a": ["b"], "b": ["c"]}},
        {"properties": {"a": TEXT}, "required": ["a"],
         "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": WHOLE}}}},
        {"properties": {"a": TEXT, "b": TEXT}, "dependentSchemas": {"a": False}},
        {"type": "array", "items": WHOLE, "contains": {"const": 7}},
        {"type": "array", "items": WHOLE, "contains": {"minimum": 900}, "minContains": 2, "maxContains": 3},
        {"type": "array", "items": WHOLE, "contains": {"minimum": 5}, "minContains": 0, "maxContains": 0,
         "minItems": 2},
        {"type": "array", "prefixItems": [TEXT, WHOLE], "items": False, "contains": {"type": "integer"}},
        {"type": "array", "prefixItems": [TEXT, WHOLE], "unevaluatedItems": False},
        {"type": "array", "prefixItems": [TEXT], "unevaluatedItems": WHOLE, "minItems": 3},
        {"type": "array", "items": {"enum": list(range(10))}, "minItems": 10, "uniqueItems": True},
        {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 40}, "minItems": 40,
         "uniqueItems": True},
        {"type": "array", "items": {"type": "string", "maxLength": 1}, "minItems": 8, "uniqueItems": True},
        {"allOf": [{"prefixItems": [{"minimum": 3}]}, {"items": WHOLE}], "type": "array", "minItems": 2},
        {"allOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}], "unevaluatedProperties": False},
        {"type": "object", "properties": {"a": TEXT}, "unevaluatedProperties": WHOLE, "minProperties": 3},
        {"type": "object", "oneOf": [{"properties": {"a": WHOLE}, "required": ["a"]}, {"required": ["b"]}],
         "unevaluatedProperties": False},
        {"allOf": [{"properties": {"a": TEXT}, "additionalProperties": WHOLE}, {"properties": {"b": {"minimum": 2}}}]},
        {"properties": {"country": TEXT, "zip": TEXT}, "required": ["country", "zip"],
         "if": {"properties": {"country": {"const": "US"}}}, "then": {"properties": {"zip": {"pattern": "^\\d{5}$"}}},
         "else": {"properties": {"zip": {"pattern": "^[A-Z]\\d$"}}}},
        {"properties": {"kind": {"const": "b"}, "n": {}}, "required": ["kind", "n"],
         "if": {"properties": {"kind": {"const": "a"}}}, "then": {"properties": {"n": WHOLE}},
         "else": {"properties": {"n": TEXT}}},
        {"type": "integer", "not": {"multipleOf": 2}},
        {"type": "integer", "minimum": 1, "maximum": 10, "not": {"minimum": 3}},
        {"type": "string", "not": {"pattern": "^[a-z ]*$"}},
        {"type": "string", "enum": ["a", "b"], "not": {"const": "a"}},
        {"properties": {"a": TEXT, "b": TEXT, "c": TEXT}, "not": {"required": ["a", "b"]}},
        {"not": {"anyOf": [{"type": "string"}, {"type": "object"}]}},
        {"type": "array", "items": WHOLE, "not": {"contains": {"minimum": 5}}},
        {"type": "object", "patternProperties": {"^x-": {"type": "boolean"}}, "minProperties": 2,
         "additionalProperties": False},
        {"type": "object", "patternProperties": {"^a": {"minimum": 3}}, "properties": {"ab": WHOLE},
         "required": ["ab"]},
        {"type": "object", "propertyNames": {"pattern": "^[a-z]{3}$"}, "minProperties": 3},
        {"type": "object", "propertyNames": {"enum": ["one", "two", "three"]}, "minProperties": 2},
        {"type": "object", "minProperties": 2, "maxProperties": 2, "properties": dict.fromkeys("abcd", TEXT)},
        {"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6}], "minimum": 13},
        {"type": "number", "multipleOf": 0.25, "exclusiveMinimum": 1, "exclusiveMaximum": 1.5},
        {"allOf": [{"exclusiveMinimum": 5}, {"exclusiveMinimum": 7}], "type": "integer", "maximum": 8},
        {"type": ["string", "integer"], "minLength": 3, "pattern": "^\\d+$"},
        {"type": ["integer", "string"], "minimum": 9, "maximum": 3},
        {"oneOf": [{"type": "number"}, {"type": "integer"}, {"type": "string"}]},
        {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"oneOf": [{"properties": {"a": TEXT}}, {"properties": {"a": TEXT, "b": TEXT}}], "type": "object"},
        {"oneOf": [{"$ref": "#/$defs/Pet"}, {"$ref": "#/$defs/Cat"}]},
        {"const": {"a": [1, None]}},
        {"enum": [1, "b", None], "type": ["string", "null"]},
        {"$ref": "#/$defs/Either"},
        {"$ref": "#/$defs/Tree"},
        {"$ref": "#/$defs/Base"},
    ],
    ids=str,
)  # fmt: skip
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_value_keeps_every_keyword(schema: Any, seed: int) -> None:
    value = made(schema, seed)
    assert judged(schema).is_valid(value), value


@pytest.mark.parametrize("bounds", [(0, 12), (0, 8), (20, 40), (60, 70), (5, 6)], ids=str)
@pytest.mark.parametrize(
    "form",
    ["email", "idn-email", "hostname", "uri", "url", "uri-reference", "json-pointer", "uri-template", "regex",
     "password", "binary", "iri"],
)  # fmt: skip
def test_a_format_is_kept_within_bounds_of_length(form: str, bounds: tuple[int, int]) -> None:
    schema = {"type": "string", "format": form, "minLength": bounds[0], "maxLength": bounds[1]}
    assert judged(schema).is_valid(made(schema))


@pytest.mark.parametrize(
    ("form", "bounds"),
    [("date-time", (0, 20)), ("date-time", (24, 30)), ("time", (12, 14)), ("duration", (4, 8)), ("ipv4", (0, 7)),
     ("ipv6", (0, 4)), ("byte", (0, 4)), ("byte", (30, 32)), ("base16", (2, 4)), ("base64url", (8, 8))],
)  # fmt: skip
def test_a_format_is_as_short_or_as_long_as_it_can_be(form: str, bounds: tuple[int, int]) -> None:
    schema = {"type": "string", "format": form, "minLength": bounds[0], "maxLength": bounds[1]}
    assert judged(schema).is_valid(made(schema))


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?=.*[a-z])(?=.*[0-9]).{8,}$",
        r"^(?=.*[A-Z])(?=.*[!@#$%^&*])(?=.*\d)[A-Za-z\d!@#$%^&*]{12,64}$",
        r"^(?=[^a-z]*[a-z])(?=\D*\d)[^:&.~\s]{5,20}$",
        r"^(?!.*--)[a-z][a-z-]{3,10}[a-z]$",
        r"^(?!admin$|root$).+$",
        r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,4}$",
        r"^[\d-x]+$",
        r"^\p{L}[\p{L}\p{N} ]*$",
        r"^\P{L}+$",
        r"^\u{1F600}+$",
        r"^[\u4e00-\u9fa5]{2}$",
        r"^[^]+$",
        r"^(?<year>\d{4})-\k<year>$",
        r"^(a|b)\1$",
        r"^\/api\/[a-z]+$",
        r"^.{1,262144}$",
        r"^\w{10000}$",
        r"(?i)^(all|none)$",
        r"^[\]\[-]$",
        r"^\x41\u0042\cJ$",
        r"^$",
        r"\S",
    ],
)
def test_a_text_matches_a_pattern_of_ecma_262(pattern: str) -> None:
    found = [made({"type": "string", "pattern": pattern}, seed) for seed in range(5)]
    reading = Reading(NAMED.__getitem__, steps=100)
    assert all(accepts({"type": "string", "pattern": pattern}, text, reading) for text in found)


@pytest.mark.parametrize(
    ("schema", "kinds"),
    [
        ({"$ref": "#/$defs/Pet"}, {"Pet"}),
        ({"$ref": "#/$defs/Cat"}, {"Cat"}),
        (
            {
                "oneOf": [{"$ref": "#/$defs/Cat"}],
                "discriminator": {"propertyName": "kind", "mapping": {"c": "#/$defs/Cat"}},
            },
            {"c"},
        ),
        ({"anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Pet"}]}, {"Cat"}),
    ],
    ids=str,
)
def test_a_discriminator_names_the_schema_of_its_object(schema: Any, kinds: set[str]) -> None:
    values = [made(schema, seed) for seed in range(10)]
    assert {value["kind"] for value in values} <= kinds
    assert all(value["kind"] == "Pet" or "lives" in value for value in values)


def test_a_base_that_maps_to_others_is_one_of_them() -> None:
    value = made({"type": "array", "items": {"$ref": "#/$defs/Base"}, "minItems": 2})[0]
    assert value == {"@type": "one", "n": value["n"]}
    assert made({"$ref": "#/$defs/Two"})["@type"] == "two"


def test_all_is_there_but_what_is_deprecated_or_leads_back() -> None:
    old = {"type": "string", "deprecated": True}
    schema = {
        "type": "object",
        "properties": {"b": TEXT, "old": old, "data": {"type": "array", "items": WHOLE}, "a": TEXT},
    }
    for seed in range(20):
        assert list(made(schema, seed)) == ["b", "data", "a"]  # in the document's order
        tree = made({"$ref": "#/$defs/Tree"}, seed)
        assert tree == {"name": tree["name"], "children": []}


def test_an_example_of_a_part_shows_its_members_and_no_more() -> None:
    page = {"type": "object", "properties": {"page": WHOLE}, "example": {"page": 3}}
    rows = {"properties": {"rows": {"type": "array", "items": WHOLE}}}
    value = made({"allOf": [page, rows]})
    assert value["page"] == 3
    assert value["rows"]
