"""The document that every peer serves, its rows, and the requests that each is asked."""

from collections.abc import Mapping
from typing import Any

import orjson
from workloads import NUMBER, Workload

ROWS = 1000
SHOWN = 50  # rows of a page
VARIED = "{k}"  # in a path: a number below 900 that is another one each time

NEW = {
    "type": "object",
    "required": ["name", "email"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "email": {"type": "string", "format": "email"},
        "status": {"type": "string", "enum": ["active", "inactive"]},
        "phone": {"type": "string", "nullable": True},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
STORED = {"id": {"type": "string", "format": "uuid"}, "created_at": {"type": "string", "format": "date-time"}}
CUSTOMER = {
    "type": "object",
    "required": ["id", "created_at", "name", "email"],
    "properties": {**STORED, **NEW["properties"]},  # type: ignore[dict-item]
}
BODY = {
    "name": "Ada Bench",
    "email": "ada{n}@bench.example",
    "status": "active",
    "phone": "+14055550100",
    "tags": ["new"],
}


def rows() -> list[dict[str, Any]]:
    """What peers with rows begin with."""
    return [
        {
            "id": f"00000000-0000-4000-8000-{number:012}",
            "created_at": f"2025-01-01T{number // 60 % 24:02}:{number % 60:02}:00Z",
            "name": f"Customer {number}",
            "email": f"customer{number}@bench.example",
            "status": "active" if number % 3 else "inactive",
            "phone": f"+1405{number:07}",
            "tags": ["spring", "vip"][: number % 3],
        }
        for number in range(ROWS)
    ]


def document() -> dict[str, Any]:
    """An OpenAPI document of three operations, with a page of rows as example."""
    some = rows()[:SHOWN]
    page = {"type": "object", "required": ["data", "total"]}
    page["properties"] = {
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Customer"}},
        "total": {"type": "integer"},
    }
    error = {"type": "object", "properties": {"message": {"type": "string"}}}
    ref, new = {"$ref": "#/components/schemas/Customer"}, {"$ref": "#/components/schemas/NewCustomer"}
    refused = {"400": _reply("refused", error), "404": _reply("no such row", error)}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    numbers = [
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": SHOWN},
        },
        {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
    ]
    listed = {"200": _reply("a page", page, {"data": some, "total": ROWS}), **refused}
    made = {"201": _reply("made", ref, some[0]), **refused}
    shown = {"200": _reply("a row", ref, some[0]), **refused}
    sent = {"required": True, "content": {"application/json": {"schema": new}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Customers", "version": "1"},
        "paths": {
            "/customers": {
                "get": _operation("listCustomers", listed, parameters=numbers),
                "post": _operation("createCustomer", made, requestBody=sent),
            },
            "/customers/{id}": {"get": _operation("getCustomer", shown, parameters=[key])},
        },
        "components": {"schemas": {"NewCustomer": NEW, "Customer": CUSTOMER}},
    }


def _operation(name: str, responses: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"operationId": name, "responses": responses, **more}


def _reply(description: str, schema: Mapping[str, Any], example: Any = None) -> dict[str, Any]:
    media = {"schema": schema} if example is None else {"schema": schema, "example": example}
    return {"description": description, "content": {"application/json": media}}


def loads(page: str = f"limit={SHOWN}&offset={{start}}") -> list[Workload]:
    """The requests of a peer.

    Args:
        page: What asks for the rows from `{start}` on, of a peer with its own parameters.
    """
    wrong = orjson.dumps({**BODY, "email": 5})
    return [
        Workload("list", "GET", f"/customers?{page.replace('{start}', '0')}", 200),
        Workload("list, never the same twice", "GET", f"/customers?{page.replace('{start}', VARIED)}", 200),
        Workload("get", "GET", "/customers/{id}", 200),
        Workload("create", "POST", "/customers", 201, orjson.dumps(BODY)),
        Workload("invalid", "POST", "/customers", 400, wrong.replace(NUMBER.encode(), b"1")),
    ]
