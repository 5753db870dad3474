"""Schemas without their examples, so that rows differ; the form of an example that looks like a code is kept."""

import re
from collections.abc import Mapping
from typing import Any

from mockserver.datagen.schemas.checking import accepts
from mockserver.datagen.schemas.merging import flatten
from mockserver.datagen.schemas.reading import Reading, Resolve, Schema, Unsatisfiable

EXAMPLES = frozenset({"example", "examples", "default"})
LITERAL = frozenset({"enum", "const", "required", "type", "format", "pattern", "description", "title"})
CODE = re.compile(r"[A-Za-z0-9_.:-]{3,64}")
STEPS = 10_000  # of judging one value
HEAD = re.compile(r"[A-Za-z]+[_-]")


class Known:
    """A document's schemas, as they are: what they come to, and whether values satisfy them."""

    def __init__(self, resolve: Resolve, *, nullable: bool = True) -> None:
        """Take what a `$ref` names, and whether `nullable` is a keyword, as in OpenAPI 3.0."""
        self._reading = Reading(resolve, nullable, sent=True)

    def flat(self, schema: Any) -> Schema:
        """What the parts of a schema come to; empty for one that nothing satisfies."""
        try:
            return flatten(schema, self._reading)[0]
        except Unsatisfiable:
            return {}

    def accepts(self, schema: Any, value: Any) -> bool:
        """Whether a value satisfies a schema."""
        self._reading.steps = STEPS
        return accepts(schema, value, self._reading)


class Varied:
    """Reads a document's schemas without the examples in them."""

    def __init__(self, resolve: Resolve) -> None:
        """Take what a `$ref` names."""
        self._resolve = resolve
        self._made: dict[int, tuple[Any, Any]] = {}  # with the schema itself, so that its id stays its own

    def __call__(self, ref: str) -> Any:
        """What a `$ref` names, without examples."""
        return self.of(self._resolve(ref))

    def of(self, schema: Any) -> Any:
        """A schema without examples."""
        if not isinstance(schema, Mapping):
            return schema
        kept = self._made.get(id(schema))
        if kept is None:
            kept = self._made[id(schema)] = (schema, self._without(schema))
        return kept[1]

    def _without(self, schema: Mapping[str, Any]) -> Any:
        made: dict[str, Any] = {}
        for key, value in schema.items():
            if key in EXAMPLES:
                continue
            if key in ("properties", "patternProperties") and isinstance(value, Mapping):
                made[key] = {name: self.of(member) for name, member in value.items()}
            elif isinstance(value, list) and key not in LITERAL:
                made[key] = [self.of(part) for part in value]
            else:
                made[key] = value if key in LITERAL else self.of(value)
        pattern = form_of(schema)
        if pattern is not None:
            made["pattern"] = pattern
        return made


def form_of(schema: Mapping[str, Any]) -> str | None:
    """The pattern of texts like the example of a schema, None where that is no code, or the schema says more."""
    if any(key in schema for key in ("enum", "format", "pattern", "const", "x-faker")):
        return None
    examples = schema.get("examples")
    shown = examples[0] if isinstance(examples, list) and examples else schema.get("example")
    if schema.get("type") not in ("string", ["string"], ["string", "null"]) or not isinstance(shown, str):
        return None
    return pattern_of(shown)


def pattern_of(text: str) -> str | None:
    """The pattern of texts of the same form: letters for letters, digits for digits, a prefix as it is."""
    if not CODE.fullmatch(text) or not any(c.isdigit() for c in text):
        return None
    head = HEAD.match(text)
    start = head.end() if head else 0
    classes = [_class(char) for char in text[start:]]
    if not any(len(each) > 2 for each in classes):
        return None
    runs: list[tuple[str, int]] = []
    for each in classes:
        if runs and runs[-1][0] == each:
            runs[-1] = (each, runs[-1][1] + 1)
        else:
            runs.append((each, 1))
    return "^" + re.escape(text[:start]) + "".join(f"{each}{{{count}}}" for each, count in runs) + "$"


def _class(char: str) -> str:
    if char.isdigit():
        return "[1-9]"
    if char.isalpha():
        return "[a-z]" if char.islower() else "[A-Z]"
    return re.escape(char)
