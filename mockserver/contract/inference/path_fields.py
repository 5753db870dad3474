"""Path parameters that name no row: the property of the rows below that has their name tells which rows these are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mockserver.contract.inference.identity import fits
from mockserver.contract.inference.operations import Param
from mockserver.contract.inference.relations import InferredReference, Parent
from mockserver.contract.inference.resources import InferredResource
from mockserver.contract.inference.shown_keys import examples_of
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.uses import Use, of_each_resource
from mockserver.contract.inference.words import norm

Parents = Mapping[int, list[Parent]]  # of each operation, by its identity


def with_fields(shapes: Structures, uses: Sequence[Use], parents: Parents) -> Parents:
    """What the parameters of each path name, those that name no row told by a property where a client can know it.

    That is where the document shows a value of the parameter or lists all there are, or where another list shows the
    rows whatever their value is: no client could ask for what stands in made up rows alone.

    Args:
        shapes, uses: The document's.
        parents: As the paths tell them.
    """
    found = dict(parents)
    for own in of_each_resource(uses).values():
        told = dict(_told(shapes, own[0].resource, own, parents))
        for use in own if told else ():
            found[id(use.op)] = [_with(parent, told) for parent in parents[id(use.op)]]
    return found


def _with(parent: Parent, told: Mapping[str, InferredReference]) -> Parent:
    if parent.target or parent.reference is not None or parent.param not in told:
        return parent
    return replace(parent, reference=told[parent.param])


def _told(
    shapes: Structures, resource: InferredResource, uses: Sequence[Use], parents: Parents
) -> Iterator[tuple[str, InferredReference]]:
    """The parameters that a property of the rows tells, each with it."""
    lists = [use.route.params for use in uses if use.behaviour == "list"]
    for use in uses:
        for parent in parents[id(use.op)]:
            param = use.op.path_param(parent.param)
            if param is None or parent.target or parent.reference is not None:
                continue
            held = _held(shapes, resource, param)
            known = any(parent.param not in params for params in lists) or param.shape.options
            if held is not None and (known or shown_of(shapes, resource, param)):
                field = held[0]
                why = f"`{field}` has the name of {{{parent.param}}}, which is no row of a list"
                yield parent.param, InferredReference(field, "", hidden=False, why=why)


def shown_of(shapes: Structures, resource: InferredResource, param: Param) -> Sequence[str | int]:
    """The values that a document shows of a parameter which the property of its name may have."""
    held = _held(shapes, resource, param)
    if held is None:
        return ()
    found = examples_of(shapes, param)
    if held[1].kind == "integer":
        return [int(each) for each in found if str(each).isdecimal()]
    return [each for each in found if isinstance(each, str) or held[1].kind == "number"]


def _held(shapes: Structures, resource: InferredResource, param: Param) -> tuple[str, Structure] | None:
    """The property with the name of a parameter that may have its values, None without."""
    for row in resource.shown:
        name = shapes.names(row).get(norm(param.name))
        if name is not None:
            held = shapes.member(row, name)
            return (name, held) if held.is_scalar and fits(param.shape, held) else None
    return None
