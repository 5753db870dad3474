"""What nobody lists and nobody makes: settings, a profile, an item of a path alone, which are read and written."""

from collections.abc import Collection as Keys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mockserver.contract.inference.envelopes import likeness, single_in
from mockserver.contract.inference.file_uses import gives_file, upload_of
from mockserver.contract.inference.identity import HIDDEN_KEY, RowKey, identity_of
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.paging import paging_of
from mockserver.contract.inference.relations import HIDDEN, InferredReference, Parent, Relations
from mockserver.contract.inference.resources import Collection, InferredResource, Methods, Paths, name_all
from mockserver.contract.inference.structure import EMPTY, Structure
from mockserver.contract.inference.uses import Use

WRITING = ("put", "patch", "post")
MISSING = frozenset({"404", "410", "4XX", "DEFAULT"})
STANDING_KEY = RowKey(HIDDEN_KEY, EMPTY, "all that its path says identifies it")


def standing_of(
    reader: Reader, paths: Paths, others: Sequence[InferredResource], used: Keys[int]
) -> list[list[Use]]:
    """The uses of each resource whose rows stand for paths: those of which nothing else is known.

    Args:
        reader, paths: The document's.
        others: Its other resources.
        used: The identities of the operations on these.
    """
    known = {collection.key for resource in others for collection in resource.collections}
    found: list[list[Use]] = []
    for key in sorted(paths.by_key, key=lambda key: (key.count("{}"), key)):
        methods = paths.by_key[key]
        free = all(id(op) not in used and "behaviour" not in op.mock for op, _ in methods.values())
        if not free or key in known or key.rpartition("/")[0] in known:
            continue
        uses = list(_uses(reader, key, methods)) or list(_of_files(reader, key, methods))
        if uses:
            found.append(uses)
    name_all([uses[0].resource for uses in found], {resource.name for resource in others})
    return found


def _uses(reader: Reader, key: str, methods: Methods) -> Iterator[Use]:
    """What is read and written at a path; nothing where its GET answers no object, or nothing changes that."""
    if "get" not in methods:
        return
    op, route = methods["get"]
    row = _read(reader, op, route.noun)
    if row is None or not route.noun:
        return
    writes = [
        method
        for method in WRITING
        if method in methods and _writes(reader, methods[method][0], row, route.noun)
    ]
    deletes = "delete" in methods and not MISSING.isdisjoint(op.statuses())
    if not writes and not (deletes and not route.hole and {"404", "410"} & op.statuses()):
        return
    if route.hole and not {"put", "patch"} & set(writes):
        return
    which = f"what {op.name} answers"
    evidence = f"{which} is changed on the same path, and no list has it"
    resource = InferredResource("", Collection(key, route, methods, {}, None, [row]), why=evidence)
    yield Use(op, route, resource, "get", False, f"{op.name} answers one object, and no list has it")
    for method in writes:
        its = methods[method][0]
        yield Use(its, methods[method][1], resource, "update", False, f"{its.name} takes {which}")
    if deletes:
        its = methods["delete"][0]
        yield Use(
            its, methods["delete"][1], resource, "delete", False, f"{its.name} is on the path of {which}"
        )


def _of_files(reader: Reader, key: str, methods: Methods) -> Iterator[Use]:
    """What is written at a path as it is, and read there; nothing where its GET answers no bytes, or nothing writes."""
    if "get" not in methods or not gives_file(methods["get"][0]):
        return
    op, route = methods["get"]
    resource = InferredResource(
        "",
        Collection(key, route, methods, {}, None, []),
        why=f"{op.name} answers a file that is written there",
    )
    writes = [
        Use(
            *methods[method],
            resource,
            "update",
            False,
            f"{methods[method][0].name} takes what {op.name} answers",
        )
        for method in WRITING
        if method in methods
    ]
    writes = [use for use in writes if upload_of(reader.shapes, use) is not None]
    if not writes:
        return
    yield Use(op, route, resource, "get", False, f"{op.name} answers a file, and no list has it")
    yield from writes
    if "delete" in methods:
        why = f"{methods['delete'][0].name} is on the path of what {op.name} answers"
        yield Use(*methods["delete"], resource, "delete", False, why)


def _read(reader: Reader, op: Op, noun: str) -> Structure | None:
    """The object that a GET answers, None where it answers none, or pages."""
    shape = op.success.shape if op.success else None
    if shape is None or "array" in shape.kinds or paging_of(op).style:
        return None
    single = single_in(reader.shapes, shape, None, noun)
    return single.row if single is not None and single.row.properties else None


def _writes(reader: Reader, op: Op, row: Structure, noun: str) -> bool:
    """Whether an operation takes the properties of a row."""
    if op.body is None:
        return False
    single = single_in(reader.shapes, op.body, row, noun)
    return single is not None and likeness(reader.shapes, row, single.row) >= 0.5


def places_of(reader: Reader, relations: Relations, use: Use) -> list[Parent]:
    """What each parameter of a path is of the row that stands for it: a parent, a property, or hidden."""
    shapes, row = reader.shapes, use.resource.main.row or EMPTY
    found = []
    for parent in relations.parents(use.resource, use.route, skip_last=False):
        if parent.target or parent.reference is not None:
            found.append(parent)
            continue
        field = shapes.names(row).get("".join(filter(str.isalnum, parent.param.lower())), "")
        if parent.param == use.route.hole:
            field = identity_of(shapes, [row], use.route.noun, use.op, parent.param).field
        hidden = field in ("", HIDDEN_KEY) or not shapes.member(row, field).is_scalar
        field = f"{HIDDEN}{parent.param}" if hidden else field
        why = f"{{{parent.param}}} tells one from the other"
        found.append(replace(parent, reference=InferredReference(field, "", hidden, why)))
    return found
