"""Reading the structure of schemas, circles and all."""

from typing import Any

import pytest

from mockserver.contract import schemas
from mockserver.contract.document import Document
from tests.builders import load

MANY = 30  # schemas that all refer to each other: by every way there is, this would take for ever


def circle() -> Document:
    """Schemas of which each is composed of all others, as parents and children of springdoc are."""
    names = [f"S{number}" for number in range(MANY)]
    lines = ["components:", "  schemas:"]
    for name in names:
        others = ", ".join(f"{{$ref: '#/components/schemas/{other}'}}" for other in names)
        own = f"properties: {{{name.lower()}: {{$ref: '#/components/schemas/{name}'}}}}, required: [{name.lower()}]"
        lines.append(f"    {name}: {{oneOf: [{others}], allOf: [{others}], {own}}}")
    return load("\n".join(lines))


def test_each_schema_of_a_circle_is_looked_at_once() -> None:
    document, schema = circle(), {"$ref": "#/components/schemas/S0"}
    names = {f"s{number}" for number in range(MANY)}

    assert set(schemas.properties(document, schema)) == names
    assert schemas.required(document, schema) == names
    assert schemas.types(document, schema) == {"object"}
    assert schemas.items(document, schema) == {}
    assert not schemas.is_composed(document, schema)


@pytest.mark.parametrize(("version", "nullable"), [("3.0.3", True), ("3.1.0", False)])
def test_nullable_is_a_keyword_of_openapi_3_0_alone(version: str, nullable: bool) -> None:  # noqa: FBT001
    document = load("", head=f"openapi: {version}\ninfo: {{title: Acme, version: '1'}}\n")

    assert schemas.is_nullable(document, {"type": "string", "nullable": True}) is nullable


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"properties": {"a": 1}, "allOf": [{"properties": {"a": 2, "b": 2}}]}, {"a": 1, "b": 2}),
        ({"allOf": [{"properties": {"a": 1}}, {"properties": {"a": 2, "b": 2}}]}, {"a": 1, "b": 2}),
        ({"oneOf": [{"allOf": [{"properties": {"a": 1}}], "properties": {"a": 2}}]}, {"a": 2}),
        (True, {}),
    ],
)
def test_the_nearest_declaration_of_a_property_wins(schema: Any, expected: Any) -> None:
    assert schemas.properties(load("paths: {}"), schema) == expected
