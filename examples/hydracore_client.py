"""HydraCore, with aiohttp: numbered pages."""

from collections.abc import AsyncIterator
from typing import Any, Self

import aiohttp

BASE_URL = "https://api.hydracore.io"


class HydraCoreClient:
    """What a console needs of HydraCore's customers."""

    def __init__(self, key: str, base_url: str = BASE_URL) -> None:
        self._base_url = base_url
        self._http = aiohttp.ClientSession(headers={"X-Api-Key": key}, raise_for_status=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def customers(self, **filters: str) -> AsyncIterator[dict[str, Any]]:
        """Every customer that fits, page after page."""
        page = last = 1
        while page <= last:
            query = {"page": str(page), "per_page": "20", **filters}
            async with self._http.get(f"{self._base_url}/v1/customers", params=query) as reply:
                found = await reply.json()
            for customer in found["customers"]:
                yield customer
            page, last = page + 1, found["total_pages"]

    async def add(self, company_name: str, **fields: str) -> dict[str, Any]:
        """A new customer."""
        body = {"company_name": company_name, **fields}
        async with self._http.post(f"{self._base_url}/v1/customers", json=body) as reply:
            found: dict[str, Any] = await reply.json()
        return found
