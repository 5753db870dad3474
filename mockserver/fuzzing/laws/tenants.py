"""Other tenants see nothing of what one does, and change nothing of it."""

from mockserver.contract.model import Operation
from mockserver.fuzzing.job import NEIGHBOUR
from mockserver.fuzzing.laws.arguments import Arguments, arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.created import Created, create_row, readers
from mockserver.fuzzing.laws.server_under_test import Answered, CallValues


def judge(trial: Trial) -> None:
    """Create a row: what another tenant is answered stays as it was."""
    server, operation = trial.server, trial.operation
    callers = server.vendor.services.callers
    other = callers.get(NEIGHBOUR)
    if other is None or other.tenant == callers[server.credential].tenant:
        raise NotJudged("no credential is of another tenant", always=True)
    reading = [o for o in (*readers(trial, "list"), *readers(trial, "get")) if o.security and all(o.security)]
    if not reading or not operation.security:
        raise NotJudged("anybody may call it: there is one tenant", always=True)
    arguments = arguments_of(server)
    made = create_row(trial, operation)
    calls = [(each, arguments.call(each, trial.choices, made.row)) for each in reading[:4]]
    after = [server.send(each, sent, NEIGHBOUR) for each, sent in calls]
    server.reset()
    before = [server.send(each, sent, NEIGHBOUR) for each, sent in calls]
    create_again(trial, made.sent)
    for (each, sent), first, second in zip(calls, before, after, strict=True):
        server.send(each, sent, NEIGHBOUR)  # once more, so that the calls that are shown show it
        _same(each, first, second)
    _untouched(trial, arguments, made)


def _untouched(trial: Trial, arguments: Arguments, made: Created) -> None:
    """A delete by another tenant leaves the row where it is."""
    gets, deletes = readers(trial, "get"), readers(trial, "delete")
    if not gets or not deletes or not all(deletes[0].security or [()]):
        return
    mine = arguments.call(gets[0], trial.choices, made.row)
    before = trial.server.send(gets[0], mine)
    trial.server.send(deletes[0], arguments.call(deletes[0], trial.choices, made.row), NEIGHBOUR)
    after = trial.server.send(gets[0], mine)
    if (before.status, before.raw) != (after.status, after.raw):
        name = f"{deletes[0].method} {deletes[0].path}"
        raise LawBroken(
            f"{name} by another tenant changes a row ({before.status}, then {after.status})",
            trial.operation.mock.origin("resource"),
        )


def create_again(trial: Trial, sent: CallValues) -> None:
    """Send a create that was sent before the rows were as seeded again."""
    trial.server.send(trial.operation, sent)


def _same(operation: Operation, before: Answered, after: Answered) -> None:
    if (before.status, before.raw) != (after.status, after.raw):
        name = f"{operation.method} {operation.path}"
        raise LawBroken(
            f"{name} answers another tenant otherwise ({before.status}, then {after.status}) after a row was created",
            operation.mock.origin("resource"),
        )


LAW = Law(("create",), judge)
