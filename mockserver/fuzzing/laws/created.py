"""What was created is read, listed and counted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.contract.model import Operation
from mockserver.errors import ErrorKind
from mockserver.fuzzing.laws.arguments import arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.server_under_test import NO_BODY, Answered, CallValues, ServerUnderTest
from mockserver.fuzzing.laws.totals import told_number
from mockserver.fuzzing.laws.walking import Listed, Walker
from mockserver.replies.success_responses import successes
from mockserver.rows import ABSENT, Row, dig, path_of

# What no valid request of somebody who may send it is refused for, whatever the rows are.
BY_THE_REQUEST = frozenset(ErrorKind) - {
    ErrorKind.NOT_FOUND,
    ErrorKind.CONFLICT,
    ErrorKind.IN_USE,
    ErrorKind.PATCH_FAILED,
    ErrorKind.IDEMPOTENCY_MISMATCH,
}


@dataclass(frozen=True, slots=True)
class Created:
    """A row that a call created: its key as the reply shows it, what is stored, and the call."""

    key: str
    row: Row
    sent: CallValues
    answer: Answered


def create_row(trial: Trial, operation: Operation, sent: CallValues | None = None) -> Created:
    """Create a row.

    Raises:
        NotJudged: When the rows that there are refuse it, or no reply shows its key.
    """
    arguments = arguments_of(trial.server)
    if sent is None:
        sent = arguments.call(operation, trial.choices)
    body, media = arguments.body(operation, trial.choices)
    sent = replace(sent, body=body, media=media)
    answer = carried_out(trial, operation, sent)
    key = shown_key(trial.server, operation, answer)
    _as_sent(trial, operation, sent, answer, key)
    resource = operation.mock.resource or ""
    row = next((row for row in trial.server.rows(resource) if row.key == key), None)
    if row is None:
        raise LawBroken(
            f"the reply shows the key {key}, and no row has it", operation.mock.origin("behaviour")
        )
    return Created(key, row, sent, answer)


def carried_out(trial: Trial, operation: Operation, sent: CallValues) -> Answered:
    """The success of a valid call that changes rows, below rows that there are.

    Raises:
        LawBroken: When it is refused, or fails, and no row can be the reason.
        NotJudged: For another refusal; it depends on the rows.
    """
    declared = successes(operation)
    if not declared or declared[0][0] >= 300:
        raise NotJudged("the document declares no success of it", always=True)
    answer = trial.server.send(operation, sent)
    missing = answer.kind == ErrorKind.NOT_FOUND and answer.unknown is None
    if answer.status >= 500 or missing or answer.kind in BY_THE_REQUEST:
        raise LawBroken(f"a valid call is answered {answer.outcome}", operation.mock.origin("behaviour"))
    if not answer.good:
        raise NotJudged(f"every valid call is refused ({answer.status})")
    return answer


def _as_sent(trial: Trial, operation: Operation, sent: CallValues, answer: Answered, key: str) -> None:
    """Hold the key that a reply shows against the one that was sent.

    Raises:
        NotJudged: When the document does not let the reply show what it lets the request send.
    """
    field = trial.server.contract.key_of(operation.mock.resource or "")
    place = answer.shape.at(field)
    value = dict(sent_fields(trial, operation, sent)).get(field)
    if value is None or str(value) == key or place is None:
        return
    if not trial.server.vendor.services.values.fits(answer.shape.schema_at(place), value):
        raise NotJudged(f"its reply may not show the {field} that its request may have")


def shown_key(server: ServerUnderTest, operation: Operation, answer: Answered) -> str:
    """The key of the row that a reply shows, else the one at the end of its `Location`.

    Raises:
        NotJudged: When it shows none.
    """
    field = server.contract.key_of(operation.mock.resource or "")
    shown = answer.read(f"$row.{field}")
    if shown is ABSENT:
        place = answer.shape.at(field) if "$row" in answer.shape.places else None
        shown = dig(answer.read("$row"), place) if place is not None else ABSENT
    if shown is ABSENT or shown is None:
        tail = answer.headers.get("location", "").rstrip("/").rpartition("/")[2]
        if not tail or not any(row.key == tail for row in server.rows(operation.mock.resource or "")):
            raise NotJudged("no reply shows the key of what is created", always=True)
        return tail
    return str(shown)


def readers(trial: Trial, behaviour: str) -> list[Operation]:
    """The operations of a behaviour on the same resource; those of the nearest path first."""
    own = trial.operation
    kept = ("readers", own.id, behaviour)
    found = trial.server.kept.get(kept)
    if found is None:
        same = [
            o
            for o in trial.server.contract.operations
            if o.mock.behaviour == behaviour
            and o.mock.resource == own.mock.resource
            and not (o.unserved or o.mock.request_parts)
        ]
        near = own.path.rstrip("/")
        found = sorted(same, key=lambda o: (not o.path.startswith(near), len(o.path)))
        trial.server.kept[kept] = found
    return found


def judge_read(trial: Trial) -> None:
    """Create a row, and get it."""
    gets = readers(trial, "get")
    if not gets:
        raise NotJudged("no operation gets one", always=True)
    if trial.operation.mock.many is not None:
        raise NotJudged("it writes many rows", always=True)
    made = create_row(trial, trial.operation)
    get, arguments = gets[0], arguments_of(trial.server)
    sent = arguments.call(get, trial.choices, made.row)
    field = trial.server.contract.key_of(trial.operation.mock.resource or "")
    if field in dict(sent_fields(trial, trial.operation, made.sent)):
        own = [p for p in get.parameters if p.location == "path" and str(sent.path.get(p.name)) == made.key]
        if not all(arguments.fits(p, sent.path[p.name]) or arguments.fits(p, made.key) for p in own):
            raise NotJudged("the path to it does not admit the key that its body may have")
    answer = trial.server.send(get, sent)
    origin = get.mock.origin("behaviour")
    if not answer.good:
        raise LawBroken(f"{get.method} {get.path} answers {answer.outcome} to what was just created", origin)
    hold_sent(trial, trial.operation, made.sent, answer, origin=trial.operation.mock.origin("behaviour"))


def hold_sent(trial: Trial, operation: Operation, sent: CallValues, answer: Answered, *, origin: Any) -> None:
    """Hold what was sent against what is shown.

    Raises:
        LawBroken: When a field has another value.
    """
    if sent.body is NO_BODY or "$row" not in answer.shape.places:
        return
    shown = answer.read("$row")
    for field, value in sent_fields(trial, operation, sent):
        place = answer.shape.at(field)
        if place is None:
            continue
        got = dig(shown, place)
        if not _same(value, got, operation.mock.nulls) and _may_show(trial, answer, shown, place, value):
            raise LawBroken(f"{field} was sent as {value!r}, and is shown as {got!r}", origin)


def _may_show(trial: Trial, answer: Answered, shown: Any, place: tuple[str, ...], value: Any) -> bool:
    """Whether the document lets a reply show what it lets a request send, the rest of the row as it is."""
    fits = trial.server.vendor.services.values.fits
    whole = _with(shown, place, value)
    return fits(answer.shape.schema_at(place), value) and fits(answer.shape.row_schema, whole)


def _with(holder: Any, place: tuple[str, ...], value: Any) -> Any:
    """An object with another value at a place."""
    if not place:
        return value
    own = holder if isinstance(holder, Mapping) else {}
    return {**own, place[0]: _with(own.get(place[0]), place[1:], value)}


def sent_fields(trial: Trial, operation: Operation, sent: CallValues) -> Iterator[tuple[str, Any]]:
    """The stored fields that a body sets, and nothing else does, with their values."""
    if sent.body is NO_BODY:
        return
    bodies = trial.server.kept[("bodies", operation.id)]
    row = dig(sent.body, bodies.place)
    others = set_elsewhere(trial, operation)
    for field, place in bodies.fields.items():
        value = dig(row, place)
        if field not in others and value is not ABSENT:
            yield field, value


def set_elsewhere(trial: Trial, operation: Operation) -> set[str]:
    """The stored fields of an operation's row that something else than its body sets."""
    declared = trial.server.contract.resource(operation.mock.resource)
    set_here = {
        part for field in operation.mock.set for part in (field, path_of(field)[0])
    }  # and what holds it
    others = {*set_here, *declared.on_update, *operation.mock.merge, *declared.related}
    return others | {field for field, _ in arguments_of(trial.server).path_fields(operation)}


