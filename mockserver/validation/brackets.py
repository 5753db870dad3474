"""Names with brackets, as Rails, PHP and qs write what is nested: `a[b][]=1&a[b][c]=2`, `a[0][x]=1`, `a[][x]=1`.

OpenAPI says nothing of depth ("undefined" beyond one level of deepObject); which of an object and a list a bracket
means is what the schema admits there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.validation.coercion import Coerce, coercion
from mockserver.validation.json_text import json_or_text

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
MOST_STEPS = 32  # brackets of one name; a name with more is a name like any other
SCALARS = frozenset({"string", "integer", "number", "boolean"})


def split_name(name: str) -> tuple[str, list[str]] | None:
    """The name before the brackets, and what stands in them: `a[b][]` is `a`, `[b, '']`; None without brackets."""
    found = NAME.fullmatch(name) if name[-1:] == "]" else None
    if found is None:
        return None
    steps = found[2][1:-1].split("][")
    return (found[1], steps) if len(steps) <= MOST_STEPS else None


class Bracketed:
    """What came below one name.

    Attributes:
        texts: Its own values.
        children: By name or number, `a[b]` and `a[0]`.
        rows: In order, the values of `a[]`.
    """

    __slots__ = ("children", "rows", "texts")

    def __init__(self) -> None:
        self.texts: list[Any] = []
        self.children: dict[str, Bracketed] = {}
        self.rows: list[Any] = []

    def add(self, steps: Sequence[str], value: Any) -> None:
        """Add a value at the end of a way."""
        branch = self
        for step in steps[:-1] if steps[-1:] == [""] else steps:
            branch = branch.children.setdefault(step, Bracketed())
        (branch.rows if steps[-1:] == [""] else branch.texts).append(value)

    def is_list(self) -> bool:
        """Whether all that came below could be elements."""
        return all(name.isdecimal() and name.isascii() for name in self.children)

    def elements(self) -> list[Any]:
        """Values and branches, those with numbers first, by number."""
        numbered = sorted(
            self.children.items(), key=lambda item: (len(item[0].lstrip("0")), item[0].lstrip("0"))
        )
        return [*self.texts, *(branch for _, branch in numbered), *self.rows]


@dataclass(frozen=True, slots=True)
class BracketShape:
    """What a schema says of how its values are written.

    Attributes:
        kinds: The JSON types that it admits; none where it does not say.
        coerce: What turns text into a scalar of it.
        members: Its properties.
        items: What elements are.
        others: What members are that are no properties.
    """

    kinds: frozenset[str]
    coerce: Coerce | None
    members: Mapping[str, Any]
    items: Any
    others: Any


class Shapes:
    """The shapes of the schemas of one document, and values by them."""

    def __init__(self, document: Document, *, json: bool = False) -> None:
        """Take a document; `json` says whether an object may come as JSON, as in forms (OpenAPI 3.0.3, Encoding)."""
        self._document = document
        self._json = json
        self._known: dict[int, BracketShape] = {}

    def of(self, schema: Any) -> BracketShape:
        """The shape of a schema."""
        found = self._document.resolve(schema)
        shape = self._known.get(id(found)) if found else FREE
        if shape is None:
            others = found.get("additionalProperties") if isinstance(found, Mapping) else None
            shape = self._known[id(found)] = BracketShape(
                schemas.types(self._document, found),
                coercion(self._document, found),
                schemas.properties(self._document, found),
                schemas.items(self._document, found),
                others if isinstance(others, Mapping) else {},
            )
        return shape

    def value(self, came: Any, schema: Any) -> Any:
        """The value of a branch, or of a single value that came."""
        if not isinstance(came, Bracketed):
            return self.plain([came], schema)
        shape = self.of(schema)
        if not came.children and not came.rows:
            return self.plain(came.texts, schema)
        if came.is_list() and ("array" in shape.kinds or "object" not in shape.kinds or not came.children):
            return [self.value(element, shape.items) for element in came.elements()]
        found = {
            name: self.value(branch, shape.members.get(name, shape.others))
            for name, branch in came.children.items()
        }
        if came.rows:
            found[""] = [self.value(row, {}) for row in came.rows]  # neither an object nor a list
        return found

    def plain(self, values: Sequence[Any], schema: Any) -> Any:
        """The value of what came under one name, without brackets; what fits no better is left as it is."""
        shape = self.of(schema)
        if "array" in shape.kinds and (len(values) > 1 or not shape.kinds & SCALARS):
            return self._elements(values, shape)
        if len(values) > 1:
            return list(values)  # a scalar given twice; the schema's own `type` refuses it
        (value,) = values
        if not isinstance(value, str):
            return value
        if self._json and "object" in shape.kinds and not shape.kinds & SCALARS:
            return json_or_text(value)
        return shape.coerce(value) if shape.coerce else value

    def _elements(self, values: Sequence[Any], shape: BracketShape) -> list[Any]:
        if len(values) == 1 and isinstance(values[0], list):
            return values[0]  # a part of a form that is a list by itself
        if list(values) == [""] and self.of(shape.items).coerce is not None:
            return []
        return [self.plain([value], shape.items) for value in values]


FREE = BracketShape(frozenset(), None, {}, {}, {})
