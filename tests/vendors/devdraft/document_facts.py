"""What the tests of the user's document about Devdraft share."""

from collections.abc import Callable
from typing import Any

import httpx

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]


ServerOf = Callable[..., Server]


STATUSES = ("ACTIVE", "BLACKLISTED", "DEACTIVATED")


INES = {
    "id": "0b8d6a3e-52b1-4f7e-8a35-8f0a7a1c2b44",
    "first_name": "Ines",
    "last_name": "Okoro",
    "email": "ines@shop.example",
    "phone_number": "+1-555-010-2244",
    "customer_type": "Startup",
    "status": "ACTIVE",
    "last_spent": 310.25,
    "last_purchase_date": "2024-05-02T11:00:00Z",
    "appId": "app_204816",
    "createdAt": "2024-04-01T08:00:00Z",
    "updatedAt": "2024-05-02T11:00:00Z",
}


def everyone(client: httpx.Client, **filters: str) -> list[dict[str, Any]]:
    """All rows of the list, page after page."""
    rows: list[dict[str, Any]] = []
    while True:
        page = client.get("/customers", params={**filters, "skip": len(rows), "take": 100}).json()
        rows += page["data"]
        if not page["data"] or len(rows) >= page["total"]:
            return rows


def named(row: dict[str, Any], text: str) -> bool:
    """Whether either name of the row has the text, whatever its case."""
    return any(text.lower() in row[name].lower() for name in ("first_name", "last_name"))
