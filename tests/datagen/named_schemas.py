"""Schemas that refer to each other, and what makes and judges values of them."""

from typing import Any

import jsonschema_rs

from mockserver.datagen.schemas.generator import Generator

NAMED: dict[str, Any] = {
    "#/$defs/Pet": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind"},
    },
    "#/$defs/Cat": {
        "allOf": [
            {"$ref": "#/$defs/Pet"},
            {"required": ["lives"], "properties": {"lives": {"type": "integer"}}},
        ]
    },
    "#/$defs/Base": {
        "type": "object",
        "required": ["@type"],
        "properties": {"@type": {"type": "string"}},
        "discriminator": {"propertyName": "@type", "mapping": {"one": "#/$defs/One", "two": "#/$defs/Two"}},
    },
    "#/$defs/One": {
        "allOf": [{"$ref": "#/$defs/Base"}, {"required": ["n"], "properties": {"n": {"type": "integer"}}}]
    },
    "#/$defs/Two": {
        "allOf": [{"$ref": "#/$defs/Base"}, {"required": ["s"], "properties": {"s": {"type": "string"}}}]
    },
    "#/$defs/Tree": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "parent": {"$ref": "#/$defs/Tree"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
        },
    },
    "#/$defs/Endless": {
        "type": "object",
        "required": ["me"],
        "properties": {"me": {"$ref": "#/$defs/Endless"}},
    },
    "#/$defs/Either": {"oneOf": [{"$ref": "#/$defs/Deep"}, {"type": "string"}]},
    "#/$defs/Deep": {"type": "object", "required": ["in"], "properties": {"in": {"$ref": "#/$defs/Either"}}},
}
GENERATOR = Generator(42, nullable=False)
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def made(schema: Any, seed: int = 42, **options: Any) -> Any:
    """A value that has to be found valid by the generator itself."""
    found = GENERATOR.seeded(seed).made(schema, NAMED.__getitem__, ("status",), **options)
    assert found.fault is None, found.fault
    return found.value


def judged(schema: Any) -> jsonschema_rs.Draft202012Validator:
    """The validator of a schema that may refer to the ones above."""
    bundle = {"allOf": [schema], "$defs": {name.rpartition("/")[2]: named for name, named in NAMED.items()}}
    return jsonschema_rs.Draft202012Validator(bundle, validate_formats=True)
