"""HydraCore's instances, billing and keys."""

import httpx
import pytest

from mockserver.runtime.live import Server
from tests.vendors.hydracore.facts import (
    CHECKOUT,
    DELTA,
    NEW_INSTANCE,
    NEW_PROVISION,
    NOBODY,
    OTHERS,
    SAMPLE,
    STARTER,
    Connect,
    Json,
    _page,
)

# Instances


def test_an_instance_in_the_list(client: httpx.Client) -> None:
    instances = client.get("/v1/instances").json()["instances"]

    (empfang,) = [row for row in instances if row["id"] == SAMPLE]
    assert empfang == {
        "agent_name": "Empfang",
        "created_at": "2026-03-04T08:45:00Z",
        "customer_email": "lena@delta.example",
        "hostname": "delta-empfang.eu-central.hydracore.example",
        "id": SAMPLE,
        "ip_address": "203.0.113.11",
        "preset_id": "personal_assistant",
        "product_tier_name": "Starter",
        "provider": "hetzner",
        "region_id": "eu-central",
        "runtime_type": "expressclaw",
        "status": "running",
        "workload_type": "agent",
    }
    assert len(instances) == 168


def test_a_created_instance_is_counted(client: httpx.Client) -> None:
    before = _page(client, search="lena@delta.example")["customers"][0]

    created = client.post(
        "/v1/instances", json={**NEW_INSTANCE, "customer_id": DELTA, "workflow_slugs": ["take-message"]}
    )

    assert created.status_code == 200
    assert set(created.json()) == {"idempotency_key", "instance_id", "message", "task_id"}
    assert created.json()["task_id"] != created.json()["instance_id"]
    after = _page(client, search="lena@delta.example")["customers"][0]
    assert after == {**before, "instance_count": before["instance_count"] + 1}
    instances = client.get("/v1/instances").json()["instances"]
    (new,) = [row for row in instances if row["id"] == created.json()["instance_id"]]
    assert len(instances) == 169
    assert new["customer_email"] == "lena@delta.example"
    assert new["product_tier_name"] == "Starter"
    assert new["preset_id"] == "personal_assistant"
    assert (new["runtime_type"], new["workload_type"]) == ("expressclaw", "agent")
    assert (new["status"], new["hostname"], new["ip_address"]) == ("provisioning", None, None)


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("/v1/instances", {**NEW_INSTANCE, "tier_id": NOBODY}, "Product tier not found"),
        ("/v1/instances", {**NEW_INSTANCE, "tier_id": "gold"}, "Product tier not found"),
        ("/v1/instances", {**NEW_INSTANCE, "customer_id": NOBODY}, "Customer not found"),
        ("/v1/instances", {**NEW_INSTANCE, "customer_id": OTHERS}, "Customer not found"),
        ("/v2/provision", {**NEW_PROVISION, "tier_id": NOBODY}, "Product tier not found"),
        ("/v1/billing/checkout-session", {**CHECKOUT, "customer_id": OTHERS}, "Customer not found"),
        ("/v1/billing/checkout-session", {**CHECKOUT, "product_tier_id": NOBODY}, "Product tier not found"),
    ],
)
def test_what_a_body_refers_to_must_exist(client: httpx.Client, path: str, body: Json, detail: str) -> None:
    refused = client.post(path, json=body)

    assert (refused.status_code, refused.json()) == (404, {"detail": detail})
    assert len(client.get("/v1/instances").json()["instances"]) == 168


@pytest.mark.parametrize(
    ("path", "body"), [("/v1/instances", NEW_INSTANCE), ("/v2/provision", NEW_PROVISION)]
)
def test_an_idempotency_key_in_the_body_replays_the_first_answer(
    client: httpx.Client, path: str, body: Json
) -> None:
    first, again = (client.post(path, json={**body, "idempotency_key": "order-1"}) for _ in range(2))
    mismatch = client.post(path, json={**body, "idempotency_key": "order-1", "region_id": "us-east"})
    fresh = client.post(path, json={**body, "idempotency_key": "order-2"})

    assert first.status_code == again.status_code == fresh.status_code == 200
    assert first.json()["idempotency_key"] == "order-1"
    assert again.json() == first.json()
    assert fresh.json()["instance_id"] != first.json()["instance_id"]
    assert (mismatch.status_code, mismatch.json()) == (
        409,
        {"detail": "Idempotency key was used with a different request"},
    )
    assert len(client.get("/v1/instances").json()["instances"]) == 170


def test_without_an_idempotency_key_each_request_makes_an_instance(client: httpx.Client) -> None:
    first, second = (client.post("/v1/instances", json=NEW_INSTANCE).json() for _ in range(2))

    assert first["instance_id"] != second["instance_id"]
    assert first["idempotency_key"] != second["idempotency_key"]


