"""Requests about several rows at once: an array of rows to make or change, an array of keys to delete."""

from collections.abc import Collection as Keys
from collections.abc import Iterator, Sequence

from mockserver.contract.inference.envelopes import likeness
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.paging import paging_of
from mockserver.contract.inference.resources import Collection, InferredResource, Methods, Paths
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import norm, singular
from mockserver.contract.model import Open

WRITING = frozenset({"post", "put", "patch"})
KEYS = frozenset({"id", "ids", "key", "keys", "uuid", "uuids"})


def with_bulk(
    reader: Reader, paths: Paths, resources: Sequence[InferredResource], uses: Sequence[Use]
) -> list[Use]:
    """Uses, and those of several rows at once: of operations on collections and right below them without another.

    Args:
        reader, paths, resources: The document's.
        uses: Those of one row each, and lists.
    """
    more = _bulk(reader, paths, resources, {id(use.op) for use in uses})
    return [*uses, *{id(use.op): use for use in more}.values()]


def still_open(left: Sequence[Open], uses: Sequence[Use]) -> list[Open]:
    """The questions about operations of which no use was found."""
    decided = {use.op.pointer for use in uses}
    return [each for each in left if each.pointer not in decided]


def _bulk(
    reader: Reader, paths: Paths, resources: Sequence[InferredResource], used: Keys[int]
) -> Iterator[Use]:
    for resource in resources:
        for collection in resource.collections:
            below = (key for key in paths.below.get(collection.key, ()) if not key.endswith("{}"))
            for key in (collection.key, *below):
                yield from _at(reader, resource, collection, paths.by_key.get(key, {}), used)


def _at(
    reader: Reader, resource: InferredResource, collection: Collection, methods: Methods, used: Keys[int]
) -> Iterator[Use]:
    for method, (op, route) in methods.items():
        if id(op) in used or "behaviour" in op.mock or op.body is None or paging_of(op).style:
            continue
        place, element = _array(reader, op, op.body)
        many = f"$request.body#/{place}" if place else "$request.body"
        if element is None:
            continue
        if method in WRITING and collection.row is not None and _is_row(reader, collection.row, element):
            why = f"{op.name} takes an array of rows"
            yield Use(op, route, resource, "upsert", False, why, many)
        elif method == "delete" and element.is_scalar and (not place or _names_keys(place, collection.noun)):
            yield Use(op, route, resource, "delete", False, f"{op.name} takes an array of keys", many)


def _array(reader: Reader, op: Op, body: Structure) -> tuple[str, Structure | None]:
    """Where a body has its array, and what is in it: the body itself, or its only property."""
    if body.kind == "array":
        return "", reader.shapes.element(body)
    arrays = [(name, each) for name, each in reader.shapes.members(body) if each.kind == "array"]
    if len(arrays) == 1 and len(body.properties) == 1 and "/" not in arrays[0][0]:
        return arrays[0][0], reader.shapes.element(arrays[0][1])
    return "", None


def _is_row(reader: Reader, row: Structure, element: Structure) -> bool:
    return element.is_object and bool(row.properties) and likeness(reader.shapes, row, element) >= 0.5


def _names_keys(name: str, noun: str) -> bool:
    """Whether a property holds keys: `ids`, `pet_ids`, `pets`."""
    word = norm(name)
    return word in KEYS or singular(word.removesuffix("ids").removesuffix("id")) == singular(noun)
