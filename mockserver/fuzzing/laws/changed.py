"""What was changed is read as it was sent, what was not sent stays, and no other row has changed."""

from dataclasses import replace

from mockserver.behaviours.patches import patched_by_schema
from mockserver.contract.mock import Origin
from mockserver.fuzzing.laws.arguments import arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.created import (
    carried_out,
    create_row,
    hold_sent,
    readers,
    sent_fields,
    set_elsewhere,
)
from mockserver.fuzzing.laws.server_under_test import NO_BODY, Answered, CallValues
from mockserver.rows import Row, dig

FEW = 6


def judge(trial: Trial) -> None:
    """Change a row, get it before and after, and another one too."""
    gets = readers(trial, "get")
    if not gets:
        raise NotJudged("no operation gets one", always=True)
    if patched_by_schema(trial.operation, trial.server.contract.document) is not None:
        raise NotJudged(
            "its body is a JSON Patch, and its schema does not tell which patches apply", always=True
        )
    get, operation, server = gets[0], trial.operation, trial.server
    arguments = arguments_of(server)
    row = one_row(trial)
    old = server.send(get, arguments.call(get, trial.choices, row))
    neighbour = next((other for other in some_rows(trial) if other.key != row.key), None)
    beside = arguments.call(get, trial.choices, neighbour) if neighbour is not None else None
    before = server.send(get, beside) if beside is not None else None
    body, media = arguments.body(operation, trial.choices)
    if body is NO_BODY:
        raise NotJudged("it has no body", always=True)
    sent = replace(arguments.call(operation, trial.choices, row), body=body, media=media)
    carried_out(trial, operation, sent)
    origin = operation.mock.origin("behaviour")
    now = next((other for other in server.rows(operation.mock.resource or "") if other.key == row.key), row)
    if arguments.leads_to(get, row) and not arguments.leads_to(get, now):
        raise NotJudged("the change moves the row below one that is not there")
    read = server.send(
        get, arguments.call(get, trial.choices, now)
    )  # the path may go through what was changed
    if not read.good:
        raise LawBroken(f"{get.method} {get.path} answers {read.outcome} to what was just changed", origin)
    hold_sent(trial, operation, sent, read, origin=origin)
    _hold_others(trial, sent, old, read, origin)
    if beside is not None and before is not None and server.send(get, beside).body != before.body:
        raise LawBroken(
            f"the row {neighbour.key if neighbour else ''} has changed with the row {row.key}", origin
        )


def _hold_others(trial: Trial, sent: CallValues, old: Answered, new: Answered, origin: Origin) -> None:
    """Hold the fields that a change did not send against what they were, where it replaces no row."""
    if trial.operation.mock.replace or not old.good or "$row" not in new.shape.places:
        return
    free = {*set_elsewhere(trial, trial.operation), *dict(sent_fields(trial, trial.operation, sent))}
    for field, place in new.shape.fields.items():
        was, is_now = (dig(answer.read("$row"), place) for answer in (old, new))
        if field not in free and was != is_now:
            raise LawBroken(
                f"{field} was {was!r}, and is {is_now!r} after a change that does not send it", origin
            )


def one_row(trial: Trial) -> Row:
    """A row to change or to delete: one that was there, or one that is created first.

    Raises:
        NotJudged: When there are none.
    """
    rows = some_rows(trial)
    creates = [o for o in readers(trial, "create") if trial.operation.path.startswith(f"{o.path}/")]
    if creates and trial.choices.number(0, 3) == 3:
        arguments = arguments_of(trial.server)
        try:
            made = create_row(trial, creates[0]).row
        except NotJudged:
            made = None
        # What a body may say of a key is not always what a path may have.
        if made and arguments.admitted(trial.operation, arguments.call(trial.operation, trial.choices, made)):
            return made
    if not rows:
        raise NotJudged("there is no row")
    row: Row = trial.choices.one_of(rows)
    return row


def some_rows(trial: Trial) -> list[Row]:
    """The first rows of the operation's resource."""
    return list(trial.server.rows(trial.operation.mock.resource or "")[:FEW])


LAW = Law(("update",), judge)
