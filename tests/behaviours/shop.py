"""A shop's document, and calls of it."""

from datetime import UTC, datetime
from typing import Any

import httpx

ROWS: dict[str, list[dict[str, Any]]] = {
    "customers": [
        {
            "id": "ann",
            "created_at": "2026-01-03T00:00:00Z",
            "email": "ann@acme.example",
            "name": "Ann",
            "address": {"city": "Rome", "street": "Via Appia 1"},
            "tags": ["old"],
            "contact": {"phone": "1", "fax": "2"},
            "internal": "never shown",
        },
        {"id": "bob", "created_at": "2026-01-02T00:00:00Z", "email": None, "name": "Bob", "address": None},
        {"id": "cid", "created_at": "2026-01-01T00:00:00Z", "email": "cid@acme.example"},
    ],
    "orders": [
        {"id": "o2", "customer_id": "ann", "number": 2, "state": "closed"},
        {"id": "o1", "customer_id": "ann", "number": 1, "state": "open", "amount": 5},
        {"id": "o3", "customer_id": "bob", "number": 1, "state": "open"},
    ],
    "lines": [
        {"id": "l1", "order_id": "o1", "position": 2, "text": "second"},
        {"id": "l2", "order_id": "o1", "position": 1, "text": "first"},
    ],
    "notes": [
        {"id": "n1", "customer_id": "cid", "text": "kind"},
        {"id": "n2", "customer_id": "ann", "text": "tall"},
    ],
    "visits": [
        {"id": "v1", "customer_id": "cid", "day": "2026-01-01"},
        {"id": "v2", "customer_id": "cid", "day": "2026-01-09"},
        {"id": "v3", "customer_id": "cid", "day": "2026-01-05"},
    ],
}


NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


def emails(shop: httpx.Client, **params: Any) -> list[str | None]:
    return [row["email"] for row in shop.get("/customers", params=params).json()["rows"]]
