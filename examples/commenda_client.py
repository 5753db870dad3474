"""Commenda, with requests: cursors, and retries by urllib3."""

from collections.abc import Iterator
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

BASE_URL = "https://transaction-tax.api.in.commenda.io/api/v1"
TIMEOUT = 10  # seconds
# What is read may be asked for again, and when, the vendor says.
RETRY = Retry(total=2, status_forcelist=[429, 503], allowed_methods=["GET"], raise_on_status=False)


class CommendaClient:
    """What a shop needs of Commenda's customers."""

    def __init__(self, token: str, corporation: str, base_url: str = BASE_URL) -> None:
        self._base_url = base_url
        self._corporation = corporation
        self._http = requests.Session()
        self._http.headers["Authorization"] = f"Bearer {token}"
        self._http.mount("https://", HTTPAdapter(max_retries=RETRY))
        self._http.mount("http://", HTTPAdapter(max_retries=RETRY))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def customers(self, **filters: str) -> Iterator[dict[str, Any]]:
        """Every customer that fits, from cursor to cursor."""
        query = {"corporation_id": self._corporation, "limit": "50", **filters}
        while True:
            reply = self._ask("GET", "/customers", params=query)
            yield from reply["customers"]
            if not reply["cursor"]:
                return
            query["cursor"] = reply["cursor"]

    def add(self, name: str, **fields: Any) -> dict[str, Any]:
        """A new customer."""
        return self._ask(
            "POST", "/customers", json={"corporation_id": self._corporation, "name": name, **fields}
        )

    def remove(self, customer: str) -> None:
        """Delete a customer."""
        self._ask("DELETE", f"/customers/{customer}")

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        reply = self._http.request(method, f"{self._base_url}{path}", timeout=TIMEOUT, **options)
        reply.raise_for_status()
        found: dict[str, Any] = reply.json() if reply.content else {}
        return found
