"""The same seed gives the same bytes: to every call, whatever was read before."""

from dataclasses import replace

from mockserver.behaviours import BEHAVIOURS
from mockserver.fuzzing.laws.arguments import BARE, arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, Trial
from mockserver.fuzzing.laws.server_under_test import NO_BODY, Answered, CallValues


def judge(trial: Trial) -> None:
    """Send one call to two servers of the same seed; before it, the second is asked for something else."""
    server, operation = trial.server, trial.operation
    arguments = arguments_of(server)
    sent = arguments.call(operation, trial.choices)
    if sent.body is NO_BODY and operation.mock.behaviour not in BARE:
        body, media = arguments.body(operation, trial.choices)
        sent = replace(sent, body=body, media=media)
    first = server.send_anew(operation, sent)
    others = [o for o in server.contract.operations if o.mock.behaviour == "list" and not o.parameters]
    if others and trial.choices.number(0, 1):
        server.twin.send_anew(trial.choices.one_of(others[:8]), CallValues())
    second = server.twin.send_anew(operation, sent)
    if _bytes(first) != _bytes(second):
        raise LawBroken(
            f"two servers of the same seed answer otherwise ({first.status}, {second.status})",
            operation.mock.origin("behaviour"),
        )


def _bytes(answer: Answered) -> tuple[object, ...]:
    return answer.status, sorted(answer.headers.items()), answer.raw


LAW = Law(tuple(BEHAVIOURS), judge)
