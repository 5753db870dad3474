"""Paths that call procedures, `/users.list`, `/users/info`, `/createUser`: rows whose key is in a query or a body."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.contract.inference.envelopes import ListedRows, likeness, rows_in, single_in
from mockserver.contract.inference.identity import identity_of
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.resources import Collection, InferredResource, Methods
from mockserver.contract.inference.routes import PathRoute, route_of
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import norm, singular

VERBS: Mapping[str, str] = {
    "list": "list", "create": "create", "add": "create", "get": "get", "info": "get", "read": "get", "retrieve": "get",
    "show": "get", "update": "update", "edit": "update", "modify": "update", "delete": "delete", "remove": "delete",
}  # fmt: skip
BEFORE = re.compile(r"(list|create|get|update|delete|remove|add)(?:[_-](?=\w)|(?=[A-Z]))([\w-]+)")
KEYED = frozenset({"get", "update", "delete", "act"})


@dataclass(frozen=True, slots=True)
class Procedure:
    """An operation whose path says what it does.

    Attributes:
        op: The operation.
        route: Its path without the verb, which is beside it.
        behaviour: What the verb says; `act` for a verb of its own.
    """

    op: Op
    route: PathRoute
    behaviour: str


@dataclass(frozen=True, slots=True)
class Called:
    """The procedures on the rows of one resource.

    Attributes:
        resource: The resource.
        uses: What they do.
    """

    resource: InferredResource
    uses: Sequence[Use]


def called_in(reader: Reader, ops: Sequence[Op]) -> tuple[list[InferredResource], list[Use]]:
    """The resources that procedures make or list, and read, change or delete by a key outside a path; and uses."""
    groups: dict[tuple[str, str], list[Procedure]] = defaultdict(list)
    for op in ops:
        procedure = _procedure(op)
        if procedure is not None:
            groups[procedure.route.parent.key, singular(procedure.route.noun)].append(procedure)
    found = [each for group in groups.values() if (each := _called(reader, group)) is not None]
    return [each.resource for each in found], [use for each in found for use in each.uses]


def _procedure(op: Op) -> Procedure | None:
    """What a path calls; None for a path that calls nothing."""
    if op.method not in ("get", "post") or "{" in op.path or "behaviour" in op.mock:
        return None
    *before, last = route_of(op.path).segments or ("",)
    noun, dot, verb = last.rpartition(".")
    if dot and noun:
        before = [*before, *noun.split(".")]
    elif norm(last) in VERBS and before:
        verb = last
    elif said := BEFORE.fullmatch(last):
        before, verb = [*before, said[2]], said[1]
    else:
        return None
    behaviour = VERBS.get(norm(verb), "act" if dot and op.method == "post" else "")
    return Procedure(op, PathRoute(tuple(before), verb), behaviour) if behaviour else None


def _called(reader: Reader, procedures: Sequence[Procedure]) -> Called | None:
    """The resource of procedures, and what they do; None where they do not make one."""
    does = {procedure.behaviour for procedure in procedures}
    if not ({"list", "create"} & does and {"get", "update", "delete"} & does and {"list", "get"} & does):
        return None
    rows = next((found for each in procedures if (found := _listed(reader, each)) is not None), None)
    shown = list(_shown(reader, procedures, rows.row if rows is not None else None))
    if not shown or len(shown[0].properties) < 2:
        return None
    first = procedures[0].route
    main = Collection(first.key, first, _first(procedures, "list"), _first(procedures, "get"), rows, shown)
    said = ", ".join(f"{each.op.name} ({each.behaviour})" for each in procedures if each.behaviour != "act")
    resource = InferredResource("", main, why=f"procedures on rows of one kind: {said}")
    key = identity_of(reader.shapes, shown, first.noun)
    if key.hidden:
        return None
    names = {norm(key.field), *_names(reader, procedures, shown)}
    uses = [use for each in procedures if (use := _use(each, resource, names)) is not None]
    keyed = any(use.behaviour in KEYED for use in uses)
    return Called(resource, uses) if keyed and len({use.behaviour for use in uses}) > 1 else None


def _first(procedures: Sequence[Procedure], behaviour: str) -> Methods:
    """The first procedure of a behaviour, as the GET of a path would stand for it."""
    found = [("get", (each.op, each.route)) for each in procedures if each.behaviour == behaviour]
    return dict(found[:1])


def _listed(reader: Reader, procedure: Procedure) -> ListedRows | None:
    """Where a list has its rows."""
    success = procedure.op.success
    if procedure.behaviour != "list" or success is None or success.shape is None:
        return None
    return rows_in(reader.shapes, success.shape, procedure.route.noun, paged=True)


def _shown(reader: Reader, procedures: Sequence[Procedure], row: Structure | None) -> Iterator[Structure]:
    """What the procedures show of a row, what reads one first."""
    for each in procedures:
        success = each.op.success
        if each.behaviour in ("get", "create") and success is not None and success.shape is not None:
            single = single_in(reader.shapes, success.shape, row, each.route.noun)
            known = row is None or (single is not None and likeness(reader.shapes, row, single.row) >= 0.5)
            if single is not None and single.row.properties and known and each.behaviour == "get":
                yield single.row
    if row is not None:
        yield row


def _names(reader: Reader, procedures: Sequence[Procedure], shown: Sequence[Structure]) -> Iterator[str]:
    """What the key of a row may be called where one is asked for: by its noun, or as the member that shows it."""
    nouns = {singular(procedures[0].route.noun)}
    for each in procedures:
        success = each.op.success
        if each.behaviour == "get" and success is not None and success.shape is not None:
            single = single_in(reader.shapes, success.shape, shown[0], each.route.noun)
            nouns |= {norm(single.place[-1])} if single is not None and single.place else set()
    for noun in nouns - {"data", "result", "response"}:
        yield from (noun, f"{noun}id", f"{noun}uuid")
    yield "id"


def _use(procedure: Procedure, resource: InferredResource, names: set[str]) -> Use | None:
    """What one procedure does; None for one that does not say which row it is about."""
    op, route, behaviour = procedure.op, procedure.route, procedure.behaviour
    why = f"{op.name} calls `{route.verb}`"
    if behaviour not in KEYED:
        return Use(op, route, resource, behaviour, False, why)
    asked = [name for name, param in op.query.items() if norm(name) in names and param.shape.is_scalar]
    expressions = [f"$request.query.{name}" for name in asked]
    if op.body is not None:
        members = op.reader.shapes.members(op.body)
        expressions += [f"$request.body#/{n}" for n, each in members if norm(n) in names and each.is_scalar]
    return Use(op, route, resource, behaviour, False, why, "", expressions[0]) if expressions else None
