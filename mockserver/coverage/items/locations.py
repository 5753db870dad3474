"""Where things stand in a document once their `$ref`s are followed."""

from typing import Any, NamedTuple

from mockserver.contract.document import Document, escape, steps

MAX_REFERENCES = 100  # one after the other; a circle ends here


class Place(NamedTuple):
    """A node of a document, and the pointer to it that no `$ref` stands on."""

    node: Any
    pointer: str

    def down(self, document: Document, *keys: str | int) -> "Place":
        """The place below this one; a node of None where there is none."""
        place = self
        for key in keys:
            holder, pointer = resolved(document, place)
            pointer = f"{pointer}/{escape(str(key))}"
            try:
                place = Place(holder[int(key)] if isinstance(holder, list) else holder[key], pointer)
            except (KeyError, IndexError, TypeError, ValueError):
                return Place(None, pointer)
        return resolved(document, place)


def resolved(document: Document, place: Place) -> Place:
    """The place that a `$ref` leads to; the place itself where there is none, or where it leads nowhere."""
    for _ in range(MAX_REFERENCES):
        if not isinstance(place.node, dict) or not isinstance(place.node.get("$ref"), str):
            break
        reference = place.node["$ref"]
        try:
            place = Place(document.at(reference), "".join(f"/{escape(step)}" for step in steps(reference)))
        except KeyError:
            break
    return place


def at(document: Document, pointer: str) -> Place:
    """The place that a pointer leads to, through any `$ref` on the way."""
    return Place(document.data, "").down(document, *steps(pointer))
