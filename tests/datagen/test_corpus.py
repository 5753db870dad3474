"""Values for the schemas of real documents, judged by another validator than the generator's own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
import yaml

from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Unsatisfiable

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
# Schemas that no value satisfies: their parts contradict each other, or nothing that JSON Schema sees tells the
# branches of a `oneOf` apart (komga's refer to themselves through oneOf and allOf alone).
HOPELESS = {
    "komga.json": 18,
    "influxdb-oss.yaml": 1,
    "iceberg-rest-catalog.yaml": 1,
    "supabase-auth.yaml": 2,
}
FILES = sorted(path for path in CORPUS.glob("*") if path.suffix in (".json", ".yaml"))
# Compiling a validator for each schema of a large document takes longer than making the values.
SLOW = 300_000
SAMPLE = 400


def cases() -> list[Any]:
    return [
        pytest.param(path, id=path.name, marks=[pytest.mark.slow] if path.stat().st_size > SLOW else [])
        for path in FILES
    ]


def as_json_schema(schema: Any, *, old: bool) -> Any:
    """Return a schema as JSON Schema 2020-12 has it: no examples, and no words of OpenAPI 3.0."""
    if isinstance(schema, list):
        return [as_json_schema(member, old=old) for member in schema]
    if not isinstance(schema, dict):
        return schema
    if old and isinstance(schema.get("$ref"), str):
        found = {"$ref": schema["$ref"]}
        return {"anyOf": [{"type": "null"}, found]} if schema.get("nullable") is True else found
    out = {}
    for key, value in schema.items():
        if key in ("properties", "patternProperties") and isinstance(value, dict):
            out[key] = {name: as_json_schema(member, old=old) for name, member in value.items()}
        elif key in ("enum", "const"):
            out[key] = value
        elif key not in ("example", "examples", "default", "discriminator", "xml"):
            out[key] = as_json_schema(value, old=old)
    return of_3_0(out) if old else out


def of_3_0(schema: dict[str, Any]) -> dict[str, Any]:
    nullable = schema.pop("nullable", None) is True
    if nullable and isinstance(schema.get("enum"), list):
        schema["enum"] = [*schema["enum"], None]
    if nullable and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.pop(exclusive, None) is True and bound in schema:
            schema[exclusive] = schema.pop(bound)
    return {"anyOf": [{"type": "null"}, schema]} if nullable and "type" not in schema else schema


def resolver(document: dict[str, Any]) -> Callable[[str], Any]:
    def resolve(ref: str) -> Any:
        found: Any = document
        for step in ref.removeprefix("#/").split("/"):
            found = found[unquote(step).replace("~1", "/").replace("~0", "~")]
        return found

    return resolve


def validators(
    registry: jsonschema_rs.Registry, place: str, names: list[str]
) -> Iterator[tuple[Any, list[str]]]:
    """What judges the values of several schemas at once, by name; a schema that is none by itself is left out.

    One validator for each of them would compile what they share again and again.
    """
    members = {name: {"$ref": f"{place}/{name.replace('~', '~0').replace('/', '~1')}"} for name in names}
    try:
        yield (
            jsonschema_rs.Draft202012Validator(
                {"properties": members}, registry=registry, validate_formats=True
            ),
            names,
        )
    except jsonschema_rs.ValidationError:  # the document's own fault: a pattern that is none
        half = len(names) // 2
        for part in (names[:half], names[half:]) if half else ():
            yield from validators(registry, place, part)


@pytest.mark.skipif(not FILES, reason="the corpus is not beside this repository")
@pytest.mark.parametrize("path", cases())
def test_values_for_real_documents_are_valid(path: Path) -> None:
    """Every component schema of a document, but for the known hopeless ones, gets a value that is valid."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = path.read_text(encoding="utf-8")
    document = json.loads(text) if path.suffix == ".json" else yaml.load(text, loader)
    version = str(document.get("openapi", "2.0"))
    old = version.startswith(("2", "3.0"))
    schemas = (document if version == "2.0" else document.get("components", {})).get(
        "definitions" if version == "2.0" else "schemas", {}
    )
    pointer = "definitions" if version == "2.0" else "components/schemas"
    plain = {name: as_json_schema(schema, old=old) for name, schema in schemas.items()}
    tree = {"definitions": plain, "components": {"schemas": plain}}
    registry = jsonschema_rs.Registry([("urn:document", json.loads(json.dumps(tree, default=str)))])
    generator, resolve, invalid, made = Generator(42, nullable=old), resolver(document), set(), {}

    for name in list(schemas)[:: 1 + len(schemas) // SAMPLE]:
        try:
            made[name] = json.loads(json.dumps(generator.value(schemas[name], resolve, name), default=str))
        except Unsatisfiable:
            invalid.add(name)
    for validator, names in validators(registry, f"urn:document#/{pointer}", list(made)):
        values = {name: made[name] for name in names}
        invalid |= {error.instance_path[0] for error in validator.iter_errors(values)}

    assert len(invalid) == HOPELESS.get(path.name, 0), invalid
