"""Checking `x-mock`: every block against the vocabulary in x-mock.schema.json, each problem with a suggestion."""

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from mockserver.contract.document import Document, escape
from mockserver.errors import Problem

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SUBSCHEMAS = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")

# Where an OpenAPI document holds what: node -> key -> what is there.
GRAMMAR: Mapping[str, Mapping[str, str]] = {
    "document": {"paths": "map of path", "webhooks": "map of path", "components": "components"},
    "components": {
        "schemas": "map of schema",
        "responses": "map of response",
        "parameters": "map of parameter",
        "requestBodies": "map of body",
        "headers": "map of header",
        "securitySchemes": "map of security",
        "pathItems": "map of path",
    },
    "path": {"parameters": "list of parameter", **dict.fromkeys(METHODS, "operation")},
    "operation": {"parameters": "list of parameter", "requestBody": "body", "responses": "map of response"},
    "parameter": {"schema": "schema", "content": "map of media"},
    "body": {"content": "map of media"},
    "response": {"content": "map of media", "headers": "map of header"},
    "header": {"schema": "schema"},
    "media": {"schema": "schema"},
    "security": {},
    "schema": {
        "properties": "map of schema",
        "patternProperties": "map of schema",
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "list of schema"),
        **dict.fromkeys(SUBSCHEMAS, "schema"),
    },
}
VOCABULARY = Path(__file__).with_name("x-mock.schema.json")


@cache
def vocabulary() -> Mapping[str, Any]:
    """The JSON Schema of the vocabulary, one definition for each place."""
    return orjson.loads(VOCABULARY.read_bytes())  # type: ignore[no-any-return]


@cache
def _validator(place: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{place}", "$defs": vocabulary()["$defs"]})


def check(document: Document) -> list[Problem]:
    """A problem for each `x-mock` key or value that the vocabulary does not have."""
    problems = []
    for place, pointer, block in blocks(document.data):
        problems += [_problem(document, pointer, error) for error in _validator(place).iter_errors(block)]
    return problems


def _problem(document: Document, pointer: str, error: jsonschema_rs.ValidationError) -> Problem:
    where = pointer + "".join(f"/{escape(str(step))}" for step in error.instance_path)
    facts = error.kind.as_dict()
    if error.kind.name != "additionalProperties":
        return document.problem(where, f"x-mock: {error.message}")
    unknown = facts["unexpected"][0]
    known = _known(error.schema_path)
    near = difflib.get_close_matches(unknown, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
    return document.problem(f"{where}/{escape(unknown)}", f"x-mock: unknown key {unknown!r}; {hint}")


def _known(schema_path: list[Any]) -> list[str]:
    """The keys that the schema at `schema_path` allows; its last step is the keyword that failed."""
    schema: Any = vocabulary()
    for step in schema_path[:-1]:
        schema = schema[step]
        if isinstance(schema, dict) and "$ref" in schema:
            schema = vocabulary()["$defs"][schema["$ref"].rpartition("/")[2]]
    return sorted(schema.get("properties", {}))


def blocks(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every `x-mock` block of a document: the definition that it must meet, its pointer, its content."""
    yield from _walk(data, "", "document")


def _walk(node: Any, pointer: str, place: str) -> Iterator[tuple[str, str, Any]]:
    shape, _, element = place.partition(" of ")
    if element:
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in items:
            yield from _walk(child, f"{pointer}/{escape(str(key))}", element)
    elif isinstance(node, dict):
        if "x-mock" in node and shape in vocabulary()["$defs"]:
            yield shape, f"{pointer}/x-mock", node["x-mock"]
        for key, inner in GRAMMAR[shape].items():
            if key in node:
                yield from _walk(node[key], f"{pointer}/{key}", inner)