def _same(sent: Any, shown: Any, nulls: str) -> bool:
    """Whether what is shown is what was sent; it may have more members."""
    if sent is None:
        return nulls == "ignore" or shown is None or shown is ABSENT
    if isinstance(sent, Mapping) and isinstance(shown, Mapping):
        return all(_same(value, shown.get(name, ABSENT), nulls) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(shown, list):
        return len(sent) == len(shown) and all(_same(*pair, nulls) for pair in zip(sent, shown, strict=True))
    return bool(sent == shown)


def lists_of(trial: Trial) -> list[Operation]:
    """The lists that show every row of the resource below their path."""
    found = [o for o in readers(trial, "list") if o.mock.where is None]
    return [o for o in found if not any(_hides(trial, parameter) for parameter in o.parameters)]


def _hides(trial: Trial, parameter: Any) -> bool:
    rule = parameter.mock.filter
    if rule is None:
        return False
    schema = trial.server.contract.document.resolve(parameter.schema)
    return rule.op == "reveal" or (isinstance(schema, Mapping) and "default" in schema) or parameter.required


def judge_listed(trial: Trial) -> None:
    """Create a row: lists have it and the rows that they had, and count one more."""
    lists = lists_of(trial)
    if not lists:
        raise NotJudged("no operation lists every row", always=True)
    listing = trial.choices.one_of(lists)
    arguments = arguments_of(trial.server)
    walker = Walker(trial.server, arguments, listing)
    given = arguments.call(trial.operation, trial.choices)
    sent = arguments.call(listing, trial.choices, beside=(trial.operation, given))
    before = walker.everything(sent)
    made = create_row(trial, trial.operation, given)
    if not arguments.belongs(listing, sent, made.row):
        raise NotJudged("the row belongs into another list")
    after = walker.everything(sent)
    origin = listing.mock.origin("behaviour")
    grown(trial, walker, before, after, made, origin)


def grown(trial: Trial, walker: Walker, before: Listed, after: Listed, made: Created, origin: Any) -> None:
    """Hold a list after a create against the list before it."""
    if walker.shown_at(walker.key) is None:
        new = len(after.rows) - len(before.rows)
        if new != 1:
            raise LawBroken(f"the list has {new} rows more after one was created", origin)
    else:
        had, has = Counter(walker.identities(before)), Counter(walker.identities(after))
        identity = walker.identity_of(made.row)
        if identity in had:
            raise NotJudged("the create answers a row that was there")
        name = f"{walker.operation.method} {walker.operation.path}"
        if identity not in has:
            raise LawBroken(f"{name} does not list the row {identity}, which was just created", origin)
        if lost := had - has:
            raise LawBroken(f"{name} has lost the row {next(iter(lost))} after another was created", origin)
    totals = [told_number(page.answer.read("$page.total")) for page in (before.first, after.first)]
    if None not in totals and totals[1] != (totals[0] or 0) + 1:
        raise LawBroken(
            f"the total is {totals[0]}, and {totals[1]} after one more was created", walker.origin
        )


READ = Law(("create", "upsert"), judge_read)
LISTED = Law(("create",), judge_listed)
