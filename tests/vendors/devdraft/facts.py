"""What the tests of Devdraft share: rows of its fixtures, its operations, its errors' bodies."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]


ServerOf = Callable[..., Server]


Json = dict[str, Any]


INES = "0b8d6a3e-52b1-4f7e-8a35-8f0a7a1c2b44"


JOHN = "6d2c4a1f-98b3-4e07-a5d6-3b1f0c7e9a21"


JOHNNY = "2f9e7b50-4c1d-4a88-9e36-d05b8c2a7f13"


NOBODY = "00000000-0000-4000-8000-000000000000"


LEDGER_SYNC = "9c4b2d10-6f3e-4a75-b1c8-2e7d5f0a9b31"


KEY = "3f0c7a52-8d1e-4b96-a247-5c9e0f1b6d38"


MATEO = {"first_name": "Mateo", "last_name": "Lindqvist", "phone_number": "+15550104417"}


TO_BANK = {
    "chain": "base",
    "currency": "usdc",
    "address": "0x00000000000000000000000000000000000000aa",
    "external_account_id": "ea_4c1f0b7d",
}


HOOK = {"name": "Alerts", "url": "https://hooks.okoro.example/alerts"}


STATUSES = "ACTIVE, BLACKLISTED, DEACTIVATED"


NOON = datetime(2026, 10, 1, 12, 0, 0, tzinfo=UTC)


OPERATIONS: list[tuple[str, str, Json | None]] = [
    ("GET", "/customers", None),
    ("POST", "/customers", MATEO),
    ("GET", f"/customers/{INES}", None),
    ("PATCH", f"/customers/{INES}", {"status": "BLACKLISTED"}),
    ("DELETE", f"/customers/{INES}", None),
    ("GET", f"/customers/{INES}/liquidation_addresses", None),
    ("POST", f"/customers/{INES}/liquidation_addresses", TO_BANK),
    ("GET", f"/customers/{INES}/liquidation_addresses/la_7f3", None),
    ("GET", "/webhooks", None),
    ("POST", "/webhooks", HOOK),
    ("GET", f"/webhooks/{LEDGER_SYNC}", None),
    ("PATCH", f"/webhooks/{LEDGER_SYNC}", {"isActive": False}),
    ("DELETE", f"/webhooks/{LEDGER_SYNC}", None),
]


every_operation = pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)


every_write = pytest.mark.parametrize(
    ("method", "path", "body"), [row for row in OPERATIONS if row[0] in {"POST", "PATCH"}]
)


def everyone(client: httpx.Client, **filters: str) -> list[Json]:
    """All rows of the list, page after page."""
    rows: list[Json] = []
    while True:
        page = client.get("/customers", params={**filters, "skip": len(rows), "take": 100}).json()
        rows += page["data"]
        if not page["data"] or len(rows) >= page["total"]:
            return rows


def total(client: httpx.Client, **filters: str) -> int:
    """How many rows the list says there are."""
    count: int = client.get("/customers", params=filters).json()["total"]
    return count


def created(client: httpx.Client, path: str = "/customers", body: Json | None = None, **fields: Any) -> Json:
    """A row, just created."""
    answer = client.post(path, json={**(MATEO if body is None else body), **fields})
    assert answer.status_code == 201, answer.text
    row: Json = answer.json()
    return row


def bad_request(*problems: str) -> Json:
    """The body of a 400 with these problems."""
    return {"statusCode": 400, "message": list(problems), "error": "Bad Request"}


LA_7F3 = {
    "id": "la_7f3",
    "state": "active",
    "customer_id": INES,
    "chain": "base",
    "currency": "usdc",
    "address": "0x00000000000000000000000000000000000000aa",
    "destination_payment_rail": "sepa",
    "destination_currency": "eur",
    "created_at": "2024-05-02T11:00:00Z",
    "updated_at": "2024-05-02T11:00:00Z",
}
