"""What the tests of Juicyway share: rows of its fixtures, its operations, its errors' bodies."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]


ServerOf = Callable[..., Server]


Row = dict[str, Any]


TEST = "6f7e1e7f-93d1-4fcc-b7a4-738f869615c8"


JANE = "7a8b9c0d-1e2f-3g4h-5i6j-7k8l9m0n1o2p"


ADA = "4be0a7d2-1d7a-4c1b-9f0e-0c52a1f4a901"


TESS_OF_OTHER = "0d93b7e4-68fa-4c25-b1d0-7e5f2a9c4836"


ADAS_ACCOUNT = "0f5b7c1e-33b2-4a7c-8f40-7a1b2c3d4e5f"


TUITION = "c2a1e7d4-5b0f-4e36-9d8a-1f6b3c7e9a20"


NOBODY = "00000000-0000-4000-8000-000000000000"


NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


LISTS = {"/customers": 150, "/beneficiaries": 56, "/payments": 166}


NEW: Row = {
    "first_name": "Zainab",
    "last_name": "Okafor-Bright",
    "email": "zainab@okafor.example",
    "phone_number": "+2348037770101",
    "type": "individual",
    "billing_address": {
        "line1": "18 Marina Rd",
        "line2": "Flat 3",
        "city": "Lagos",
        "state": "LA",
        "zip_code": "101241",
        "country": "NG",
    },
}


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def send(client: httpx.Client, method: str, path: str) -> httpx.Response:
    return client.request(method, path, json=NEW if method == "POST" else {} if method == "PATCH" else None)


def page(client: httpx.Client, path: str, **params: str | int) -> Row:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return dict(response.json())


def ids(rows: list[Row]) -> list[str]:
    """The ids of rows, be they payments in their envelopes."""
    return [row.get("payment", row)["id"] for row in rows]


def walk(client: httpx.Client, path: str, **params: str | int) -> list[Row]:
    """Every page from the first on, along `after`."""
    pages = [page(client, path, **params)]
    while pages[-1]["pagination"]["after"] is not None:
        pages.append(page(client, path, **params, after=pages[-1]["pagination"]["after"]))
    return pages


def rows_of(client: httpx.Client, path: str, **params: str | int) -> list[Row]:
    return [row for body in walk(client, path, limit=100, **params) for row in body["data"]]


def unprocessable(details: dict[str, list[str]]) -> Row:
    return {
        "error": {
            "code": "validation_error",
            "message": "The request contains invalid parameters",
            "details": details,
        }
    }


def not_found(what: str) -> Row:
    return {"error": {"code": "not_found", "message": f"{what} not found"}}
