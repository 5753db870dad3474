"""Dropping what a client need not have sent: `readOnly` properties of a body (OpenAPI 3.0.3, Schema Object)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document

Drop = Callable[[Any], None]


@dataclass(slots=True, eq=False)  # filled while its schema is read, which may lead back to it
class ReadOnlyShape:
    """What is read-only in the values of one schema.

    Attributes:
        barred: Names of its own properties that are.
        members, elements: Its other properties' shapes, and its items'.
    """

    barred: set[str] = field(default_factory=set)
    members: "dict[str, ReadOnlyShape]" = field(default_factory=dict)
    elements: "ReadOnlyShape | None" = None


def dropper(document: Document, schema: Any) -> Drop | None:
    """What takes the readOnly properties out of a value, in place; None where the schema has none."""
    root, shapes = _shapes(document, schema)
    useful = _leading(shapes)
    if id(root) not in useful:
        return None
    for shape in shapes:
        shape.members = {name: inner for name, inner in shape.members.items() if id(inner) in useful}
        if id(shape.elements) not in useful:
            shape.elements = None
    return lambda value: _drop(value, root)


def _shapes(document: Document, schema: Any) -> tuple[ReadOnlyShape, list[ReadOnlyShape]]:
    """The shape of a schema, and those of all that it reaches: one for each, as they may refer to each other."""
    shapes: dict[int, ReadOnlyShape] = {}
    waiting: list[tuple[ReadOnlyShape, Any]] = []

    def shape_of(member: Any) -> ReadOnlyShape:
        found = document.resolve(member)
        if id(found) not in shapes:
            shapes[id(found)] = ReadOnlyShape()
            waiting.append((shapes[id(found)], found))
        return shapes[id(found)]

    root = shape_of(schema)
    while waiting:
        shape, found = waiting.pop()
        telling = schemas.tags(document, found)
        for name, member in schemas.properties(document, found).items():
            inner = document.resolve(member)
            if isinstance(inner, dict) and inner.get("readOnly") is True and name not in telling:
                shape.barred.add(name)
            else:
                shape.members[name] = shape_of(inner)
        if items := schemas.items(document, found):
            shape.elements = shape_of(items)
    return root, list(shapes.values())


def _leading(shapes: list[ReadOnlyShape]) -> set[int]:
    """The identities of the shapes that lead to something read-only, at once or by others."""
    above: dict[int, list[ReadOnlyShape]] = {}
    for shape in shapes:
        for inner in (*shape.members.values(), *([shape.elements] if shape.elements else [])):
            above.setdefault(id(inner), []).append(shape)
    waiting = [shape for shape in shapes if shape.barred]
    found = {id(shape) for shape in waiting}
    while waiting:
        for shape in above.get(id(waiting.pop()), ()):
            if id(shape) not in found:
                found.add(id(shape))
                waiting.append(shape)
    return found


def _drop(value: Any, root: ReadOnlyShape) -> None:
    waiting = [(value, root)]
    while waiting:
        value, shape = waiting.pop()
        if isinstance(value, dict):
            for name in shape.barred:
                value.pop(name, None)
            waiting += [(value[name], inner) for name, inner in shape.members.items() if name in value]
        elif isinstance(value, list) and shape.elements is not None:
            waiting += [(element, shape.elements) for element in value]
