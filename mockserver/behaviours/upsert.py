"""Creating a row, or changing the one that matches."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from mockserver.behaviours.base import Behave, Behaviour, Result, taken_fields
from mockserver.behaviours.fields import BodyFields, body_schema
from mockserver.behaviours.locating import RowLocator
from mockserver.behaviours.preconditions import Preconditions
from mockserver.behaviours.update import changed
from mockserver.behaviours.writing import Writer
from mockserver.contract import schemas
from mockserver.contract.model import Operation
from mockserver.exchange import NOTHING, Call
from mockserver.language.expressions import compile_expression
from mockserver.rows import Row, TenantRows
from mockserver.services import Services


def upsert(operation: Operation, services: Services) -> Behave:
    """For the body, or for each element of `many`: the first of `match` that finds a row names the one to change."""
    writer, preconditions = Writer(operation, services), Preconditions(operation, services)
    parents = RowLocator(services.contract, operation, last_is_key=False, by_match=False)
    match = operation.mock.match or (services.contract.key_of(writer.resource),)
    named = operation.mock.many
    many = compile_expression(named) if named is not None else None
    fields = _element_fields(named, operation, services) if named is not None else writer.fields

    def one(call: Call, tenant: TenantRows, body: Any, own: Mapping[str, Any]) -> tuple[str, Row]:
        sent = {**fields.take(body), **own}
        row = _matching(tenant, writer.resource, match, sent, own)
        if row is None:
            data = writer.new(call, sent)
            row = _matching(tenant, writer.resource, match, data, own, looked_for=sent)
            if row is None:
                preconditions.demand_of_new(data, call, tenant)
                return "created", writer.insert(call, tenant, data)
        return "updated", writer.change(call, tenant, row, changed(row.data, sent, operation.mock))

    def behave(call: Call) -> Result:
        tenant = call.rows
        own = parents.values(call, tenant)
        if many is None:
            outcome, row = one(call, tenant, call.body, own)
            return Result(outcome, [row])
        return Result(
            "updated", [one(call, tenant, element, own)[1] for element in many(call, NOTHING) or ()]
        )

    return behave


def _element_fields(many: str, operation: Operation, services: Services) -> BodyFields:
    """What the elements of `many` write: `$request.body#/NAME` leads to an array of the body's schema."""
    document, schema = services.contract.document, body_schema(operation)
    _, _, pointer = many.partition("#")
    for step in pointer.strip("/").split("/") if pointer else ():
        schema = schemas.properties(document, schema).get(step, {})
    return BodyFields(services, schemas.items(document, schema), {})


def _matching(
    tenant: TenantRows,
    resource: str,
    match: Sequence[str],
    data: Mapping[str, Any],
    parents: Mapping[str, Any],
    looked_for: Container[str] = (),
) -> Row | None:
    """The first row that has one of the fields of `match` in common with `data`, but for those looked for already."""
    for field in match:
        value = data.get(field)
        if value is None or value == "" or field in looked_for:
            continue
        for row in tenant.having(resource, field, value):
            if all(row.data.get(name) == wanted for name, wanted in parents.items()):
                return row
    return None


UPSERT = Behaviour(
    upsert,
    keys=("match", "merge", "nested", "nulls", "many", "set", "guards", "transitions"),
    outcomes=("created", "updated"),
    changes=True,
    raises=taken_fields,
)
