"""What was changed is read as it was sent, and no other row has changed."""

from dataclasses import replace

from mockserver.fuzzing.laws.arguments import Arguments
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.created import carried_out, hold_sent, readers
from mockserver.fuzzing.laws.world import NO_BODY
from mockserver.rows import Row

FEW = 6


def judge(trial: Trial) -> None:
    """Change a row, get it, and get another one before and after."""
    gets = readers(trial, "get")
    if not gets:
        raise NotJudged("no operation gets one", always=True)
    get, operation, world = gets[0], trial.operation, trial.world
    arguments = Arguments(world)
    rows = some_rows(trial)
    row = trial.choices.one_of(rows)
    neighbour = next((other for other in rows if other.key != row.key), None)
    beside = arguments.call(get, trial.choices, neighbour) if neighbour is not None else None
    before = world.send(get, beside) if beside is not None else None
    body, media = arguments.body(operation, trial.choices)
    if body is NO_BODY:
        raise NotJudged("it has no body", always=True)
    sent = replace(arguments.call(operation, trial.choices, row), body=body, media=media)
    carried_out(trial, operation, sent, 405)
    origin = operation.mock.origin("behaviour")
    now = next((other for other in world.rows(operation.mock.resource or "") if other.key == row.key), row)
    read = world.send(
        get, arguments.call(get, trial.choices, now)
    )  # the path may go through what was changed
    if not read.good:
        raise LawBroken(f"{get.method} {get.path} answers {read.told} to what was just changed", origin)
    hold_sent(trial, operation, sent, read, origin=origin)
    if beside is not None and before is not None and world.send(get, beside).body != before.body:
        raise LawBroken(
            f"the row {neighbour.key if neighbour else ''} has changed with the row {row.key}", origin
        )


def some_rows(trial: Trial) -> list[Row]:
    """The first rows of the operation's resource.

    Raises:
        NotJudged: When there are none.
    """
    rows = list(trial.world.rows(trial.operation.mock.resource or "")[:FEW])
    if not rows:
        raise NotJudged("there is no row")
    return rows


LAW = Law(("update",), judge)
