"""`/__admin/limits`: what limited callers have used, by namespace."""

from collections.abc import Iterator

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with mockserver.running("devdraft") as running:
        yield running


def used(server: Server, **query: str) -> dict[str, tuple[int, int]]:
    """What each caller has used of the first limit, and what is left."""
    found = httpx.get(f"{server.url}/__admin/limits", params=query).json()["limits"]
    return {each["caller"]: (each["used"], each["remaining"]) for each in found[0]["callers"]}


def call(server: Server, caller: str, **headers: str) -> httpx.Response:
    vendor = server["devdraft"]
    return httpx.get(f"{vendor.url}/customers", headers={**vendor.credentials[caller], **headers})


def test_what_is_used_is_told_of_those_whom_limits_hold(server: Server) -> None:
    assert used(server) == {"test_metered": (0, 100), "test_exhausted": (100, 0)}
    left = [call(server, caller).headers["x-ratelimit-remaining"] for caller in ("test_metered", "test_full")]

    assert used(server)["test_metered"] == (1, int(left[0]))
    server.clock.advance(60)
    assert used(server)["test_metered"] == (0, 100)


def test_each_namespace_counts_by_itself(server: Server) -> None:
    call(server, "test_metered", **{"Mockserver-Namespace": "mine"})

    assert used(server, namespace="mine")["test_metered"] == (1, 99)
    assert used(server)["test_metered"] == used(server, namespace="nobody")["test_metered"] == (0, 100)


def test_an_unknown_parameter_is_refused(server: Server) -> None:
    refused = httpx.get(f"{server.url}/__admin/limits", params={"vendor": "devdraft"})

    assert refused.status_code == 400
    assert "unknown parameter 'vendor'" in refused.json()["detail"]
