"""Schemas that make sense, and examples and defaults that meet them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.document_nodes import nodes
from mockserver.contract.model import is_json
from mockserver.errors import Problem
from mockserver.validation.schema import REPLY, REQUEST, SchemaCompiler, SchemaError

LONGEST = 200


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value that a document shows.

    Attributes:
        pointer: Where it stands.
        value, what: The value, and what it is called.
        schema: Where its schema stands.
        directions: Of the messages that it may be in.
    """

    pointer: str
    value: Any
    what: str
    schema: str
    directions: tuple[str, ...]


def check_values(document: Document) -> Iterator[Problem]:
    """A problem for each schema that does not compile, and each example or default that its schema refuses.

    All schemas are compiled together: a schema apart would be compiled with all that it leads to, which in documents
    whose schemas refer to each other is most of them.
    """
    schemas: dict[str, Any] = {}
    shown: list[ShownValue] = []
    for place, pointer, node in nodes(document.data):
        if "$ref" in node:
            continue
        if place == "schema":
            schemas[pointer] = node
            shown += _in_schema(pointer, node)
        elif place in {"media", "parameter", "header"}:
            name = pointer.rpartition("/")[2].replace("~1", "/")
            if "schema" in node and (place != "media" or is_json(name)):
                schemas[f"{pointer}/schema"] = node["schema"]
                shown += _beside(document, place, pointer, node)
    compiler = SchemaCompiler(document)
    broken = dict(_broken(compiler, list(schemas.items())))
    for pointer, reason in broken.items():
        if not _inner(pointer):
            yield document.problem(pointer, f"no schema: {_shortened(reason)}")
    yield from _refused(document, compiler, schemas, [each for each in shown if each.schema not in broken])


def _in_schema(pointer: str, schema: Mapping[str, Any]) -> Iterator[ShownValue]:
    both = (REQUEST, REPLY)
    for key in ("example", "default"):
        if key in schema:
            yield ShownValue(f"{pointer}/{key}", schema[key], key, pointer, both)
    listed = schema.get("examples")
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        yield ShownValue(f"{pointer}/examples/{index}", value, "example", pointer, both)


def _beside(document: Document, place: str, pointer: str, node: Mapping[str, Any]) -> Iterator[ShownValue]:
    ways = (REQUEST if place == "parameter" or "/requestBod" in pointer else REPLY,)
    schema = f"{pointer}/schema"
    if "example" in node:
        yield ShownValue(f"{pointer}/example", node["example"], "example", schema, ways)
    for name, raw in (node.get("examples") or {}).items():
        example = document.resolve(raw)
        if isinstance(example, Mapping) and "value" in example:
            where = f"{pointer}/examples/{escape(name)}"
            yield ShownValue(where, example["value"], f"example {name!r}", schema, ways)


def _broken(compiler: SchemaCompiler, schemas: list[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """The schemas that do not compile, each with the reason: halved until one is left."""
    try:
        for direction in (REQUEST, REPLY):
            if len(schemas) == 1:
                compiler.validator(schemas[0][1], direction)
            else:
                compiler.group(dict(schemas), direction)
    except SchemaError as error:
        if len(schemas) == 1:
            yield schemas[0][0], str(error)
            return
        middle = len(schemas) // 2
        for half in (schemas[:middle], schemas[middle:]):
            yield from _broken(compiler, half)


def _refused(
    document: Document, compiler: SchemaCompiler, schemas: Mapping[str, Any], shown: list[ShownValue]
) -> Iterator[Problem]:
    """A problem for each value that none of the directions admits in which it may be sent."""
    wanted = {each.schema: schemas[each.schema] for each in shown}
    validators = {direction: compiler.group(wanted, direction) for direction in (REQUEST, REPLY)}
    for each in shown:
        held = [validators[direction] for direction in each.directions]
        value = {each.schema: each.value}
        if any(validator.is_valid(value) for validator in held):
            continue
        for violation in held[-1].violations(value, "", ""):
            name = ".".join(map(str, violation.path[1:]))
            told = _shortened(violation.text)
            message = f"the {each.what} does not meet its schema: {f'{name}: ' if name else ''}{told}"
            yield document.problem(each.pointer, message)


def _inner(pointer: str) -> bool:
    """Whether a schema is part of another one, which is reported itself."""
    return any(
        f"/{keyword}/" in pointer for keyword in ("properties", "allOf", "anyOf", "oneOf")
    ) or pointer.endswith(("/items", "/additionalProperties", "/not"))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
