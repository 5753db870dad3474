"""What the tests of the user's document on listing Commenda's customers share."""

from typing import Any

import httpx

Row = dict[str, Any]


def page(client: httpx.Client, **query: Any) -> dict[str, Any]:
    reply = client.get("/customers", params={"corporation_id": "corp_123", **query})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    return body


def everyone(client: httpx.Client, **query: Any) -> list[Row]:
    """Return all matching customers, with all that can be shown of them."""
    reply = page(client, limit=100, extend="shipping_address,exemption_metadata", **query)
    assert reply["cursor"] is None
    rows: list[Row] = reply["customers"]
    return rows


def ids(rows: list[Row]) -> list[str]:
    return [row["id"] for row in rows]
