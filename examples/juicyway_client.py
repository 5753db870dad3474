"""Juicyway, with httpx: cursors, and an idempotency key for each new customer."""

from collections.abc import Iterator, Mapping
from typing import Any, Self
from uuid import uuid4

import httpx

BASE_URL = "https://api.spendjuice.com"


class JuicywayClient:
    """What a payment page needs of Juicyway's customers."""

    def __init__(self, key: str, base_url: str = BASE_URL) -> None:
        self._http = httpx.Client(base_url=base_url, headers={"Authorization": key})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def customers(self, **filters: str) -> Iterator[dict[str, Any]]:
        """Every customer that fits, from cursor to cursor."""
        after: str | None = ""
        while after is not None:
            query = {"limit": "20", **filters} | ({"after": after} if after else {})
            reply = self._http.get("/customers", params=query).raise_for_status().json()
            yield from reply["data"]
            after = reply["pagination"]["after"]

    def add(self, customer: Mapping[str, Any]) -> dict[str, Any]:
        """A new customer."""
        headers = {"Idempotency-Key": str(uuid4())}
        reply = self._http.post("/customers", json=customer, headers=headers).raise_for_status()
        found: dict[str, Any] = reply.json()["data"]
        return found
