"""Telling which items of a shape a value covers: the shape, made into functions once per operation."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.coverage.items.item import Item
from mockserver.coverage.items.shapes import Shape, value_text

IndexOf = Mapping[Item, int]
AddCovered = Callable[[Any, set[int]], None]  # adds the indexes of the items that a value covers
# What bounds measure of a value, by its type; a boolean is no number here, and 1 and 1.0 are one key.
MEASURE_OF = {str: "length", int: "value", float: "value", list: "items", dict: "members"}


def compile_shape(shape: Shape, index_of: IndexOf) -> AddCovered | None:
    """What adds the items that values of a shape cover; None where there is nothing to cover."""
    parts = [
        part
        for part in (_values(shape, index_of), _bounds(shape, index_of), _inside(shape, index_of))
        if part
    ]
    if len(parts) < 2:
        return parts[0] if parts else None

    def every(value: Any, found: set[int]) -> None:
        for part in parts:
            part(value, found)

    return every


def _values(shape: Shape, index_of: IndexOf) -> AddCovered | None:
    indexes = {text: index_of[item] for text, item in shape.values.items()}

    def values(value: Any, found: set[int]) -> None:
        index = indexes.get(value if type(value) is str else value_text(value))
        if index is not None:
            found.add(index)

    return values if indexes else None


def _bounds(shape: Shape, index_of: IndexOf) -> AddCovered | None:
    measures = {
        measure: {number: [index_of[item] for item in items] for number, items in numbers.items()}
        for measure, numbers in shape.bounds.items()
    }

    def bounds(value: Any, found: set[int]) -> None:
        measure = MEASURE_OF.get(type(value), "")
        if measure in measures:
            found.update(measures[measure].get(value if measure == "value" else len(value), ()))

    return bounds if measures else None


def _inside(shape: Shape, index_of: IndexOf) -> AddCovered | None:
    optional = {name: index_of[item] for name, item in shape.optional.items()}
    below = {
        name: made for name, member in shape.members.items() if (made := compile_shape(member, index_of))
    }
    names = {name: (optional.get(name), below.get(name)) for name in [*optional, *below]}
    element = compile_shape(shape.element, index_of) if shape.element is not None else None

    def inside(value: Any, found: set[int]) -> None:
        if type(value) is dict:
            for name, member in value.items():
                if name in names:
                    index, deeper = names[name]
                    if index is not None:
                        found.add(index)
                    if deeper is not None:
                        deeper(member, found)
        elif element is not None and type(value) is list:
            for each in value:
                element(each, found)

    return inside if names or element else None
