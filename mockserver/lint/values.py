"""Schemas that make sense, and examples and defaults that meet them."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.model import is_json
from mockserver.contract.walking import nodes
from mockserver.errors import Problem
from mockserver.validation.schema import REPLY, REQUEST, SchemaCompiler, Validator

ANY = "any"
LONGEST = 200


def check_values(document: Document) -> Iterator[Problem]:
    """A problem for each schema that does not compile, and each example or default that its schema refuses."""
    checker = _Checker(document)
    for place, pointer, node in nodes(document.data):
        if "$ref" in node:
            continue
        if place == "schema":
            yield from checker.schema(pointer, node)
        elif place in {"media", "parameter", "header"}:
            direction = REQUEST if place == "parameter" or "/requestBod" in pointer else REPLY
            name = pointer.rpartition("/")[2].replace("~1", "/")
            if "schema" in node and (place != "media" or is_json(name)):
                yield from checker.examples(pointer, node, direction)


class _Checker:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._compiler = SchemaCompiler(document)

    def schema(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        try:
            validators = [self._compiler.validator(schema, direction) for direction in (REQUEST, REPLY)]
        except ValueError as error:
            if not _inner(pointer):
                yield self._document.problem(pointer, f"no schema: {_shortened(str(error))}")
            return
        for key in ("example", "default"):
            if key in schema:
                yield from self._refused(f"{pointer}/{key}", schema[key], key, validators)
        for index, value in enumerate(schema.get("examples") or ()):
            yield from self._refused(f"{pointer}/examples/{index}", value, "example", validators)

    def examples(self, pointer: str, node: Mapping[str, Any], direction: str) -> Iterator[Problem]:
        try:
            validator = self._compiler.validator(node["schema"], direction)
        except ValueError:
            return  # reported where the schema stands
        if "example" in node:
            yield from self._refused(f"{pointer}/example", node["example"], "example", [validator])
        for name, raw in (node.get("examples") or {}).items():
            example = self._document.resolve(raw)
            if isinstance(example, Mapping) and "value" in example:
                where = f"{pointer}/examples/{escape(name)}"
                yield from self._refused(where, example["value"], f"example {name!r}", [validator])

    def _refused(self, pointer: str, value: Any, what: str, validators: list[Validator]) -> Iterator[Problem]:
        if any(validator.is_valid(value) for validator in validators):
            return
        for violation in validators[-1].violations(value, "", ""):
            place = f"{violation.name}: " if violation.path else ""
            yield self._document.problem(
                pointer, f"the {what} does not meet its schema: {place}{_shortened(violation.text)}"
            )


def _inner(pointer: str) -> bool:
    """Whether a schema is part of another one, which is reported itself."""
    return any(
        f"/{keyword}/" in pointer for keyword in ("properties", "allOf", "anyOf", "oneOf")
    ) or pointer.endswith(("/items", "/additionalProperties", "/not"))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
