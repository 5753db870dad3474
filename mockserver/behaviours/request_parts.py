"""Operations that are asked by more than their parameters: by members of a body, by a query that names the row."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.base import Behave, Result
from mockserver.behaviours.fields import body_schema
from mockserver.contract import schemas
from mockserver.contract.document import Document, escape, steps
from mockserver.contract.mock import ParameterMock
from mockserver.contract.model import Operation, Parameter, Schema
from mockserver.exchange import NOTHING, Call
from mockserver.language.expressions import compile_expression
from mockserver.rows import ABSENT
from mockserver.services import Services

BODY = "$request.body#"
QUERY = "$request.query."
RequestPartReader = tuple[str, Any, Any]  # a name, what evaluates it, and its default


def behave_of(operation: Operation, services: Services) -> Behave:
    """What an operation does, where parts of its request that its `x-mock` names are parameters too.

    Raises:
        ExpressionError: When such a name is no expression.
    """
    make = BEHAVIOURS[operation.mock.behaviour].make
    more = list(_parameters(operation, services.contract.document))
    if not more:
        return make(operation, services)
    behave = make(replace(operation, parameters=(*operation.parameters, *more)), services)
    document = services.contract.document
    path = [_part_reader(each, document) for each in more if each.location == "path"]
    query = [_part_reader(each, document) for each in more if each.location == "query"]

    def behave_with_parts(call: Call) -> Result:
        before = call.path, call.query
        call.path = {**call.path, **dict(_values(call, path, needed=True))}
        call.query = {**call.query, **dict(_values(call, query, needed=False))}
        try:
            return behave(call)
        finally:
            call.path, call.query = before

    return behave_with_parts


def _parameters(operation: Operation, document: Document) -> Iterator[Parameter]:
    """The parts of a request that are read as parameters: what names a row as one of a path, the rest as a query."""
    for name, mock in operation.mock.request_parts.items():
        schema = _schema(operation, document, name)
        location = "path" if _names_row(mock) else "query"
        yield Parameter(
            name=name,
            location=location,
            required=location == "path",
            schema=schema,
            style="form",
            explode=True,
            media=None,
            mock=mock,
            pointer=f"{operation.pointer}/x-mock/parameters/{escape(name)}",
        )


def _names_row(mock: ParameterMock) -> bool:
    return mock.field is not None or mock.of is not None


def _schema(operation: Operation, document: Document, name: str) -> Schema:
    """What the document says of a part of a request; nothing where it does not know it."""
    if name.startswith(BODY):
        schema: Schema = body_schema(operation)
        for step in steps(name.removeprefix(BODY)):
            schema = schemas.properties(document, schema).get(step, {})
        return schema
    own = (p for p in operation.parameters if p.location == "query" and p.name == name.removeprefix(QUERY))
    return next((p.schema for p in own), {})


def _part_reader(parameter: Parameter, document: Document) -> RequestPartReader:
    schema = document.resolve(parameter.schema)
    default = schema.get("default") if isinstance(schema, Mapping) else None
    return parameter.name, compile_expression(parameter.name), default


def _values(call: Call, readers: list[RequestPartReader], *, needed: bool) -> Iterator[tuple[str, Any]]:
    """What a call says of each; of what names a row always something, which names none where it says nothing."""
    for name, evaluate, default in readers:
        value = evaluate(call, NOTHING)
        if value is ABSENT or value is None:
            value = default
        if value is not None or needed:
            yield name, "" if value is None else value
