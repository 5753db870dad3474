"""Creations that race: what is sent, and which rows and keys are the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

THREADS = 16


SAME_KEY = "0b9c6f0e-5a41-4c0d-9d6b-8f1d2c3e4a5b"


Send = Callable[[httpx.Client, int], httpx.Response]


@dataclass(frozen=True)
class Create:
    """A create of one vendor.

    Attributes:
        body: Of a good request; `field` makes rows differ.
        refused: The status of a second row with the same `field`; None where the operation updates the first.
        key: Whether the idempotency key is a header or a member of the body; None where there are no keys.
    """

    vendor: str
    path: str
    resource: str
    body: Mapping[str, Any] = field(hash=False)
    field: str = "email"
    unique: bool = True
    refused: int | None = None
    key: str | None = None

    def numbered(self, number: int) -> dict[str, Any]:
        """The body of another row."""
        return {
            **self.body,
            self.field: f"row{number}@acme.example" if self.field == "email" else str(number),
        }


CREATES = [
    Create(
        "rotor",
        "/customers",
        "customers",
        {
            "first_name": "Omar",
            "last_name": "Haddad",
            "email": "omar@haddad.example",
        },
    ),
    Create(
        "devdraft",
        "/customers",
        "customers",
        {
            "first_name": "Mateo",
            "last_name": "Lindqvist",
            "email": "m@lindqvist.example",
            "phone_number": "+15550104417",
        },
        refused=409,
        key="header",
    ),
    Create(
        "hydracore",
        "/v1/customers",
        "customers",
        {
            "company_name": "Rossi Idraulica",
            "country_code": "IT",
            "currency": "EUR",
            "email": "giulia@rossi.example",
        },
        refused=409,
    ),
    Create(
        "juicyway",
        "/customers",
        "customers",
        {
            "first_name": "Zainab",
            "last_name": "Okafor",
            "email": "zainab@okafor.example",
            "phone_number": "+2348037770101",
            "type": "individual",
            "billing_address": {
                "line1": "18 Marina Rd",
                "city": "Lagos",
                "state": "LA",
                "zip_code": "1",
                "country": "NG",
            },
        },
        refused=422,
        key="header",
    ),
    Create(
        "commenda",
        "/customers",
        "customers",
        {"corporation_id": "corp_77", "name": "Birchwood Supply", "email": "ap@birchwood.example"},
        unique=False,
    ),
    Create("acme_shop", "/customers", "customers", {"email": "dan@acme.example"}, refused=409, key="header"),
]


each = pytest.mark.parametrize("create", CREATES, ids=lambda create: create.vendor)


each_unique = pytest.mark.parametrize(
    "create", [c for c in CREATES if c.unique], ids=lambda create: create.vendor
)


each_keyed = pytest.mark.parametrize(
    "create", [c for c in CREATES if c.key], ids=lambda create: create.vendor
)


SHOP = {
    "customers": [
        {
            "id": "ann",
            "created_at": "2026-01-01T00:00:00Z",
            "email": "0@acme.example",
            "name": "0",
            "contact": {"phone": "0"},
        }
    ]
}
