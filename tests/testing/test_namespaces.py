"""Namespaces: separate states on one server, chosen by URL, by header or by credential."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

import mockserver
from mockserver import Server, UsageError


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with mockserver.running("rotor") as running:
        yield running


def total(server: Server, key: str = "test_full", **headers: str) -> int:
    """How many customers the namespace of `server` (or of the key or header) shows."""
    reply = httpx.get(f"{server['rotor'].url}/customers", headers={"x-api-key": key, **headers})
    return int(reply.json()["pagination"]["total"])


def create(server: Server) -> httpx.Response:
    """A new customer."""
    return httpx.post(f"{server['rotor'].url}/customers", headers={"x-api-key": "test_full"}, json={})


def test_a_namespace_has_rows_of_its_own(server: Server) -> None:
    """What is created in one namespace is in no other; a new one begins with the seeded rows."""
    one, two = server.namespace("one"), server.namespace("two")
    before = total(two)

    assert create(one).status_code == 201

    assert (total(one), total(two), total(server)) == (before + 1, before, before)


def test_url_header_and_credential_lead_to_one_state(server: Server) -> None:
    """`/rotor@NAME/…`, `Mockserver-Namespace: NAME` and `KEY@NAME` name the same namespace."""
    by_url = server.namespace("doors")
    before = total(server)

    create(by_url)

    assert total(by_url) == before + 1
    assert total(server, **{"mockserver-namespace": "doors"}) == before + 1
    assert total(server, "test_full@doors") == before + 1
    assert total(server) == before


def test_a_namespace_resets_alone(server: Server) -> None:
    """Resetting one namespace leaves the others as they are."""
    here, there = server.namespace("here"), server.namespace("there")
    before = total(here)
    for each in (here, there):
        create(each)

    here.reset()

    assert (total(here), total(there)) == (before, before + 1)


def test_a_snapshot_brings_a_namespace_back(server: Server) -> None:
    """Restore undoes what came after the snapshot."""
    space = server.namespace("marked")
    create(space)
    mark, before = space.snapshot(), total(space)
    create(space)

    space.restore(mark)

    assert total(space) == before


def test_a_namespace_has_a_clock_of_its_own(server: Server) -> None:
    """Freezing one clock moves no other, and created rows carry it."""
    frozen, running = server.namespace("frozen"), server.namespace("running")
    frozen.clock.freeze(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))

    created = [create(space).json()["created_at"] for space in (frozen, running)]

    assert created[0] == "2026-01-02T03:04:05.000Z"
    assert created[1] > "2026-01-03"


def test_the_journal_tells_namespaces_apart(server: Server) -> None:
    """`requests` of a namespace holds what was asked there."""
    space = server.namespace("journal")
    httpx.get(f"{space['rotor'].url}/pin-types", headers={"x-api-key": "test_full"})

    assert [exchange.operation for exchange in space.requests] == ["listPinTypes"]


def test_rows_that_namespaces_share_are_rendered_for_each(server: Server) -> None:
    """A derived value of a seeded row follows the namespace's own related rows."""
    with mockserver.running("hydracore") as other:
        key = {"X-Api-Key": "test_full"}
        url = other["hydracore"].url
        row = next(
            row
            for row in httpx.get(f"{url}/v1/customers?per_page=100", headers=key).json()["customers"]
            if row["instance_count"] > 0
        )
        space = other.namespace("more")
        region = httpx.get(f"{url}/v1/instances", headers=key).json()["instances"][0]["region_id"]
        tier = httpx.get(f"{url}/v1/billing/tier-pricing", headers=key).json()["pricing"][0][
            "product_tier_id"
        ]
        body = {"customer_id": row["id"], "region_id": region, "tier_id": tier}
        made = httpx.post(f"{space['hydracore'].url}/v1/instances", headers=key, json=body)

        counts = [
            httpx.get(f"{base}/v1/customers/{row['id']}", headers=key).json()["instance_count"]
            for base in (url, space["hydracore"].url)
        ]

    assert made.status_code == 200, made.text
    assert counts == [row["instance_count"], row["instance_count"] + 1]


@pytest.mark.parametrize("name", ["", "a/b", "ä", "x" * 65])
def test_a_name_that_is_none_is_refused(server: Server, name: str) -> None:
    """A namespace is 1 to 64 plain characters, in Python as in a header."""
    with pytest.raises(UsageError):
        server.namespace(name)
    if name and name.isascii():
        reply = httpx.get(f"{server['rotor'].url}/customers", headers={"mockserver-namespace": name})
        assert reply.status_code == 404
