"""Rotor, with httpx: numbered pages."""

from collections.abc import Iterator
from typing import Any, Self

import httpx

BASE_URL = "https://api.getrotor.com/open-api"


class RotorClient:
    """What a back office needs of Rotor's customers."""

    def __init__(self, key: str, base_url: str = BASE_URL) -> None:
        self._http = httpx.Client(base_url=base_url, headers={"x-api-key": key})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def customers(self, search: str | None = None) -> Iterator[dict[str, Any]]:
        """Every customer that fits, page after page."""
        page: int | None = 1
        while page is not None:
            query: dict[str, str | int] = {"page": page, "limit": 100}
            if search is not None:
                query["search"] = search
            reply = self._http.get("/customers", params=query).raise_for_status().json()
            yield from reply["data"]
            page = page + 1 if reply["pagination"]["has_more"] else None

    def save(self, **fields: Any) -> dict[str, Any]:
        """A new customer; with an id, a changed one."""
        reply = self._http.post("/customers", json=fields).raise_for_status()
        found: dict[str, Any] = reply.json()
        return found

    def find(self, customer: str) -> dict[str, Any] | None:
        """A customer, None for an id that there is not."""
        reply = self._http.get(f"/customers/{customer}")
        if reply.status_code == httpx.codes.NOT_FOUND:
            return None
        found: dict[str, Any] = reply.raise_for_status().json()["data"]
        return found
