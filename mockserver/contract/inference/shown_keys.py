"""Keys that a document shows: the examples of the path parameters that name rows, so that what it asks for is there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.contract.inference.operations import Param
from mockserver.contract.inference.relations import Parent
from mockserver.contract.inference.structure import Structures
from mockserver.contract.inference.uses import Use

MOST_KEYS = 5  # of a resource: below each of the rows that have them, others are made


def keys_shown(
    shapes: Structures, uses: Sequence[Use], parents: Mapping[int, Sequence[Parent]]
) -> Mapping[str, list[str | int]]:
    """The keys that a document shows of each resource, by its name, the first to be asked for first.

    Args:
        shapes, uses: The document's.
        parents: Of each operation, by its identity.
    """
    found: dict[str, list[str | int]] = {}
    for use in uses:
        for name, target in _named(use, parents[id(use.op)]):
            param = use.op.path_param(name)
            keys = found.setdefault(target, [])
            for key in examples_of(shapes, param) if param is not None else ():
                if key not in keys and len(keys) < MOST_KEYS:
                    keys.append(key)
    return {name: keys for name, keys in found.items() if keys}


def _named(use: Use, parents: Sequence[Parent]) -> Iterator[tuple[str, str]]:
    """The parameters of a path that name rows, each with the resource."""
    if use.keyed and use.route.params:
        yield use.route.params[-1], use.resource.name
    for parent in parents:
        if parent.target:
            yield parent.param, parent.target


def examples_of(shapes: Structures, param: Param) -> Iterator[str | int]:
    """The texts and whole numbers that a parameter, or its schema, has for examples."""
    node, facts = param.node, param.shape.facts
    several = node.get("examples")
    held = several.values() if isinstance(several, Mapping) else ()
    found: list[Any] = [node.get("example"), *(shapes.follow(each, "")[0].get("value") for each in held)]
    listed = facts.get("examples")
    found += [facts.get("example"), *(listed if isinstance(listed, list) else ())]
    for each in found:
        if isinstance(each, str | int) and not isinstance(each, bool) and each != "":
            yield int(each) if param.shape.kind == "integer" and str(each).isdecimal() else each
