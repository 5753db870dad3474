"""Responses: what of a row or a list stands where in each, and which status each kind of error has."""

from collections.abc import Iterator
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.error_statuses import LIKELY
from mockserver.contract.inference.descriptions import upserts
from mockserver.contract.inference.envelopes import Single, likeness, one_in_array, rows_in, single_in, union
from mockserver.contract.inference.identity import RowKey
from mockserver.contract.inference.listing_body import envelope
from mockserver.contract.inference.operations import AnswerShape, Reader
from mockserver.contract.inference.paging import Paging
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.uses import WRITING, Use
from mockserver.contract.inference.words import norm, singular
from mockserver.contract.mock import EACH
from mockserver.errors import ErrorKind

FoundValue = tuple[Any, str]  # a value, and the evidence for it


def errors_of(use: Use) -> Iterator[tuple[str, int, str]]:
    """Kinds of error whose usual status an operation does not declare, with another that it does, and why."""
    declared = use.op.statuses()
    if "DEFAULT" in declared or "4XX" in declared:
        return
    for kind in _kinds(use):
        statuses = LIKELY[kind]
        if str(statuses[0]) not in declared:
            other = next((status for status in statuses[1:] if str(status) in declared), None)
            if other is not None:
                yield kind.value, other, f"{use.op.name} declares {other}, and no {statuses[0]}"


def _kinds(use: Use) -> Iterator[ErrorKind]:
    """The kinds of error that an operation can meet."""
    op = use.op
    if op.body is not None:
        yield from (ErrorKind.MALFORMED_BODY, ErrorKind.INVALID_BODY)
    if op.params:
        yield ErrorKind.INVALID_PARAMETER
    if use.behaviour == "list":
        yield ErrorKind.INVALID_CURSOR
    if use.behaviour in WRITING:
        yield ErrorKind.CONFLICT
    if use.route.params:
        yield ErrorKind.NOT_FOUND
    if op.secured:
        yield from (ErrorKind.UNAUTHENTICATED, ErrorKind.FORBIDDEN)


RULES = ("format", "pattern", "enum")  # by which a text cannot be the key that another text is


def members_of(
    reader: Reader, use: Use, answer: AnswerShape, paging: Paging, identity: RowKey
) -> tuple[dict[str, Any], str] | None:
    """What of a result stands where in a body, by JSON pointer; None for a response without a body."""
    shapes, body = reader.shapes, answer.shape
    if body is None:
        return ({}, "its body is no JSON") if answer.has_body else None
    noun = use.resource.main.noun
    if use.behaviour == "list":
        known = (c.rows for c in use.resource.collections if c.rows is not None and c.rows.body is body)
        rows = next(known, None) or rows_in(shapes, body, use.route.noun, paged=True)
        if rows is None:
            return {}, "no array of objects in its body"
        inside = {pointer_of((*rows.place, EACH, *rows.inside)): "$row"} if rows.inside else {}
        return {pointer_of(rows.place): "$rows", **inside, **envelope(shapes, rows, paging)}, rows.why
    if use.many:
        held = rows_in(shapes, body, noun, paged=True)
        row = use.resource.main.row
        if held is None or (row is not None and likeness(shapes, row, held.row) < 0.5):
            return {}, "no array of rows in its body"
        return {pointer_of(held.place): "$rows"}, held.why
    row = use.resource.main.row
    single = single_in(shapes, body, row, noun)
    alone = one_in_array(shapes, body, row, noun)
    if alone is not None and not (
        single is not None and _shows(reader, use, row, single.row, certainly=True)
    ):
        return {pointer_of(alone.place): "$rows"}, alone.why
    if single is None:
        return {}, "its body is no object"
    if not _shows(reader, use, row, single.row):
        keys = _keys(reader, use, body, identity)
        why = f"`{next(iter(keys))[1:]}` is the key of the row" if keys else "its body has nothing of a row"
        return keys, why
    beside = _keys(reader, use, body, identity) if single.place and "jsonrpc" not in body.properties else {}
    return {pointer_of(single.place): "$row", **beside}, single.why


def _keys(reader: Reader, use: Use, body: Structure, identity: RowKey) -> dict[str, str]:
    """The member of a body that holds the key of its row, which stands elsewhere or nowhere in it."""
    noun = singular(use.resource.main.noun)
    names = [norm(identity.name), norm(identity.field), "id", f"{noun}id"]
    known = reader.shapes.names(body)
    name = next((known[each] for each in names if each in known), "")
    shape = reader.shapes.member(body, name)
    if not shape.is_scalar:
        return {}
    held = union(reader.shapes, use.resource.shown).get(identity.field, identity.param)
    if not _may_be(shape, held):
        return {}
    key = f"$row.{identity.field}"
    as_text = shape.kind == "string" and held.kind != "string"
    return {pointer_of((name,)): f"{{{key}}}" if as_text else key}


def whole_in(use: Use) -> tuple[bool, str] | None:
    """Whether a request's body is the whole row, and why; None where what it leaves out stays."""
    if use.behaviour != "update" or use.op.method != "put" or use.op.body is None or not use.op.body.required:
        return None
    return True, f"{use.op.name} is a PUT, and its body has properties that it must have: it is the whole row"


def put_there(use: Use) -> Iterator[tuple[str, str, str]]:
    """What says that a PUT makes the row that is not there: keys of its `x-mock`, with their values, and why."""
    if use.behaviour != "update" or use.op.method != "put":
        return
    statuses = [answer.status for answer in use.op.successes]
    if "201" in statuses:
        why = f"{use.op.name} is a PUT that may answer 201: a row that is not there is made"
        if len(statuses) > 1:
            yield "responses/201/outcome", "created", why
    elif upserts(use.op.said):
        why = f"{use.op.name} is said to create what it does not find"
    else:
        return
    yield "missing", "create", why


def _may_be(shape: Structure, held: Structure) -> bool:
    """Whether a member may hold a key: as a text that keeps the rules of that, or as a number that it is."""
    if "string" in shape.kinds:
        return all(shape.facts.get(rule, held.facts.get(rule)) == held.facts.get(rule) for rule in RULES)
    return held.kind == shape.kind or {held.kind, shape.kind} == {"integer", "number"}


def sent_in(reader: Reader, use: Use) -> Single | None:
    """Where in its request's body the row is; None where the row is the body."""
    row, body = use.resource.main.row, use.op.body
    if use.behaviour not in WRITING or body is None or row is None or not row.properties:
        return None
    if likeness(reader.shapes, row, body) > 0.5:
        return None  # an object in it that is nothing but an id refers to another row
    alone = one_in_array(reader.shapes, body, row, use.resource.main.noun)
    if alone is not None and use.keyed and not use.many:
        return Single((*alone.place, "0"), alone.row, body, alone.why)
    single = single_in(reader.shapes, body, row, use.resource.main.noun)
    if single is None or not single.place or likeness(reader.shapes, row, single.row) < 0.5:
        return None
    return single


def _shows(
    reader: Reader, use: Use, row: Structure | None, shown: Structure, *, certainly: bool = False
) -> bool:
    """Whether an object shows a row, or some of it; `certainly` by its properties, not by what the operation is."""
    if row is None or not row.properties or (use.behaviour == "get" and not certainly):
        return True
    return likeness(reader.shapes, row, shown) >= 0.5


def pointer_of(place: tuple[str, ...]) -> str:
    """The JSON pointer of a member."""
    return "".join(f"/{escape(name)}" for name in place)
