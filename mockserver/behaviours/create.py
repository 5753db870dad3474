"""Creating a row."""

from mockserver.behaviours.base import Behave, Behaviour, Result, taken_fields
from mockserver.behaviours.locating import RowLocator
from mockserver.behaviours.preconditions import Preconditions
from mockserver.behaviours.writing import Writer
from mockserver.contract.model import Operation
from mockserver.exchange import Call
from mockserver.services import Services
from mockserver.state.resource_rules import DuplicateError


def create(operation: Operation, services: Services) -> Behave:
    """A new row out of the body; `existing: return` answers with the row that has its unique fields."""
    writer, preconditions = Writer(operation, services), Preconditions(operation, services)
    parents = RowLocator(services.contract, operation, last_is_key=False)
    returns_existing = operation.mock.existing == "return"

    def behave(call: Call) -> Result:
        tenant = call.rows
        given = parents.values(call, tenant)
        data = writer.new(call, {**writer.sent(call), **given})
        preconditions.demand_of_new(data, call, tenant)
        if returns_existing:
            try:
                return Result("created", [tenant.insert(writer.resource, data)])
            except DuplicateError as error:
                return Result("existing", [error.existing])
        return Result("created", [writer.insert(call, tenant, data)])

    return behave


CREATE = Behaviour(
    create,
    keys=("existing", "body", "set", "guards", "transitions", "upload"),
    outcomes=("created", "existing"),
    changes=True,
    raises=taken_fields,
)
