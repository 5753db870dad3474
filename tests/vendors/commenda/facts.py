"""What the tests of Commenda share: rows of its fixtures, its operations, bodies to send."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

Connect = Callable[..., httpx.Client]


ServerOf = Callable[..., Any]


Json = dict[str, Any]


NOW = datetime(2026, 2, 3, 9, 15, tzinfo=UTC)


NOW_UNIX = int(NOW.timestamp())


MULTI = "/exemption-certificates/cert_multi/jurisdictions"


WASHINGTON = {
    "country": "US",
    "state": "WA",
    "reason": "GOVERNMENT",
    "identification_type": "FEIN",
    "identification_number": "12-3456789",
}


NEW_CUSTOMER = {"corporation_id": "corp_123", "name": "Fernhill Bakery"}


NEW_CERTIFICATE = {"customer_id": "cust_789", "effective_date": "2026-01-01", "type": "MULTI_STATE"}


OPERATIONS: list[tuple[str, str, Json]] = [
    ("GET", "/customers", {"params": {"corporation_id": "corp_123"}}),
    ("POST", "/customers", {"json": NEW_CUSTOMER}),
    ("GET", "/customers/cust_789", {}),
    ("POST", "/customers/cust_789", {"json": {}}),
    ("DELETE", "/customers/cust_789", {}),
    ("GET", "/exemption-certificates", {"params": {"customer_id": "cust_789"}}),
    ("POST", "/exemption-certificates", {"json": NEW_CERTIFICATE}),
    ("GET", "/exemption-certificates/cert_19", {}),
    ("DELETE", "/exemption-certificates/cert_19", {}),
    ("POST", MULTI, {"json": WASHINGTON}),
    ("POST", f"{MULTI}/bulk_upsert", {"json": {"jurisdictions": [WASHINGTON]}}),
    ("DELETE", f"{MULTI}/bulk_delete", {"json": {"jurisdictions": ["US_NY"]}}),
    ("DELETE", f"{MULTI}/US_CA", {}),
    ("GET", "/exemptions", {"params": {"customer_id": "cust_789"}}),
    ("GET", "/corporations", {}),
    ("POST", "/corporations", {"json": {"legal_name": "Fernhill Inc.", "jurisdiction": "US"}}),
    ("GET", "/corporations/corp_123", {}),
]


def ok(reply: httpx.Response) -> Json:
    assert reply.status_code == 200, reply.text
    body: Json = reply.json()
    return body


def customers(client: httpx.Client, corporation_id: str = "corp_123", **query: Any) -> Json:
    return ok(client.get("/customers", params={"corporation_id": corporation_id, **query}))


def ids(rows: list[Json]) -> list[str]:
    return [row["id"] for row in rows]


def walk(client: httpx.Client, path: str, rows: str, **query: Any) -> list[Json]:
    """Return the rows of all pages."""
    found: list[Json] = []
    for _ in range(200):
        body = ok(client.get(path, params=query))
        body = body.get("data", body)
        found += body[rows]
        if body.get("cursor") is None:
            return found
        query["cursor"] = body["cursor"]
    raise AssertionError("the list never ends")


def create(client: httpx.Client, **fields: Any) -> Json:
    return ok(client.post("/customers", json=NEW_CUSTOMER | fields))


def certify(client: httpx.Client, **fields: Any) -> Json:
    data: Json = ok(client.post("/exemption-certificates", json=NEW_CERTIFICATE | fields))["data"]
    return data


def metadata(client: httpx.Client, customer: str) -> Json:
    rows = customers(client, limit=100, extend="exemption_metadata")["customers"]
    (found,) = [row["exemption_metadata"] for row in rows if row["id"] == customer]
    figures: Json = found
    return figures


def error(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}


def problems(reply: httpx.Response, code: str) -> set[str]:
    """Return the problems that a 400 lists."""
    assert reply.status_code == 400, reply.text
    body = reply.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["code"] == code
    return set(body["error"]["message"].split("; "))
