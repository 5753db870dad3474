"""Making a row after the model of another."""

from mockserver.behaviours.base import Behave, Behaviour, Result, taken_fields
from mockserver.behaviours.locating import RowLocator
from mockserver.behaviours.preconditions import Preconditions
from mockserver.behaviours.writing import Writer
from mockserver.contract.mock import Relation
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import NOTHING, Call
from mockserver.language.expressions import compile_expression
from mockserver.rows import Row, TenantRows
from mockserver.services import Services


def clone(operation: Operation, services: Services) -> Behave:
    """A new row with `copy` of the source's fields, `copy_related` of its rows, and what the body sends."""
    contract = services.contract
    writer, preconditions = Writer(operation, services), Preconditions(operation, services)
    locator = RowLocator(contract, operation, last_is_key=True)
    source_of = compile_expression(operation.mock.source) if operation.mock.source is not None else None
    copied = operation.mock.copy
    relations = [writer.relations[name] for name in operation.mock.copy_related]

    def behave(call: Call) -> Result:
        tenant = call.rows
        source = locator.locate(call, tenant)
        if source_of is not None:
            source = named(tenant, str(source_of(call, NOTHING)))
        given = {field: source.data[field] for field in copied if field in source.data}
        data = writer.new(call, {**given, **writer.sent(call)})
        preconditions.demand_of_new(data, call, tenant)
        row = writer.insert(call, tenant, data)
        for relation in relations:
            copy_related(call, tenant, relation, source, row)
        return Result("created", [row])

    def named(tenant: TenantRows, key: str) -> Row:
        found = tenant.get(writer.resource, key)
        if found is None:
            raise ApiError(ErrorKind.NOT_FOUND, resource=writer.resource, unknown=key)
        return found

    def copy_related(call: Call, tenant: TenantRows, relation: Relation, source: Row, row: Row) -> None:
        resource, by = relation.resource, relation.by
        key, own_key = contract.key_of(resource), contract.key_of(writer.resource)
        for other in list(tenant.having(resource, by, source.key)):
            given = {field: value for field, value in other.data.items() if field != key}
            writer.add(call, tenant, resource, {**given, by: row.data[own_key]})

    return behave


CLONE = Behaviour(
    clone,
    keys=("source", "copy", "copy_related", "set", "guards", "transitions"),
    outcomes=("created",),
    changes=True,
    raises=taken_fields,
)
