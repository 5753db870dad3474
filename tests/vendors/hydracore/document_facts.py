"""What the tests of the user's document about HydraCore share."""

from collections.abc import Callable
from typing import Any

import httpx

Connect = Callable[..., httpx.Client]


DELTA = "7c5f3d21-94b6-4b52-8a0e-2d1b9d4f6a70"


SAMPLE = "497f6eca-6276-4993-bfeb-53cbbbba6f08"


LIST_FIELDS = {
    "active_subscription_count",
    "company_name",
    "country_code",
    "created_at",
    "currency",
    "email",
    "id",
    "instance_count",
    "latest_subscription_status",
    "running_instance_count",
    "subscription_count",
    "timezone",
}


def _listed(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    reply = client.get("/v1/customers", params={"per_page": 100, **params})
    assert reply.status_code == 200, reply.text
    rows: list[dict[str, Any]] = reply.json()["customers"]
    return rows


def _problems(reply: httpx.Response) -> list[tuple[list[Any], str]]:
    """Where the problems of a 422 are, and of what type."""
    assert reply.status_code == 422, reply.text
    return sorted((problem["loc"], problem["type"]) for problem in reply.json()["detail"])
