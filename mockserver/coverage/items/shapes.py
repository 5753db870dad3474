"""What a value can cover: enumerations, bounds and optional members of a schema, at any depth."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document, escape
from mockserver.contract.placed_nodes import DocumentNode, resolved
from mockserver.coverage.items.item import Item

MAX_DEPTH = 8  # objects and arrays inside one another
COMPOSITIONS = ("allOf", "oneOf", "anyOf")
# Which keyword bounds which measure of a value.
MEASURES = {
    "minimum": "value", "maximum": "value", "exclusiveMinimum": "value", "exclusiveMaximum": "value",
    "minLength": "length", "maxLength": "length", "minItems": "items", "maxItems": "items",
    "minProperties": "members", "maxProperties": "members",
}  # fmt: skip
BESIDE = {"exclusiveMinimum": 1, "exclusiveMaximum": -1}  # the nearest integer that is allowed


@dataclass(slots=True)  # filled while its schema is read, which may lead back to it
class Shape:
    """What values at one place can cover, and the shapes inside.

    Attributes:
        values: By text, the items of enumerated values.
        bounds: By measure and number, the items of bounds.
        members: The shapes of an object's members, by name; only those with something to cover.
        optional: The items of optional members, by name.
        element: The shape of an array's elements.
    """

    values: dict[str, Item] = field(default_factory=dict)
    bounds: dict[str, dict[float, list[Item]]] = field(default_factory=dict)
    members: "dict[str, Shape]" = field(default_factory=dict)
    optional: dict[str, Item] = field(default_factory=dict)
    element: "Shape | None" = None

    def __bool__(self) -> bool:
        """Whether there is anything to cover."""
        return bool(self.values or self.bounds or self.members or self.optional or self.element)

    def items(self) -> Iterator[Item]:
        """Everything that can be covered here and inside."""
        yield from self.values.values()
        for found in self.bounds.values():
            for items in found.values():
                yield from items
        yield from self.optional.values()
        for member in self.members.values():
            yield from member.items()
        if self.element is not None:
            yield from self.element.items()


def value_text(value: Any) -> str:
    """A value of an enumeration as names show it: strings bare, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)


class ShapeCompiler:
    """Makes the shapes of one operation's parameters and body."""

    def __init__(self, document: Document, vendor: str, operation: str, *, fields: bool) -> None:
        """Take the operation, and whether optional members are items, as they are in bodies."""
        self._document = document
        self._item = partial(Item, vendor)
        self._operation = operation
        self._fields = fields

    def shape(
        self, node: DocumentNode, path: str, above: frozenset[str] = frozenset(), depth: int = 0
    ) -> Shape:
        """The shape of the schema at a node.

        Args:
            node: Of the schema.
            path: The name of its values: `query.limit`, `body.address`.
            above: Pointers of the schemas that it stands in; one that comes again is not entered.
            depth: How deep it stands.
        """
        shape: Shape = Shape()
        parts = list(self._parts(node))
        above = above | {pointer for _, pointer in parts}
        whole = resolved(self._document, node).value
        needed = schemas.required(self._document, whole)
        for part in parts:
            self._values(part, path, shape)
            self._bounds(part, path, shape, whole)
            if depth < MAX_DEPTH:
                self._inside(part, path, shape, needed, above, depth)
        return shape

    def _parts(self, node: DocumentNode, depth: int = 0) -> Iterator[DocumentNode]:
        """The schema, and those that it is composed of."""
        found = resolved(self._document, node)
        if not isinstance(found.value, dict) or depth > MAX_DEPTH:
            return
        yield found
        for keyword in COMPOSITIONS:
            for index, part in enumerate(found.value.get(keyword) or ()):
                yield from self._parts(DocumentNode(part, f"{found.pointer}/{keyword}/{index}"), depth + 1)

    def _values(self, part: DocumentNode, path: str, shape: Shape) -> None:
        places = [(value, f"enum/{index}") for index, value in enumerate(part.value.get("enum") or ())]
        for keyword in ("oneOf", "anyOf"):  # an enumeration whose values are described
            for index, each in enumerate(part.value.get(keyword) or ()):
                if isinstance(each, dict) and "const" in each:
                    places.append((each["const"], f"{keyword}/{index}/const"))
        for value, where in places:
            text = value_text(value)
            item = self._item("enums", self._operation, f"{path}={text}", f"{part.pointer}/{where}")
            shape.values.setdefault(text, item)

    def _bounds(self, part: DocumentNode, path: str, shape: Shape, whole: Any) -> None:
        for keyword, measure in MEASURES.items():
            limit = part.value.get(keyword)
            edge = self._edge(part.value, keyword, limit, whole)
            if edge is None:
                continue
            name = f"{path} {keyword}={value_text(limit)}"
            item = self._item("boundaries", self._operation, name, f"{part.pointer}/{keyword}")
            items = shape.bounds.setdefault(measure, {}).setdefault(edge, [])
            if item not in items:
                items.append(item)

    def _edge(self, node: Mapping[str, Any], keyword: str, limit: Any, whole: Any) -> float | None:
        """The value that meets a bound exactly; None where there is no such bound, or no such value."""
        if isinstance(limit, bool) or not isinstance(limit, int | float):
            return None
        whole_numbers = (
            "number" not in (admitted := schemas.types(self._document, whole)) and "integer" in admitted
        )
        exclusive = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(keyword, keyword)
        if exclusive not in BESIDE or (exclusive != keyword and node.get(exclusive) is not True):
            return limit
        return limit + BESIDE[exclusive] if whole_numbers and limit == int(limit) else None

    def _inside(
        self,
        part: DocumentNode,
        path: str,
        shape: Shape,
        needed: frozenset[str],
        above: frozenset[str],
        depth: int,
    ) -> None:
        properties = part.value.get("properties")
        for name, member in properties.items() if isinstance(properties, dict) else ():
            node = resolved(self._document, DocumentNode(member, f"{part.pointer}/properties/{escape(name)}"))
            if not isinstance(node.value, dict) or node.value.get("readOnly") is True:
                continue
            inner = f"{path}.{name}"
            if self._fields and name not in needed and name not in (part.value.get("required") or ()):
                item = self._item("fields", self._operation, inner, node.pointer)
                shape.optional.setdefault(name, item)
            if node.pointer not in above:
                add_shape(shape.members, name, self.shape(node, inner, above, depth + 1))
        if "items" in part.value:
            node = resolved(self._document, DocumentNode(part.value["items"], f"{part.pointer}/items"))
            if node.pointer not in above:
                element = self.shape(node, f"{path}[]", above, depth + 1)
                found = {"": shape.element} if shape.element else {}
                add_shape(found, "", element)
                shape.element = found.get("")


def add_shape(shapes: dict[str, Shape], name: str, shape: Shape) -> None:
    """Add what a shape has to the one of that name; a shape with nothing to cover is left out."""
    if not shape:
        return
    known = shapes.get(name)
    if known is None:
        shapes[name] = shape
        return
    known.values = shape.values | known.values
    for measure, numbers in shape.bounds.items():
        for number, items in numbers.items():
            there = known.bounds.setdefault(measure, {}).setdefault(number, [])
            there += [item for item in items if item not in there]
    known.optional = shape.optional | known.optional
    for inner, member in shape.members.items():
        add_shape(known.members, inner, member)
    if shape.element is not None:
        found = {"": known.element} if known.element else {}
        add_shape(found, "", shape.element)
        known.element = found.get("")
