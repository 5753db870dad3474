"""What the tests of Rotor share: rows of its fixtures, its operations, its errors' bodies."""

from collections.abc import Callable
from typing import Any

import httpx

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]


ServerOf = Callable[..., Server]


Row = dict[str, Any]


ANA = "5b0f3c1e-7a52-4f0d-9d0a-2f3f8f0f6a11"


HANAKO = "f3a6d81c-0b29-4e75-9c4f-6e12a7b850d3"


NOOR = "3c8e1b72-0d4f-4a9b-8f56-2b1c9d7e6a55"


SAM = "b3c1d0aa-1f0e-4a6b-8f7b-1f7a3c2d9e01"


LENA_OF_OTHER = "c57f0a38-e1b4-4926-8d75-93ba4e60f1c2"


NOBODY = "00000000-0000-4000-8000-000000000000"


TOTALS = {"/customers": 142, "/leads": 52, "/pins": 40}


NOT_FOUND = {"status": "error", "message": "Not found"}


def invalid(field: str, message: str) -> Row:
    return {
        "status": "error",
        "message": "Validation failed",
        "errors": [{"field": field, "message": message}],
    }


def rows_of(client: httpx.Client, path: str, **params: str) -> list[Row]:
    """Every row that a list has for `params`, on one page."""
    body = client.get(path, params={"limit": "1000", **params}).json()
    assert body["pagination"] == {"has_more": False, "limit": 1000, "page": 1, "total": len(body["data"])}
    return list(body["data"])


def ids(rows: list[Row]) -> list[str]:
    return [row["id"] for row in rows]


def total(client: httpx.Client, path: str, **params: str) -> int:
    return int(client.get(path, params=params).json()["pagination"]["total"])


SEARCHED = ("first_name", "last_name", "company_name", "email", "phone")


def holds(row: Row, text: str, fields: tuple[str, ...] = SEARCHED) -> bool:
    return any(text.lower() in (row.get(field) or "").lower() for field in fields)
