"""Devdraft, with httpx and asyncio: offsets, and idempotency keys that make writing safe to repeat."""

from collections.abc import AsyncIterator
from typing import Any, Self
from uuid import uuid4

import httpx

BASE_URL = "https://api.devdraft.ai/api/v0"
PAGE = 50
ATTEMPTS = 3


class DevdraftClient:
    """What a billing service needs of Devdraft's customers."""

    def __init__(self, key: str, secret: str, base_url: str = BASE_URL) -> None:
        headers = {"x-client-key": key, "x-client-secret": secret}
        self._http = httpx.AsyncClient(base_url=base_url, headers=headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def customers(self, **filters: str) -> AsyncIterator[dict[str, Any]]:
        """Every customer that fits."""
        skip = 0
        while True:
            reply = await self._http.get("/customers", params={"skip": skip, "take": PAGE, **filters})
            page = reply.raise_for_status().json()
            for customer in page["data"]:
                yield customer
            skip += PAGE
            if skip >= page["total"]:
                return

    async def add(self, first_name: str, last_name: str, phone_number: str) -> dict[str, Any]:
        """A new customer, once, however often the network fails."""
        body = {"first_name": first_name, "last_name": last_name, "phone_number": phone_number}
        headers = {"idempotency-key": str(uuid4())}
        for attempt in range(1, ATTEMPTS + 1):
            try:
                reply = await self._http.post("/customers", json=body, headers=headers)
            except httpx.TransportError:
                if attempt == ATTEMPTS:
                    raise
            else:
                break
        found: dict[str, Any] = reply.raise_for_status().json()
        return found
