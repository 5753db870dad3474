"""Every operation of a document asked, with rows that there are, in an order in which each has what it needs."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from mockserver.access.credentials import headers_for
from mockserver.app import MockApp
from mockserver.contract.model import Operation, Parameter, is_json
from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Unsatisfiable
from mockserver.exchange import Request
from mockserver.rows import path_of
from mockserver.server.vendor import Vendor

ORDER = ("list", "get", "create", "respond", "update", "act", "delete")
MOMENT = datetime(2026, 7, 1, 12, tzinfo=UTC)
MADE = Generator(7)

Asked = tuple[str, str]  # a method and a target
Answered = tuple[int, Any, bytes]


def answers(app: MockApp, requests: list[Request]) -> dict[tuple[int, Asked], Answered]:
    """What an application answers to requests, one after the other, in a time that stands still."""
    app.clock.freeze(MOMENT)
    found = {}
    for number, request in enumerate(requests):
        reply = app.respond(request)
        asked = (request.method, f"{request.path.decode()}?{request.query.decode()}")
        found[number, asked] = (reply.status, reply.headers, bytes(reply.body))
    return found


def requests(app: MockApp) -> list[Request]:
    """The requests for the operations of the only document of an application."""
    (vendor,) = app.vendors.values()
    operations = sorted(vendor.contract.operations, key=_rank)
    return [request for operation in operations for request in _of(vendor, operation)]


def _rank(operation: Operation) -> tuple[int, int]:
    known = ORDER.index(operation.mock.behaviour) if operation.mock.behaviour in ORDER else len(ORDER)
    return known, -operation.path.count("{") if operation.mock.behaviour == "delete" else 0


def _of(vendor: Vendor, operation: Operation) -> Iterator[Request]:
    """One request that should succeed; of a list, also its second page and one for each other parameter."""
    contract = vendor.contract
    row: Mapping[str, Any] = next(iter(_rows(vendor, operation.mock.resource)), {})
    path = contract.base_paths(operation)[0] + operation.path
    for parameter in operation.parameters:
        if parameter.location == "path":
            path = path.replace("{" + parameter.name + "}", quote(str(_key(vendor, parameter, row)), safe=""))
    who = headers_for(contract, vendor.services.callers["test_full"])
    headers = {name.lower().encode(): value.encode() for name, value in who.items()}
    body = _body(contract.document.at, operation)
    if body:
        headers[b"content-type"] = b"application/json"
    target = f"/{contract.segment}{path}".encode()
    needed = {
        p.name: _value(contract.document.at, p)
        for p in operation.parameters
        if p.required and p.location == "query"
    }
    for query in (needed, *_queries(operation, row, needed)):
        yield Request(operation.method, target, urlencode(query).encode(), headers, body)


def _queries(
    operation: Operation, row: Mapping[str, Any], needed: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for parameter in operation.parameters:
        if parameter.location != "query" or operation.mock.behaviour != "list":
            continue
        rule = parameter.mock.filter
        if parameter.mock.parts:
            yield {**needed, parameter.name: 2}
        elif rule is not None and rule.field is not None:
            yield {**needed, parameter.name: _dug(row, rule.field)}
        elif parameter.mock.sort is not None:
            values = parameter.mock.sort.values or parameter.mock.sort.direction or {}
            yield {**needed, parameter.name: next(iter(values), "id")}


def _rows(vendor: Vendor, resource: str | None) -> Any:
    rows = vendor.services.rows
    return (rows.rows(resource, "default") if rows is not None and resource else None) or ()


def _key(vendor: Vendor, parameter: Parameter, row: Mapping[str, Any]) -> Any:
    """What a path parameter may be: what the row has, else the key of a row of the resource that it names."""
    field, of = parameter.mock.field, parameter.mock.of
    found = _dug(row, field) if isinstance(field, str) else None
    if found is None and of is not None:
        other: Mapping[str, Any] = next(iter(_rows(vendor, of)), {})
        found = _dug(other, vendor.contract.key_of(of))
    return "1" if found is None else found


def _dug(row: Any, field: str) -> Any:
    for step in path_of(field):
        row = row.get(step) if isinstance(row, Mapping) else None
    return row


def _value(resolve: Any, parameter: Parameter) -> Any:
    try:
        return MADE.value(parameter.schema, resolve, parameter.name)
    except Unsatisfiable:
        return "x"


def _body(resolve: Any, operation: Operation) -> bytes:
    for name, media in operation.body.content.items() if operation.body else ():
        if is_json(name):
            try:
                return orjson.dumps(MADE.value(media.schema or {}, resolve, operation.id))
            except Unsatisfiable:
                return b"{}"
    return b""
