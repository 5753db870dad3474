"""What the tests of HydraCore share: rows of its fixtures, its operations, its errors' bodies."""

from collections.abc import Callable
from typing import Any

import httpx

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]


ServerOf = Callable[..., Server]


Json = dict[str, Any]


DELTA = "7c5f3d21-94b6-4b52-8a0e-2d1b9d4f6a70"


SAMPLE = "497f6eca-6276-4993-bfeb-53cbbbba6f08"


STEVE = "22f9e5e1-5129-4cc7-9d8d-1248b092e05b"


OTHERS = "5d8e2a47-1c9f-4b36-a0d5-7f6e4c3b2a19"


STARTER = "e95435a2-aad1-40af-8dd9-c7935a7100fe"


NOBODY = "00000000-0000-4000-8000-000000000000"


NEW_INSTANCE: Json = {"region_id": "eu-central", "tier_id": STARTER}


NEW_PROVISION: Json = {**NEW_INSTANCE, "preset_id": "personal_assistant"}


CHECKOUT: Json = {"customer_id": DELTA, "product_tier_id": STARTER}


CLONE: Json = {"company_name": "New", "source_customer_id": STEVE}


def _page(client: httpx.Client, **params: Any) -> Json:
    reply = client.get("/v1/customers", params=params)
    assert reply.status_code == 200, reply.text
    page: Json = reply.json()
    return page


def _all(client: httpx.Client, **params: Any) -> list[Json]:
    """The customers of every page, by walking."""
    rows, number = [], 1
    while True:
        page = _page(client, page=number, per_page=100, **params)
        rows += page["customers"]
        if number >= page["total_pages"]:
            return rows
        number += 1


def _ids(rows: list[Json]) -> list[str]:
    return [row["id"] for row in rows]


def _details(reply: httpx.Response) -> list[Json]:
    assert reply.status_code == 422, reply.text
    detail: list[Json] = sorted(reply.json()["detail"], key=lambda problem: str(problem["loc"]))
    return detail
