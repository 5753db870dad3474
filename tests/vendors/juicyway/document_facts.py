"""What the tests of Juicyway's page "List customers" share."""

from collections.abc import Callable
from typing import Any

import httpx

Connect = Callable[..., httpx.Client]


Row = dict[str, Any]


TEST = "6f7e1e7f-93d1-4fcc-b7a4-738f869615c8"


JANE = "7a8b9c0d-1e2f-3g4h-5i6j-7k8l9m0n1o2p"


TEST_CUSTOMER = {
    "id": TEST,
    "first_name": "Test",
    "last_name": "Customer",
    "email": "test@custom.er",
    "phone_number": "+2348012345678",
    "billing_address": {
        "line1": "123 Test lane",
        "line2": "356 Mike Drive",
        "city": "Anon",
        "state": "Acme",
        "zip_code": "12345",
        "country": "US",
    },
    "created_at": "2024-03-01T12:00:00Z",
    "updated_at": "2024-03-01T12:00:00Z",
}


JANE_DOE = {
    "id": JANE,
    "first_name": "Jane",
    "last_name": "Doe",
    "email": "jane@example.com",
    "phone_number": "+2348012345679",
    "billing_address": {
        "line1": "456 Sample St",
        "line2": None,
        "city": "Lagos",
        "state": "LA",
        "zip_code": "23401",
        "country": "NG",
    },
    "created_at": "2024-03-02T12:00:00Z",
    "updated_at": "2024-03-02T12:00:00Z",
}


def page(client: httpx.Client, **params: str | int) -> Row:
    response = client.get("/customers", params=params)
    assert response.status_code == 200, response.text
    return dict(response.json())


def ids(body: Row) -> list[str]:
    return [row["id"] for row in body["data"]]


def walk(client: httpx.Client, **params: str | int) -> list[Row]:
    """Every page from the first on, along `after`."""
    pages = [page(client, **params)]
    while pages[-1]["pagination"]["after"] is not None:
        pages.append(page(client, **params, after=pages[-1]["pagination"]["after"]))
    return pages
