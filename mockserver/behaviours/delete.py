"""Deleting rows, and what belongs to them."""

from mockserver.behaviours.base import Behave, Behaviour, Result
from mockserver.behaviours.locating import RowLocator
from mockserver.behaviours.preconditions import Preconditions
from mockserver.behaviours.standing_rows import StandingLocator
from mockserver.contract.model import Contract, Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import NOTHING, Call
from mockserver.language.expressions import compile_expression
from mockserver.rows import Row, TenantRows
from mockserver.services import Services


def delete(operation: Operation, services: Services) -> Behave:
    """The row that the path names; with `many`, each row below the path whose `match` field is in that array."""
    contract, preconditions = services.contract, Preconditions(operation, services)
    resource = operation.mock.resource or ""
    if contract.resource(resource).standing:
        return _forgetting(StandingLocator(operation, services), preconditions)
    many = compile_expression(operation.mock.many) if operation.mock.many is not None else None
    locator = RowLocator(contract, operation, last_is_key=many is None)
    field = (operation.mock.match or (contract.key_of(resource),))[-1]

    def named(call: Call, tenant: TenantRows) -> list[Row]:
        if many is None:
            return [locator.locate(call, tenant)]
        parents = locator.values(call, tenant)
        wanted = dict.fromkeys(many(call, NOTHING) or ())
        found = []
        for value in wanted:
            row = locator.find({**parents, field: value}, tenant)
            if row is None:
                raise ApiError(ErrorKind.NOT_FOUND, resource=resource, unknown=str(value))
            found.append(row)
        return found

    def behave(call: Call) -> Result:
        tenant = call.rows
        rows = named(call, tenant)
        for row in rows:
            preconditions.demand(row, call, tenant)
            _check_use(contract, resource, row, tenant)
        for row in rows:
            _remove(contract, resource, row, tenant)
        return Result("deleted", rows)

    return behave


def _forgetting(standing: StandingLocator, preconditions: Preconditions) -> Behave:
    def behave(call: Call) -> Result:
        preconditions.demand(standing.locate(call, call.rows), call, call.rows)
        return Result("deleted", [standing.remove(call, call.rows)])

    return behave


def _check_use(contract: Contract, resource: str, row: Row, tenant: TenantRows) -> None:
    for relation in contract.resource(resource).related.values():
        if relation.on_delete == "restrict" and tenant.having(relation.resource, relation.by, row.key):
            raise ApiError(ErrorKind.IN_USE, resource=resource)


def _remove(contract: Contract, resource: str, row: Row, tenant: TenantRows, *, along: bool = False) -> None:
    """Remove a row, and before it those that it takes along."""
    for relation in contract.resource(resource).related.values():
        if relation.on_delete == "cascade":
            for other in list(tenant.having(relation.resource, relation.by, row.key)):
                _remove(contract, relation.resource, other, tenant, along=True)
    if tenant.get(resource, row.key) is not None:
        tenant.delete(resource, row, along=along)


def _kinds(contract: Contract, operation: Operation) -> list[str]:
    relations = contract.resource(operation.mock.resource).related.values()
    restricted = any(relation.on_delete == "restrict" for relation in relations)
    return [ErrorKind.NOT_FOUND, ErrorKind.IN_USE] if restricted else [ErrorKind.NOT_FOUND]


DELETE = Behaviour(
    delete, keys=("match", "many", "guards"), outcomes=("deleted",), changes=True, raises=_kinds
)
