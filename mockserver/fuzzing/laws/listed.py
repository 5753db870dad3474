"""What is listed is read: by the key that the list shows."""

from typing import Any

from mockserver.contract.model import Operation
from mockserver.fuzzing.laws.arguments import arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.created import readers
from mockserver.fuzzing.laws.walking import Walker
from mockserver.rows import ABSENT, Row, dig

FEW = 8


def judge(trial: Trial) -> None:
    """List rows, and get one of them."""
    gets = readers(trial, "get")
    if not gets:
        raise NotJudged("no operation gets one", always=True)
    arguments = arguments_of(trial.server)
    walker = Walker(trial.server, arguments, trial.operation)
    place = walker.shown_at(walker.key)
    if place is None:
        raise NotJudged("no reply shows the key of a row", always=True)
    page = walker.page(arguments.call(trial.operation, trial.choices))
    if not page.rows:
        raise NotJudged("the list is empty")
    key = dig(trial.choices.one_of(page.rows[:FEW]), place)
    origin = trial.operation.mock.origin("behaviour")
    if key is ABSENT or key is None:
        raise NotJudged("a row does not show its key")
    row = _stored(trial, key)
    if row is None:
        raise LawBroken(f"it lists the key {key!r}, and no row has it", origin)
    get = gets[0]
    answer = trial.server.send(get, arguments.call(get, trial.choices, row))
    if not answer.good:
        raise LawBroken(f"{get.method} {get.path} answers {answer.outcome} to a row that is listed", origin)
    _same_key(get, walker.key, key, dig(answer.read("$row"), answer.shape.at(walker.key) or ("",)), origin)


def _stored(trial: Trial, key: Any) -> Row | None:
    rows = trial.server.rows(trial.operation.mock.resource or "")
    return next((row for row in rows if row.key == str(key)), None)


def _same_key(get: Operation, field: str, listed: Any, got: Any, origin: Any) -> None:
    if got is not ABSENT and str(got) != str(listed):
        raise LawBroken(
            f"{get.method} {get.path} shows {field} {got!r} of the row listed as {listed!r}", origin
        )


LAW = Law(("list",), judge)
