"""Values from schemas: valid, deterministic, bounded, plausible."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.datagen.recipes.problems import RecipeError
from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Unsatisfiable


def no_references(ref: str) -> Any:
    raise AssertionError(ref)


def made(schema: Any, *path: str | int, seed: int = 42, nullable: bool = True) -> Any:
    return Generator(seed, nullable=nullable).value(schema, no_references, *path)


def person(**more: Any) -> dict[str, Any]:
    names = ["first_name", "last_name", "email", "phone", "city", "state", "zip", "country", "timezone"]
    properties: dict[str, Any] = {name: {"type": "string"} for name in names} | more
    return {"type": "object", "properties": properties, "required": list(properties)}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 30, "maxLength": 31},
        {"type": "string", "maxLength": 2},
        {"type": "string", "pattern": "^[A-Z]{2}-\\d{4,6}$"},
        {"type": "string", "pattern": "^(?:usd|eur)$", "minLength": 3},
        {"type": "string", "pattern": "^[a-z]+$", "minLength": 20, "maxLength": 24},
        {"type": "string", "pattern": "[0-9]"},
        {"type": "integer", "minimum": 5, "maximum": 6},
        {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7},
        {"type": "integer", "multipleOf": 7, "minimum": 50},
        {"type": "number", "minimum": -3, "exclusiveMaximum": -2.5},
        {"type": "number", "multipleOf": 0.01, "maximum": 1},
        {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
        {
            "type": "array",
            "prefixItems": [{"type": "integer"}, {"type": "string"}],
            "items": False,
            "minItems": 2,
        },
        {"type": "object", "minProperties": 3, "additionalProperties": {"type": "integer"}},
        {"type": "object", "patternProperties": {"^x-": {"type": "boolean"}}, "additionalProperties": False},
        {"type": "object", "properties": {"a": {}, "b": {}}, "maxProperties": 1, "required": ["b"]},
        {"allOf": [{"type": "integer", "minimum": 3}, {"type": "number", "maximum": 4}]},
        {"allOf": [person(), {"properties": {"email": {"format": "email"}}, "required": ["age"]}]},
        {"oneOf": [{"type": "integer", "minimum": 9, "maximum": 3}, {"type": "boolean"}]},
        {"oneOf": [{"type": "number"}, {"type": "integer"}, {"type": "string"}]},
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {"type": "integer"}}},
        {"type": ["null", "string"], "format": "uuid"},
        {"type": "string", "not": {"enum": ["active"]}},
        {"const": {"a": 1}},
        {"type": "string", "example": 3, "default": "fits"},
        True,
        {},
    ],
    ids=str,
)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_values_are_valid(schema: Any, seed: int) -> None:
    """Every keyword is honoured, for any seed."""
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(made(schema, "status", seed=seed))


@pytest.mark.parametrize(
    "form",
    ["date-time", "date", "time", "email", "uuid", "uri", "hostname", "ipv4", "ipv6", "duration", "regex"],
)
def test_formats_are_kept(form: str) -> None:
    """A text of a format passes a validator that checks formats."""
    schema = {"type": "string", "format": form}

    assert jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(made(schema, "value"))


def test_the_document_speaks_first() -> None:
    """An example wins over a default, a default over an enum; one that does not fit is passed over."""
    assert made({"type": "string", "example": "Ada", "default": "Bob"}) == "Ada"
    assert made({"type": "string", "examples": [7, "Ada"], "default": "Bob"}) == "Ada"
    assert made({"type": "string", "example": 7, "default": "Bob", "enum": ["Bob", "Eve"]}) == "Bob"
    assert made({"type": "string", "format": "date", "example": "yesterday"})[:2] == "20"


def test_the_seed_and_the_path_decide() -> None:
    """Equal seeds and paths give equal values whatever was made before; other ones differ."""
    generator = Generator(42)
    first = generator.value(person(), no_references, "customers", 1)
    generator.value(person(), no_references, "customers", 2)

    assert generator.value(person(), no_references, "customers", 1) == first
    assert made(person(), "customers", 1) == first
    assert made(person(), "customers", 1, seed=43) != first
    assert made(person(), "customers", 2) != first


def test_members_of_one_object_agree() -> None:
    """Email and name, city and state and zip, created and updated are of one piece."""
    moments = {
        name: {"type": "string", "format": "date-time"} for name in ("createdAt", "updated_at", "expires_at")
    }
    for number in range(30):
        row = made(person(**moments), "customers", number)

        assert row["createdAt"] < row["updated_at"] < row["expires_at"]
        assert row["email"][0].isalpha()
        assert row["city"] != "New York" or (row["state"], row["zip"][:3]) == ("NY", "100")
        assert row["country"] != "DE" or row["phone"].startswith("+49")


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("contactEmail", r".+@.+"),
        ("billing_city", r"[^@\d]+"),
        ("currency", r"[A-Z]{3}"),
        ("countryCode", r"[A-Z]{2}"),
        ("websiteUrl", r"https://.+\.example/.+"),
        ("updated_at", r"20\d\d-\d\d-\d\dT.+Z"),
        ("customer_id", r"[0-9a-f]{16}"),
    ],
)
def test_names_tell_what_a_text_means(name: str, pattern: str) -> None:
    """Whole names, endings and parts of names are understood in any spelling."""
    assert re.fullmatch(pattern, made({"type": "string"}, name))


def test_x_faker_names_a_provider() -> None:
    """A provider of Faker, with arguments or as Faker.js spells it, wins over everything else."""
    assert made({"type": "string", "x-faker": "iban", "example": "no"}).startswith("GB")
    assert 3 <= made({"type": "integer", "x-faker": {"random_int": {"min": 3, "max": 4}}}) <= 4
    assert "@" in made({"type": "string", "x-faker": "internet.email"})
    assert made({"type": "string", "x-faker": "name.firstName"}).istitle()


@pytest.mark.parametrize(
    ("spec", "text"),
    [("emial", 'did you mean "email"'), ("date_time", "unknown"), ({"random_int": {"low": 1}}, "refuses")],
)
def test_a_bad_x_faker_is_an_error(spec: Any, text: str) -> None:
    """Nothing that a user writes in a document is ignored."""
    with pytest.raises(RecipeError, match=text):
        made({"type": "string", "x-faker": spec}, "customers", "name")


def test_recursion_ends() -> None:
    """A tree is cut, a schema that must hold itself is refused, one that is only itself means nothing."""
    schemas: dict[str, Any] = {
        "tree": {
            "type": "object",
            "required": ["left", "right"],
            "properties": {name: {"$ref": "tree", "nullable": True} for name in ("left", "right")},
            "nullable": True,
        },
        "list": {"properties": {"next": {"$ref": "list"}, "n": {"type": "integer"}}},
        "endless": {"type": "object", "required": ["me"], "properties": {"me": {"$ref": "endless"}}},
        "itself": {"oneOf": [{"$ref": "itself"}, {"type": "integer"}]},
    }
    generator = Generator(42)

    assert json.dumps(generator.value({"$ref": "tree"}, schemas.__getitem__, "tree"))
    assert generator.value({"$ref": "list"}, schemas.__getitem__, "list").keys() <= {"next", "n"}
    generator.value({"$ref": "itself"}, schemas.__getitem__, "itself")
    with pytest.raises(Unsatisfiable):
        generator.value({"$ref": "endless"}, schemas.__getitem__, "endless")


@pytest.mark.parametrize(
    "schema",
    [False, {"enum": []}, {"type": "integer", "minimum": 2, "maximum": 1}, {"type": "string", "enum": [1]}],
)
def test_the_impossible_is_refused(schema: Any) -> None:
    """A schema that nothing satisfies raises instead of giving a wrong value."""
    with pytest.raises(Unsatisfiable):
        made(schema)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 2}, "no number found for minimum: 5, maximum: 2"),
        (
            {"type": "integer", "minimum": 1, "maximum": 4, "multipleOf": 7},
            "no number found for minimum: 1, maximum: 4, multipleOf: 7",
        ),
    ],
)
def test_what_no_number_meets_is_said_in_the_words_of_the_document(schema: Any, said: str) -> None:
    with pytest.raises(Unsatisfiable, match=f"^{said}$"):
        made(schema)


def test_a_branch_carries_its_tag() -> None:
    """The property of a discriminator names the branch that was taken."""
    pet = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    schema = {
        "oneOf": [{"$ref": "#/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/Cat"}},
    }

    assert Generator(1).value(schema, lambda _: pet, "pet")["kind"] == "cat"


def test_nullable_is_a_keyword_of_3_0_only() -> None:
    """Null is made and accepted for `nullable` unless the document is of 3.1."""
    schema = {"type": "string", "nullable": True, "example": None}

    assert made(schema) is None
    assert isinstance(made(schema, nullable=False), str)


def test_what_is_sent_has_nothing_that_is_write_only() -> None:
    """Neither where it is required, nor in an example, nor through references and `allOf`."""
    named = {"Secret": {"type": "string", "writeOnly": True}}
    part = {"properties": {"password": {"$ref": "Secret"}, "pin": {"type": "integer", "writeOnly": True}}}
    schema = {
        "allOf": [part, {"properties": {"name": {"type": "string"}}}],
        "required": ["name", "password", "pin"],
    }

    made = Generator(42, sent=True).value(schema, named.__getitem__)
    assert list(made) == ["name"]
    assert set(Generator(42).value(schema, named.__getitem__)) == {"name", "password", "pin"}
    shown = {**schema, "example": {"name": "a", "password": "b"}}
    assert "password" not in Generator(42, sent=True).value(shown, named.__getitem__)
