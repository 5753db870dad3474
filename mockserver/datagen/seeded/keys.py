"""Keys of rows: no two alike, each valid where the document shows or takes it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Schema, Unsatisfiable
from mockserver.datagen.seeded.forms import form_of
from mockserver.datagen.seeded.varied import Known, Varied
from mockserver.datagen.seeding import draw_uuid, seed_of

TRIES = 40
OTHERS = 100_000  # numbers of other tenants' rows begin above those of the default one
LONG = 16  # of a key whose pattern lets it be as long as it likes: nobody hits upon it by chance
OPEN_END = re.compile(r"[*+]|,\}")
OPEN = frozenset({"type", "choices", "nots", "patterns", "nullable", "description", "title"})


class KeyMaker:
    """Makes the keys of one resource and tenant."""

    def __init__(
        self,
        name: str,
        schemas: Sequence[Any],
        known: Known,
        varied: Varied,
        generator: Generator,
        *,
        default: bool,
    ) -> None:
        """Prepare.

        Args:
            name: The field that holds a key.
            schemas: What a key has to satisfy, all of them.
            known: The document's schemas.
            varied: The same without their examples, whose form keys keep that are made.
            generator: For keys of no simple form.
            default: Whether these are keys of the default tenant.
        """
        self._name = name
        self._rule: Any = {"allOf": list(schemas)} if schemas else {"type": "string"}
        self._known = known
        self._schema: Any = {"allOf": list(_of_one_form(schemas, varied))} if schemas else self._rule
        self._varied = varied
        self._generator = generator
        self._first = 1 if default else OTHERS
        self._taken: set[str] = set()
        self._shown = list(_examples(known.flat(self._rule)))
        self._flat = Known(varied).flat(self._schema)

    def begin_with(self, keys: Sequence[Any]) -> None:
        """Let the first rows have these keys."""
        self._shown[:0] = keys

    def take(self, key: Any) -> bool:
        """Whether a key is free and satisfies what it has to; it is taken then. No path can hold an empty one."""
        if key == "" or str(key) in self._taken or not self._known.accepts(self._rule, key):
            return False
        self._taken.add(str(key))
        return True

    @property
    def exhausted(self) -> bool:
        """Whether every key that may be is taken."""
        options = self._flat.get("enum")
        return options is not None and all(
            str(option) in self._taken or not self._known.accepts(self._rule, option) for option in options
        )

    def make(self, *path: str | int) -> Any:
        """A key that no row has yet.

        Args:
            path: Of the row.
        """
        while self._shown:
            key = self._shown.pop(0)
            if key is not None and self.take(key):
                return key
        for attempt in range(TRIES):
            key = self._one(attempt, path)
            if key is not None and self.take(key):
                return key
        key = draw_uuid(Random(seed_of("key", *path)))
        self._taken.add(key)
        return key

    def _one(self, attempt: int, path: tuple[str | int, ...]) -> Any:
        kinds = set(self._flat.get("type") or ())
        if kinds & {"integer", "number"} and "string" not in kinds:
            return self._number(attempt)
        if self._flat.get("format") == "uuid" or (
            self._is_id() and not set(self._flat) - OPEN and not attempt
        ):
            return draw_uuid(Random(seed_of("key", attempt, *path)))
        schema = self._schema
        if self._is_id() and OPEN_END.search(str(self._flat.get("patterns", ""))):
            schema = {"allOf": [schema, {"minLength": LONG}]}
        made = self._text(schema, (*path, "key", attempt))
        if made is None and schema is not self._schema:
            made = self._text(self._schema, (*path, "key", attempt))
        return f"{made}-{len(self._taken) + 1}" if attempt % 2 and isinstance(made, str) else made

    def _text(self, schema: Any, path: tuple[str | int, ...]) -> Any:
        """A value of a schema, made as the member of an object, for names agree with the rest of their row."""
        whole = {"type": "object", "required": [self._name], "properties": {self._name: schema}}
        try:
            return self._generator.value(whole, self._varied, *path)[self._name]
        except Unsatisfiable:
            return None

    def _is_id(self) -> bool:
        return self._name.lower().endswith(("id", "key", "token"))

    def _number(self, attempt: int) -> int:
        low, high = self._flat.get("minimum"), self._flat.get("maximum")
        first = max(self._first, int(low)) if isinstance(low, int | float) else self._first
        if isinstance(high, int | float) and first + len(self._taken) > high:
            first = int(low or 0)
        return first + len(self._taken) + attempt


def _of_one_form(schemas: Sequence[Any], varied: Varied) -> Iterator[Any]:
    """The schemas without their examples; of examples that have a form, the first alone gives it to all keys.

    None does where a schema has a pattern: few texts of a form of its own would match both.
    """
    found = [varied.named(schema) for schema in schemas]
    formed = any(isinstance(schema, Mapping) and "pattern" in schema for schema in found)
    for schema in found:
        form = form_of(schema) if isinstance(schema, Mapping) else {}
        whole = varied.of(schema)
        yield {name: rule for name, rule in whole.items() if name not in form} if formed else whole
        formed = formed or bool(form)


def _examples(flat: Schema) -> Iterator[Any]:
    """The keys that a schema shows."""
    shown = flat.get("examples")
    yield from [flat.get("example"), *(shown if isinstance(shown, list) else ())]