def test_an_idempotency_key_is_the_tenants_own(connect: Connect) -> None:
    tiers = {"test_full": STARTER, "test_other": "6a3e9d17-4c82-4f50-8b6d-1e7f5c2a9038"}

    made = {
        connect("hydracore", credential=name)
        .post("/v1/instances", json={"region_id": "eu", "tier_id": tier, "idempotency_key": "same"})
        .json()["instance_id"]
        for name, tier in tiers.items()
    }

    assert len(made) == 2


def test_a_provisioned_instance_has_a_status(client: httpx.Client, stopped: Server) -> None:
    made = client.post(
        "/v2/provision", json={**NEW_PROVISION, "display_name": "Front desk", "end_user_id": "u1"}
    )

    assert made.status_code == 200
    assert set(made.json()) == {"idempotency_key", "instance_id", "message", "status", "task_id"}
    assert made.json()["status"] == "provisioning"
    where = made.json()["instance_id"]
    assert client.get(f"/v2/provision/{where}/status").json() == {
        "created_at": "2026-10-01T12:00:00Z",
        "hostname": None,
        "instance_id": where,
        "ip_address": None,
        "status": "provisioning",
    }
    (row,) = [row for row in client.get("/v1/instances").json()["instances"] if row["id"] == where]
    assert (row["agent_name"], row["customer_email"]) == ("Front desk", None)


def test_the_status_of_an_instance(client: httpx.Client) -> None:
    assert client.get(f"/v2/provision/{SAMPLE}/status").json() == {
        "created_at": "2026-03-04T08:45:00Z",
        "hostname": "delta-empfang.eu-central.hydracore.example",
        "instance_id": SAMPLE,
        "ip_address": "203.0.113.11",
        "status": "running",
    }
    unknown = client.get(f"/v2/provision/{NOBODY}/status")
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Instance not found"})


# Billing and keys


def test_tier_pricing_is_whole_and_counted(connect: Connect) -> None:
    ours = connect("hydracore").get("/v1/billing/tier-pricing").json()
    theirs = connect("hydracore", credential="test_other").get("/v1/billing/tier-pricing").json()

    assert (ours["total"], len(ours["pricing"])) == (6, 6)
    assert (theirs["total"], len(theirs["pricing"])) == (2, 2)
    (month,) = [price for price in ours["pricing"] if price["stripe_price_id"] == "price_starter_month"]
    assert month == {
        "billing_interval": "month",
        "created_at": "2023-02-01T09:00:00Z",
        "currency": "EUR",
        "customer_price_cents": 4900,
        "id": "8a1f5d03-6b7c-4e29-9d84-2c3b1a0f7e65",
        "is_active": True,
        "platform_fee_percent": "10.00",
        "product_name": "Agent Hosting",
        "product_tier_id": STARTER,
        "stripe_price_id": "price_starter_month",
        "tier_name": "Starter",
        "updated_at": "2025-06-30T12:00:00Z",
    }


def test_a_checkout_session_is_that_of_the_customer(client: httpx.Client) -> None:
    session = client.post(
        "/v1/billing/checkout-session", json={**CHECKOUT, "success_url": "https://a.example"}
    )

    assert session.status_code == 200
    body = session.json()
    assert set(body) == {"checkout_url", "session_id", "stripe_customer_id"}
    assert body["session_id"] in body["checkout_url"]
    detail = client.get(f"/v1/customers/{DELTA}").json()
    assert body["stripe_customer_id"] == detail["stripe_customer_id"]
    assert detail["subscription_count"] == 1  # not before the customer has paid


def test_the_key_context_describes_the_calling_key(connect: Connect) -> None:
    full, limited = (
        connect("hydracore", credential=name).get("/v1/mcp/api-key-context").json()
        for name in ("test_full", "test_limited")
    )

    assert full == {
        "api_key_id": "d2c1b0a9-8f7e-4d6c-9b5a-4f3e2d1c0b9a",
        "customer_id": None,
        "hash_version": "v2",
        "needs_reissue": False,
        "rate_limit_per_hour": 1000,
        "rate_limit_per_minute": 60,
        "scopes": [
            "customers:read",
            "customers:write",
            "instances:read",
            "instances:write",
            "billing:read",
            "billing:write",
        ],
        "tenant_id": "34f5c98e-f430-457b-a812-92637d0c6fd0",
        "user_id": "6d5c4b3a-2f1e-4d0c-8b9a-7f6e5d4c3b2a",
    }
    assert (limited["customer_id"], limited["needs_reissue"]) == (DELTA, True)
    assert limited["scopes"] == ["customers:read", "customers:write"]
