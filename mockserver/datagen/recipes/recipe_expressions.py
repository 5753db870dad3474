"""The `$` expressions of a recipe: `$person.email` alone, or `{$index}` inside a text."""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from random import Random
from typing import Any, Protocol

from mockserver.datagen.fakers import Fakers
from mockserver.datagen.people import SUBJECTS, Serial, Subjects
from mockserver.datagen.recipes.problems import Mistakes, Spot
from mockserver.datagen.seeding import draw_uuid

HEADS = (*SUBJECTS, "field", "parent", "grandparent", "index", "uuid", "hex", "digits")
_EMBEDDED = re.compile(r"\{\$([^{}]*)\}")


@dataclass(slots=True)  # made for every row, and frozen ones are slow to make
class RecipeRow:
    """A row that is made, with what its children need to know of it."""

    values: dict[str, Any]
    seed: int
    index: int
    serial: Serial
    parent: "RecipeRow | None" = None

    def get(self, name: str) -> Any:
        """The value of a field, None where it has none."""
        return self.values.get(name)

    def whole(self) -> dict[str, Any]:
        """All fields."""
        return self.values


class Begun(Protocol):
    """Rows of another resource and the same tenant."""

    @property
    def begun(self) -> Sequence[RecipeRow]:
        """The rows."""


@dataclass(slots=True)  # grows field by field
class Draft:
    """A row in the making: fields read what is there and draw from `random`."""

    row: RecipeRow
    subjects: Subjects
    random: Random
    tables: Mapping[str, "Begun"] = field(default_factory=dict)


Maker = Callable[[Draft], Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a field may refer to, and where the field stands."""

    spot: Spot
    fakers: Fakers
    fields: tuple[str, ...] = ()
    ancestors: tuple[frozenset[str], ...] = ()
    pickable: Mapping[str, frozenset[str]] = field(default_factory=dict)
    growing: frozenset[str] = frozenset()
    mistakes: Mistakes = field(default_factory=Mistakes)
    used: set[str] = field(default_factory=set)  # takes the earlier fields that are referred to


def compile_text(text: str, scope: Scope) -> Maker:
    """The maker of a text: an expression, a text with expressions in it, or itself."""
    if text.startswith("$$"):
        return _constant(text[1:])
    if text.startswith("$"):
        return compile_recipe_expression(text[1:], scope)
    pieces = _EMBEDDED.split(text)
    if len(pieces) == 1:
        return _constant(text)
    makers = [compile_recipe_expression(piece, scope) for piece in pieces[1::2]]
    literals = pieces[::2]

    def joined(draft: Draft) -> str:
        parts = [literals[0]]
        for maker, literal in zip(makers, literals[1:], strict=True):
            value = maker(draft)
            parts += ("" if value is None else str(value), literal)
        return "".join(parts)

    return joined


def _constant(value: Any) -> Maker:
    return lambda _: value


def compile_recipe_expression(text: str, scope: Scope) -> Maker:
    """The maker of an expression, given without its `$`.

    Raises:
        RecipeError: Where there is none such.
    """
    head, _, rest = text.partition(".")
    if head in SUBJECTS:
        if rest not in SUBJECTS[head]:
            raise scope.spot.unknown(f"member of ${head}", rest, SUBJECTS[head])
        read = attrgetter(f"{head}.{rest}")
        return lambda draft: read(draft.subjects)
    if head == "field":
        return _field(rest, scope)
    if head in ("parent", "grandparent"):
        return _ancestor(head, rest, scope)
    if head in ("hex", "digits"):
        return _characters(head, rest, scope)
    if text == "index":
        return lambda draft: draft.row.index
    if text == "uuid":
        return lambda draft: draw_uuid(draft.random)
    if head in ("index", "uuid"):
        raise scope.spot.error(f"${head} has no members")
    raise scope.spot.unknown("expression", f"${text}", [f"${name}" for name in HEADS])


def _field(path: str, scope: Scope) -> Maker:
    name, *members = path.split(".")
    if name not in scope.fields:
        raise scope.spot.unknown("earlier field", name, scope.fields)
    scope.used.add(name)
    return lambda draft: _member(draft.row.values.get(name), members)


def _ancestor(head: str, path: str, scope: Scope) -> Maker:
    level = 0 if head == "parent" else 1
    if level >= len(scope.ancestors):
        raise scope.spot.error(f"there is no ${head} here; `per: RESOURCE` gives a group its parents")
    name, *members = path.split(".")
    if name not in scope.ancestors[level]:
        raise scope.spot.unknown(f"field of ${head}", name, scope.ancestors[level])

    def read(draft: Draft) -> Any:
        row = draft.row.parent
        if level and row is not None:
            row = row.parent
        return _member(row.get(name), members) if row is not None else None

    return read


def _member(value: Any, path: list[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _characters(head: str, count: str, scope: Scope) -> Maker:
    if not count.isdecimal() or not 1 <= int(count) <= 256:
        raise scope.spot.error(f"${head} needs a length from 1 to 256, as in ${head}.12")
    alphabet, length = ("0123456789abcdef" if head == "hex" else string.digits), int(count)
    return lambda draft: "".join(draft.random.choices(alphabet, k=length))
