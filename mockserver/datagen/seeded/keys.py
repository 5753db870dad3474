"""Keys of rows: no two alike, each valid where the document shows or takes it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Schema, Unsatisfiable
from mockserver.datagen.seeded.forms import form_of
from mockserver.datagen.seeded.varied import Known, Varied
from mockserver.datagen.seeding import draw_uuid, seed_of

TRIES = 40
HOPELESS = 3  # tries in a row for which no text was found: patterns that contradict each other admit none
OTHERS = 100_000  # numbers of other tenants' rows begin above those of the default one
LONG = 16  # of a key whose pattern lets it be as long as it likes: nobody hits upon it by chance
OPEN_END = re.compile(r"[*+]|,\}")
OPEN = frozenset({"type", "choices", "nots", "patterns", "nullable", "description", "title"})


@dataclass(frozen=True, slots=True)
class KeyRules:
    """What the keys of a resource have to be, the same for every row: values are made from these very schemas.

    Attributes:
        name: The field that holds a key.
        rule: What a key has to satisfy.
        flat: What the parts of that come to, without examples.
        shown: The keys that the document shows.
        whole: An object of one member, which is a key: names agree with the rest of their row.
        long: The same whose key is long, where its pattern lets it be as long as it likes.
    """

    name: str
    rule: Any
    flat: Schema
    shown: tuple[Any, ...]
    whole: Schema
    long: Schema | None

    @property
    def is_id(self) -> bool:
        """Whether the name says that a value identifies something."""
        return self.name.lower().endswith(("id", "key", "token"))


def compile_keys(name: str, schemas: Sequence[Any], known: Known, varied: Varied) -> KeyRules:
    """Compile what the keys of a resource have to be.

    Args:
        name: The field that holds a key.
        schemas: What a key has to satisfy, all of them.
        known: The document's schemas.
        varied: The same without their examples, whose form keys keep that are made.
    """
    rule: Any = {"allOf": list(schemas)} if schemas else {"type": "string"}
    formed: Any = {"allOf": list(_of_one_form(schemas, varied))} if schemas else rule
    flat = Known(varied).flat(formed)
    rules = KeyRules(name, rule, flat, tuple(_examples(known.flat(rule))), _member(name, formed), None)
    if rules.is_id and OPEN_END.search(str(flat.get("patterns", ""))):
        return replace(rules, long=_member(name, {"allOf": [formed, {"minLength": LONG}]}))
    return rules


def _member(name: str, schema: Any) -> Schema:
    return {"type": "object", "required": [name], "properties": {name: schema}}


class KeyMaker:
    """Makes the keys of one resource and tenant."""

    def __init__(
        self, rules: KeyRules, known: Known, varied: Varied, generator: Generator, *, default: bool
    ) -> None:
        """Prepare.

        Args:
            rules: What a key has to be.
            known: The document's schemas.
            varied: The same without their examples.
            generator: For keys of no simple form.
            default: Whether these are keys of the default tenant.
        """
        self._rules = rules
        self._known = known
        self._varied = varied
        self._generator = generator
        self._first = 1 if default else OTHERS
        self._taken: set[str] = set()
        self._shown = list(rules.shown)
        self._failed = 0  # tries in a row

    def begin_with(self, keys: Sequence[Any]) -> None:
        """Let the first rows have these keys."""
        self._shown[:0] = keys

    def take(self, key: Any) -> bool:
        """Whether a key is free and satisfies what it has to; it is taken then. No path can hold an empty one."""
        if key == "" or str(key) in self._taken or not self._known.accepts(self._rules.rule, key):
            return False
        self._taken.add(str(key))
        return True

    @property
    def exhausted(self) -> bool:
        """Whether every key that may be is taken."""
        options = self._rules.flat.get("enum")
        return options is not None and all(
            str(option) in self._taken or not self._known.accepts(self._rules.rule, option)
            for option in options
        )

    @property
    def most(self) -> int | None:
        """How many whole numbers a key may be; None for as many as anybody wants."""
        low, high = self._rules.flat.get("minimum"), self._rules.flat.get("maximum")
        whole = set(self._rules.flat.get("type") or ()) == {"integer"}
        most = int(high) - int(low) + 1 if whole and low is not None and high is not None else OTHERS
        return most if most < OTHERS else None

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
            if self._failed >= HOPELESS:
                break
            key = self._one(attempt, path)
            self._failed = 0 if key is not None else self._failed + 1
            if key is not None and self.take(key):
                return key
        key = draw_uuid(Random(seed_of("key", *path)))
        self._taken.add(key)
        return key

    def _one(self, attempt: int, path: tuple[str | int, ...]) -> Any:
        rules = self._rules
        kinds = set(rules.flat.get("type") or ())
        if kinds & {"integer", "number"} and "string" not in kinds:
            return self._number(attempt)
        if rules.flat.get("format") == "uuid" or (rules.is_id and not set(rules.flat) - OPEN and not attempt):
            return draw_uuid(Random(seed_of("key", attempt, *path)))
        made = None if rules.long is None else self._text(rules.long, (*path, "key", attempt))
        if made is None:
            made = self._text(rules.whole, (*path, "key", attempt))
        return f"{made}-{len(self._taken) + 1}" if attempt % 2 and isinstance(made, str) else made

    def _text(self, whole: Schema, path: tuple[str | int, ...]) -> Any:
        try:
            return self._generator.value(whole, self._varied, *path)[self._rules.name]
        except Unsatisfiable:
            return None

    def _number(self, attempt: int) -> int:
        flat = self._rules.flat
        low, high = flat.get("minimum"), flat.get("maximum")
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
