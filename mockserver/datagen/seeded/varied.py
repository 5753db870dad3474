"""Schemas without their examples, so that rows differ; the form of an example is kept."""

from collections.abc import Mapping
from typing import Any

from mockserver.datagen.schemas.checking import accepts
from mockserver.datagen.schemas.merging import flatten
from mockserver.datagen.schemas.reading import Reading, Resolve, Schema, Unsatisfiable
from mockserver.datagen.seeded.forms import form_of

EXAMPLES = frozenset({"example", "examples", "default"})
LITERAL = frozenset({"enum", "const", "required", "type", "format", "pattern", "description", "title"})
STEPS = 10_000  # of judging one value


class Known:
    """A document's schemas, as they are: what they come to, and whether values satisfy them."""

    def __init__(self, resolve: Resolve, *, nullable: bool = True) -> None:
        """Take what a `$ref` names, and whether `nullable` is a keyword, as in OpenAPI 3.0."""
        self._reading = Reading(resolve, nullable, sent=True)

    def flat(self, schema: Any) -> Schema:
        """What the parts of a schema come to; empty for one that nothing satisfies."""
        try:
            return flatten(schema, self._reading.another())[0]
        except Unsatisfiable:
            return {}

    def accepts(self, schema: Any, value: Any) -> bool:
        """Whether a value satisfies a schema."""
        return accepts(schema, value, self._reading.another(STEPS))


def completed(known: Known, schema: Any, shown: Any, made: Any) -> Any:
    """What is shown, with the declared members that only what was made has, as far as its schema admits them."""
    flat = known.flat(schema)
    declared = flat.get("properties")
    if not isinstance(shown, Mapping) or not isinstance(made, Mapping) or not declared or flat.get("choices"):
        return shown
    whole = {
        name: completed(known, declared.get(name, True), value, made.get(name))
        for name, value in shown.items()
    }
    whole |= {name: value for name, value in made.items() if name in declared and name not in shown}
    return whole if known.accepts(schema, whole) else shown


class Varied:
    """Reads a document's schemas without the examples in them."""

    def __init__(self, resolve: Resolve) -> None:
        """Take what a `$ref` names."""
        self._resolve = resolve
        self._made: dict[int, tuple[Any, Any]] = {}  # with the schema itself, so that its id stays its own

    def __call__(self, ref: str) -> Any:
        """What a `$ref` names, without examples."""
        return self.of(self._resolve(ref))

    def named(self, schema: Any) -> Any:
        """What a schema that is nothing but a `$ref` names, examples and all; another schema as it is."""
        alone = isinstance(schema, Mapping) and len(schema) == 1
        ref = schema.get("$ref") if alone else None
        return self._resolve(ref) if isinstance(ref, str) else schema

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
        return {**made, **form_of(schema)}
