"""Schemas as inference compares them: their parts put together, each kept for all who refer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document, escape
from mockserver.contract.inference.words import norm

SCALARS = frozenset({"string", "integer", "number", "boolean"})
Raw = tuple[Any, str]  # a schema as it is written, and where


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """A schema with its `$ref`s followed and its compositions put together.

    Attributes:
        node: The schema that stands at its place.
        pointer: That place.
        kinds: The JSON types that it admits but for null; empty where it does not say.
        nullable: Whether it says that null is a value of it.
        properties: What is written of each property, and where.
        required: Names that every instance has.
        items: What is written of an array's items, None where nothing is.
        facts: Keywords of scalars, found here or in a part: `enum`, `format`, `pattern`, `default`, ...
    """

    node: Mapping[str, Any]
    pointer: str
    kinds: frozenset[str] = frozenset()
    nullable: bool = False
    properties: Mapping[str, Raw] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Raw | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The one type that it admits beside null; empty where it says none, or several."""
        if len(self.kinds) == 1:
            return next(iter(self.kinds))
        return "number" if self.kinds == {"integer", "number"} else ""

    @property
    def is_object(self) -> bool:
        """Whether its values are objects."""
        return self.kind == "object" or (not self.kinds and bool(self.properties))

    @property
    def is_scalar(self) -> bool:
        """Whether its values are texts, numbers or truth values."""
        return bool(self.kinds) and self.kinds <= SCALARS

    @property
    def format(self) -> str:
        """Its format, empty without one."""
        return str(self.facts.get("format", ""))

    @property
    def options(self) -> list[Any]:
        """The values that it is limited to, null left out; empty where it is not."""
        return [value for value in self.facts.get("enum", ()) if value is not None]

    @property
    def is_date(self) -> bool:
        """Whether its values are dates or times."""
        return self.format in ("date", "date-time", "time")


EMPTY = Structure({}, "")
FACTS = (
    "format", "pattern", "maxLength", "default", "minimum", "maximum", "example", "examples", "readOnly", "writeOnly",
)  # fmt: skip


class Structures:
    """The shapes of a document's schemas."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._made: dict[int, Structure] = {}
        self._names: dict[int, Mapping[str, str]] = {}
        self._kinds: dict[int, Mapping[str, frozenset[str]]] = {}
        self._targets: dict[str, tuple[Mapping[str, Any], str]] = {}

    def follow(self, raw: Any, pointer: str) -> tuple[Mapping[str, Any], str]:
        """What a node is, and where it stands, `$ref`s followed; an empty mapping for what is none."""
        if not isinstance(raw, dict):
            return {}, pointer
        ref = raw.get("$ref")
        if not isinstance(ref, str):
            return raw, pointer
        found = self._targets.get(ref)
        if found is None:
            found = self._targets[ref] = self._target(ref)
        return found

    def _target(self, ref: str) -> tuple[Mapping[str, Any], str]:
        """What a `$ref` leads to, and where that stands."""
        for _ in range(100):
            pointer = ref.removeprefix("#")
            try:
                raw = self._document.at(pointer)
            except KeyError:
                break
            if not isinstance(raw, dict):
                break
            if not isinstance(raw.get("$ref"), str):
                return raw, pointer
            ref = raw["$ref"]
        return {}, ref.removeprefix("#")

    def of(self, raw: Any, pointer: str) -> Structure:
        """The shape of a schema."""
        node, place = self.follow(raw, pointer)
        found = self._made.get(id(node))
        if found is None or found.node is not node:
            found = self._made[id(node)] = self._make(node, place)
        return found

    def member(self, shape: Structure, name: str) -> Structure:
        """The shape of a property; an empty one for a property that is not declared."""
        return self.of(*shape.properties[name]) if name in shape.properties else EMPTY

    def members(self, shape: Structure) -> Iterator[tuple[str, Structure]]:
        """Each property's name and shape."""
        return ((name, self.of(raw, place)) for name, (raw, place) in shape.properties.items())

    def element(self, shape: Structure) -> Structure:
        """The shape of an array's items."""
        return self.of(*shape.items) if shape.items else EMPTY

    def alternatives(self, shape: Structure) -> Iterator[Structure]:
        """The shapes of which its values meet one, or any."""
        for keyword in ("oneOf", "anyOf"):
            for index, raw in enumerate(shape.node.get(keyword) or ()):
                yield self.of(raw, f"{shape.pointer}/{keyword}/{index}")

    def dig(self, shape: Structure, path: tuple[str, ...]) -> Structure:
        """The shape of a member of a member."""
        for name in path:
            shape = self.member(shape, name)
        return shape

    def names(self, shape: Structure) -> Mapping[str, str]:
        """The names of a shape's properties by their normalised form; the first of each wins."""
        found = self._names.get(id(shape))
        if found is None:
            found = self._names[id(shape)] = {norm(n): n for n in reversed(list(shape.properties))}
        return found

    def kinds(self, shape: Structure) -> Mapping[str, frozenset[str]]:
        """The types of a shape's properties by their normalised name."""
        found = self._kinds.get(id(shape))
        if found is None:
            names = self.names(shape)
            found = self._kinds[id(shape)] = {n: self.member(shape, own).kinds for n, own in names.items()}
        return found

    def _make(self, node: Mapping[str, Any], pointer: str) -> Structure:
        parts = list(self._parts(node, pointer, set()))
        properties: dict[str, Raw] = {}
        required: set[str] = set()
        facts: dict[str, Any] = {}
        items = None
        for part, place, needed in reversed(parts):
            for name, raw in _mapping(part.get("properties")).items():
                properties[name] = (raw, f"{place}/properties/{escape(name)}")
            if needed:
                required |= {name for name in part.get("required") or () if isinstance(name, str)}
            if "items" in part:
                items = (part["items"], f"{place}/items")
            facts.update({name: part[name] for name in FACTS if name in part})
        facts.update(_enum(parts))
        admitted = schemas.types(self._document, node)
        return Structure(
            node,
            pointer,
            admitted - {"null"},
            "null" in admitted,
            properties,
            frozenset(required),
            items,
            facts,
        )

    def _parts(
        self, node: Mapping[str, Any], pointer: str, seen: set[int], *, needed: bool = True
    ) -> Iterator[tuple[Mapping[str, Any], str, bool]]:
        """A schema and the schemas that it is composed of, with their places and whether every instance meets them."""
        if id(node) in seen:
            return
        seen.add(id(node))
        yield node, pointer, needed
        for keyword in schemas.COMPOSING:
            for index, raw in enumerate(node.get(keyword) or ()):
                part, place = self.follow(raw, f"{pointer}/{keyword}/{index}")
                yield from self._parts(part, place, seen, needed=needed and keyword == "allOf")


def _enum(parts: list[tuple[Mapping[str, Any], str, bool]]) -> dict[str, Any]:
    """The values that any of the parts lists; none where a part that is one of several admits others."""
    found: dict[str, Any] = {}
    for part, _, _ in parts:
        for value in part.get("enum") or ([part["const"]] if "const" in part else []):
            found.setdefault(repr(value), value)
    loose = any(
        part.get("type") == "string" and "enum" not in part and "const" not in part and not needed
        for part, _, needed in parts
    )
    return {"enum": list(found.values())} if found and not loose else {}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
