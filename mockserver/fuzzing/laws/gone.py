"""What was deleted is gone: from its own path, from lists and from their totals; the others are there."""

from collections import Counter

from mockserver.contract.mock import Origin
from mockserver.fuzzing.laws.arguments import Arguments, arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.changed import one_row
from mockserver.fuzzing.laws.created import carried_out, lists_of, readers
from mockserver.fuzzing.laws.server_under_test import CallValues
from mockserver.fuzzing.laws.totals import told_number
from mockserver.fuzzing.laws.walking import Listed, Walker
from mockserver.rows import Row


def judge(trial: Trial) -> None:
    """Delete a row, get it, and list what is left."""
    if trial.operation.mock.many is not None:
        raise NotJudged("it deletes many rows", always=True)
    gets, lists = readers(trial, "get"), lists_of(trial)
    if not gets and not lists:
        raise NotJudged("no operation gets or lists one", always=True)
    server, operation = trial.server, trial.operation
    arguments = arguments_of(server)
    row = one_row(trial)
    sent = arguments.call(operation, trial.choices, row)
    listed = _listed(trial, arguments, row)
    carried_out(trial, operation, sent)
    origin = operation.mock.origin("behaviour")
    if gets:
        get = gets[0]
        read = server.send(get, arguments.call(get, trial.choices, row))
        if not 400 <= read.status < 500:
            raise LawBroken(f"{get.method} {get.path} answers {read.status} to what was just deleted", origin)
    elif listed is None:
        raise NotJudged("no operation gets it, and it stands in no list")
    if listed is not None:
        _shrunk(trial, *listed, row, origin)


def _listed(trial: Trial, arguments: Arguments, row: Row) -> tuple[Walker, CallValues, Listed] | None:
    """A list that has the row, before it is deleted."""
    lists = [each for each in lists_of(trial) if arguments.leads_to(each, row)]
    if not lists:
        return None
    walker = Walker(trial.server, arguments, trial.choices.one_of(lists))
    try:
        sent = arguments.call(walker.operation, trial.choices, row)
        before = walker.everything(sent)
    except NotJudged:
        return None
    if arguments.goes_through(walker.operation, sent, row):
        return None  # with the row its list is gone, too
    if walker.shown_at(walker.key) is None or walker.identity_of(row) not in walker.identities(before):
        return None
    return walker, sent, before


def _shrunk(trial: Trial, walker: Walker, sent: CallValues, before: Listed, row: Row, origin: Origin) -> None:
    """Hold a list after a delete against the list before it."""
    after = walker.everything(sent)
    identity = walker.identity_of(row)
    had, has = Counter(walker.identities(before)), Counter(walker.identities(after))
    name = f"{walker.operation.method} {walker.operation.path}"
    if identity in has:
        raise LawBroken(f"{name} still lists the row {identity}, which was just deleted", origin)
    related = trial.server.contract.resource(trial.operation.mock.resource).related.values()
    along = any(each.resource == trial.operation.mock.resource for each in related)
    lost = had - has - Counter([identity])
    if lost and not along:
        raise LawBroken(f"{name} has lost the row {next(iter(lost))} after another was deleted", origin)
    if extra := has - had:
        raise LawBroken(f"{name} has the row {next(iter(extra))} after another was deleted", origin)
    total = told_number(after.first.answer.read("$page.total"))
    if total is not None and total != len(after.rows):
        raise LawBroken(
            f"the total is {total} after a delete, and the list has {len(after.rows)} rows", walker.origin
        )


LAW = Law(("delete",), judge)
