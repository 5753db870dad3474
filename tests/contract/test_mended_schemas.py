"""Schemas with faults: a keyword is read as it is meant, or left out, and told at its line."""

from typing import Any

import pytest

from tests.contract.mended import check, document

A = "/components/schemas/A"
SCHEMAS = {  # version, what is written, what is read, what is said
    "number as text": ("3.0.3", "{maximum: '5'}", {"maximum": 5}, '"5" is not of type "number"; read as 5'),
    "fraction as text": ("3.0.3", "{multipleOf: '0.5'}", {"multipleOf": 0.5}, "read as 0.5"),
    "count as text": ("3.1.0", "{maxLength: '12'}", {"maxLength": 12}, '"12" is not of type "integer"'),
    "count as float": ("3.0.3", "{maxLength: 12.0}", {"maxLength": 12}, '12.0 is not of type "integer"'),
    "count below zero": ("3.0.3", "{minItems: -1}", {}, "-1 is less than the minimum of 0"),
    "no count": ("3.1.0", "{minItems: many}", {}, '"many" is not of type "integer"; left out'),
    "multiple of nothing": ("3.0.3", "{multipleOf: 0}", {}, "0 is not above 0; left out"),
    "flag as text": ("3.0.3", "{readOnly: 'True'}", {"readOnly": True}, "read as true"),
    "no flag": ("3.0.3", "{nullable: 5}", {}, '5 is not of type "boolean"; left out'),
    "title as number": ("3.0.3", "{title: 1.0}", {"title": "1.0"}, 'read as "1.0"'),
    "description of null": ("3.1.0", "{description: null}", {}, 'null is not of type "string"; left out'),
    "float": ("3.0.3", "{type: float}", {"type": "number", "format": "float"}, '"float" is not one of the types'),
    "int": ("3.1.0", "{type: int}", {"type": "integer"}, '"int" is not one of the types'),
    "datetime": ("3.1.0", "{type: datetime}", {"type": "string", "format": "date-time"}, "format: date-time"),
    "capitals": ("3.0.3", "{type: String}", {"type": "string"}, "read as type: string"),
    "any": ("3.0.3", "{type: any}", {}, "read as {}"),
    "file": ("3.0.3", "{type: file}", {"type": "string", "format": "binary"}, "format: binary"),
    "nonsense": ("3.0.3", "{type: wibble, title: T}", {"title": "T"}, '"wibble" is not one of'),
    "type of null": ("3.0.3", "{type: null}", {}, "null is not"),
    "null in 3.0": ("3.0.3", "{type: 'null'}", {"type": "null"}, "3.0 has no type 'null'"),
    "types in 3.0": ("3.0.3", "{type: [string, 'null']}", {"type": ["string", "null"]}, "3.0 has one type"),
    "types, one wrong": ("3.1.0", "{type: [string, strin]}", {"type": ["string"]}, '"strin"'),
    "type twice": ("3.1.0", "{type: [string, string]}", {"type": ["string"]}, "a type twice"),
    "no types": ("3.1.0", "{type: []}", {}, "no type"),
    "required twice": ("3.1.0", "{required: [a, a]}", {"required": ["a"]}, "has non-unique elements"),
    "required true": ("3.0.3", "{required: true}", {}, 'true is not of type "array"'),
    "required nothing in 3.0": ("3.0.3", "{required: []}", {}, "[] has less than 1 item"),
    "required numbers": ("3.1.0", "{required: [a, 1]}", {"required": ["a"]}, "are no names"),
    "enum of one": ("3.0.3", "{enum: a}", {"enum": ["a"]}, "read as a list of one"),
    "enum of none": ("3.1.0", "{enum: []}", {}, "[] has less than 1 item"),
    "exclusive with bound": (
        "3.1.0", "{minimum: 3, exclusiveMinimum: true}", {"exclusiveMinimum": 3}, "3.1 has a number here",
    ),
    "exclusive without bound": ("3.1.0", "{exclusiveMaximum: true}", {}, "3.1 has a number here; left out"),
    "not exclusive": ("3.1.0", "{maximum: 3, exclusiveMaximum: false}", {"maximum": 3}, "left out"),
    "exclusive number in 3.0": (
        "3.0.3", "{exclusiveMinimum: 3}", {"minimum": 3, "exclusiveMinimum": True}, "3.0 has a boolean here",
    ),
    "exclusive number and bound in 3.0": (
        "3.0.3", "{exclusiveMaximum: 3, maximum: 2}", {"maximum": 2}, "3.0 has a boolean here",
    ),
    "exclusive of nothing in 3.0": ("3.0.3", "{exclusiveMinimum: true}", {}, "there is no `minimum`"),
    "const in 3.0": ("3.0.3", "{const: a}", {"enum": ["a"]}, "no key 'const' here; it came with 3.1"),
    "pattern properties in 3.0": (
        "3.0.3", "{patternProperties: {a: {type: int}}}", {"patternProperties": {"a": {"type": "integer"}}},
        "it came with 3.1",
    ),
    "unknown keyword in 3.0": ("3.0.3", "{optional: true}", {"optional": True}, "OpenAPI has no key 'optional'"),
    "recursive anchor": ("3.0.3", "{$recursiveAnchor: true}", {"$recursiveAnchor": True}, "$recursiveAnchor"),
    "nothing": ("3.0.3", "null", {}, 'null is not of type "object"; read as {}'),
    "name of a type": ("3.0.3", "string", {"type": "string"}, "read as its type"),
    "true in 3.0": ("3.0.3", "{items: true}", {"items": {}}, 'true is not of type "object"'),
    "list of items in 3.1": ("3.1.0", "{items: [{}]}", {"prefixItems": [{}]}, "read as `prefixItems`"),
    "list of items in 3.0": ("3.0.3", "{items: [{}]}", {"items": {"anyOf": [{}]}}, "read as one of these"),
    "empty list of items": ("3.0.3", "{items: []}", {}, "[] is not"),
    "one of none": ("3.0.3", "{oneOf: []}", {}, "[] has less than 1 item"),
    "all of one": ("3.0.3", "{allOf: {title: T}}", {"allOf": [{"title": "T"}]}, "read as a list of one"),
    "properties of a list": ("3.0.3", "{properties: [a]}", {}, '["a"] is not of type "object"'),
    "property of nothing": ("3.1.0", "{properties: {a: null}}", {"properties": {"a": {}}}, "read as {}"),
    "discriminator as text": ("3.0.3", "{discriminator: kind}", {}, '"kind" is not of type "object"'),
    "discriminator of nothing": ("3.0.3", "{discriminator: {}}", {}, '"propertyName" is a required property'),
    "open as text": ("3.0.3", "{additionalProperties: 'false'}", {"additionalProperties": False}, "read as false"),
    "open as number": ("3.0.3", "{additionalProperties: 1}", {}, "1 is not of type"),
    "pattern": ("3.1.0", "{pattern: '['}", {"pattern": "["}, 'is not a "regex"; it is not checked'),
    "pattern in slashes": ("3.0.3", "{pattern: '/^a$/i'}", {"pattern": "(?i)^a$"}, "read as"),
    "anchors of Perl": ("3.1.0", r"{pattern: '\A[a-z]+\z'}", {"pattern": "^[a-z]+$"}, "is no ECMA-262"),
    "flag of YAML 1.1": ("3.0.3", "{nullable: yes}", {"nullable": True}, '"yes" is not of type'),
    "reference of a number": ("3.1.0", "{$ref: 5, type: string}", {"type": "string"}, "a $ref is a text"),
}  # fmt: skip


@pytest.mark.parametrize(("version", "written", "read", "says"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_is_read_as_it_is_meant(version: str, written: str, read: Any, says: str) -> None:
    check(document(f"paths: {{}}\ncomponents: {{schemas: {{A: {written}}}}}", version), A, read, says)
