"""Doing something to a row that its body does not describe: cancelling, archiving, publishing."""

from mockserver.behaviours.base import Behave, Behaviour, Result, taken_fields
from mockserver.behaviours.locating import RowLocator
from mockserver.behaviours.preconditions import Preconditions
from mockserver.behaviours.writing import Writer
from mockserver.contract.model import Operation
from mockserver.errors import ErrorKind
from mockserver.exchange import Call
from mockserver.services import Services


def act(operation: Operation, services: Services) -> Behave:
    """The row that the path names, with what the operation sets."""
    locator = RowLocator(services.contract, operation, last_is_key=True)
    writer, preconditions = Writer(operation, services), Preconditions(operation, services)
    writes = bool(operation.mock.set or operation.mock.transitions or operation.mock.upload)

    def behave(call: Call) -> Result:
        tenant = call.rows
        row = locator.locate(call, tenant)
        preconditions.demand(row, call, tenant)
        return Result("updated", [writer.change(call, tenant, row, {}) if writes else row])

    return behave


ACT = Behaviour(
    act,
    keys=("match", "set", "guards", "transitions", "upload"),
    outcomes=("updated",),
    changes=True,
    raises=lambda contract, operation: [ErrorKind.NOT_FOUND, *taken_fields(contract, operation)],
    note="what `set` says is done to a row, whatever the body is",
)
