"""Devdraft's webhooks, and the variants."""

import re

import httpx
import pytest

from tests.vendors.devdraft.facts import (
    HOOK,
    INES,
    KEY,
    LA_7F3,
    LEDGER_SYNC,
    MATEO,
    NOON,
    OPERATIONS,
    STATUSES,
    TO_BANK,
    Connect,
    Json,
    ServerOf,
    bad_request,
    created,
    everyone,
    total,
)

# Webhooks


def test_webhooks_are_a_bare_array_in_pages_of_ten(connect: Connect) -> None:
    client = connect("devdraft")

    first, second = client.get("/webhooks").json(), client.get("/webhooks", params={"skip": 10}).json()
    whole = client.get("/webhooks", params={"take": 100}).json()

    assert (len(first), len(second)) == (10, 4)
    assert [*first, *second] == whole == sorted(whole, key=lambda row: str(row["created_at"]), reverse=True)
    assert all("signing_secret" not in row for row in whole)
    for row in whole:
        stats = row["delivery_stats"]
        assert stats["total_events"] == stats["successful_deliveries"] + stats["failed_deliveries"]
        assert (stats["last_delivery"] is None) == (stats["total_events"] == 0)


def test_a_new_webhook_is_read_back_without_its_secret(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")

    row = created(client, "/webhooks", HOOK, signing_secret="whsec_2f7b1c9d4e6a8035b1d7c2e94f60a8b3")

    assert row == {
        "id": row["id"],
        **HOOK,
        "isActive": True,
        "encrypted": False,
        "created_at": "2026-10-01T12:00:00Z",
        "updated_at": "2026-10-01T12:00:00Z",
        "delivery_stats": {
            "total_events": 0,
            "successful_deliveries": 0,
            "failed_deliveries": 0,
            "last_delivery": None,
        },
    }
    assert client.get(f"/webhooks/{row['id']}").json() == row
    assert client.get("/webhooks").json()[0] == row


def test_a_webhook_is_changed_and_deleted(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    path = f"/webhooks/{LEDGER_SYNC}"
    before = client.get(path).json()

    after = client.patch(path, json={"isActive": False}).json()
    assert after == {**before, "isActive": False, "updated_at": "2026-10-01T12:00:00Z"}
    assert client.get(path).json() == after

    assert client.delete(path).json() == after
    assert client.get(path).status_code == 404
    assert len(client.get("/webhooks", params={"take": 100}).json()) == 13


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "ab"}, "name must be longer than or equal to 3 characters"),
        ({"name": "x" * 101}, "name must be shorter than or equal to 100 characters"),
        ({"url": "nowhere"}, "url must be a URL address"),
        ({"isActive": "yes"}, "isActive must be a boolean value"),
        ({"encrypted": 1}, "encrypted must be a boolean value"),
        ({"signing_secret": "x" * 31}, "signing_secret must be longer than or equal to 32 characters"),
        (
            {"signing_secret": "!" * 32},
            "signing_secret must contain only letters, digits, underscores and hyphens",
        ),
    ],
)
def test_a_bad_webhook_is_a_400(connect: Connect, change: Json, problem: str) -> None:
    client = connect("devdraft")

    for answer in (
        client.post("/webhooks", json={**HOOK, **change}),
        client.patch(f"/webhooks/{LEDGER_SYNC}", json=change),
    ):
        assert (answer.status_code, answer.json()) == (400, bad_request(problem))


# Variants


@pytest.mark.parametrize(
    ("params", "take"), [({}, 10), ({"take": 50, "skip": 140}, 50), ({"email": "no"}, 10)]
)
def test_take_echoes_request(connect: Connect, params: Json, take: int) -> None:
    page = connect("devdraft", variants=("take-echoes-request",)).get("/customers", params=params).json()

    assert page["take"] == take


@pytest.mark.parametrize(("skip", "status"), [(10_000, 200), (10_001, 400)])
def test_skip_cap(connect: Connect, skip: int, status: int) -> None:
    client = connect("devdraft", variants=("skip-cap",))

    assert client.get("/customers", params={"skip": skip}).status_code == status


def test_email_partial(connect: Connect) -> None:
    client = connect("devdraft", variants=("email-partial",))

    found = everyone(client, email="EXAMPLE.")

    assert found == [row for row in everyone(client) if "example." in (row["email"] or "").lower()]
    assert [row["id"] for row in everyone(client, email="ines@sh")] == [INES]


def test_status_deleted(connect: Connect) -> None:
    client = connect("devdraft", variants=("status-deleted",))
    assert total(client, status="DELETED") == 0

    assert client.patch(f"/customers/{INES}", json={"status": "DELETED"}).json()["status"] == "DELETED"

    assert [row["id"] for row in everyone(client, status="DELETED")] == [INES]
    refused = client.get("/customers", params={"status": "GONE"})
    assert refused.json() == bad_request(f"status must be one of the following values: {STATUSES}, DELETED")


def test_prefixed_ids(connect: Connect) -> None:
    client = connect("devdraft", variants=("prefixed-ids",))
    path = "/customers/cust_204816"

    ids = [row["id"] for row in everyone(client)]
    assert all(re.fullmatch(r"cust_[0-9]+", value) for value in ids)
    assert len(set(ids)) == 150

    assert (client.get(path).json()["id"], client.get(path).json()["first_name"]) == ("cust_204816", "Ines")
    assert client.get(f"/customers/{INES}").status_code == 404
    addresses = client.get(f"{path}/liquidation_addresses").json()
    assert addresses == [{**LA_7F3, "customer_id": "cust_204816"}]
    added = created(client, f"{path}/liquidation_addresses", TO_BANK)
    assert added["customer_id"] == "cust_204816"
    new = created(client)["id"]
    assert re.fullmatch(r"cust_[0-9]+", new)
    assert client.patch(f"/customers/{new}", json={"status": "BLACKLISTED"}).json()["id"] == new
    assert client.delete(f"/customers/{new}").json()["customerId"] == new
    assert client.get(f"/customers/{new}").status_code == 404


def test_snake_timestamps(connect: Connect) -> None:
    client = connect("devdraft", variants=("snake-timestamps",))

    for row in (client.get(f"/customers/{INES}").json(), created(client), *everyone(client)):
        assert {"created_at", "updated_at"} <= set(row)
        assert not {"createdAt", "updatedAt"} & set(row)
    assert client.get(f"/customers/{INES}").json()["created_at"] == "2024-04-01T08:00:00Z"


def test_embed_app(connect: Connect) -> None:
    client = connect("devdraft", variants=("embed-app",))

    row = client.get(f"/customers/{INES}").json()

    assert row["app_id"] == "app_204816"
    assert row["app"] == {"id": "app_204816", "app_name": "Okoro Shop"}
    assert all("app" not in listed for listed in everyone(client))


def test_create_returns_existing(connect: Connect) -> None:
    client = connect("devdraft", variants=("create-returns-existing",))

    answer = client.post("/customers", json={**MATEO, "email": "INES@shop.example"})

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["first_name"]) == (INES, "Ines")
    assert total(client) == 150
    assert client.post("/customers", json=MATEO).status_code == 201


def test_delete_returns_customer(connect: Connect) -> None:
    client = connect("devdraft", variants=("delete-returns-customer",))
    before = client.get(f"/customers/{INES}").json()

    assert client.delete(f"/customers/{INES}").json() == before

    assert client.get(f"/customers/{INES}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "needed"), [(*row, row[0] in {"POST", "DELETE"}) for row in OPERATIONS]
)
def test_idempotency_required(
    connect: Connect,
    method: str,
    path: str,
    body: Json | None,
    needed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    client = connect("devdraft", variants=("idempotency-required",))

    bare = client.request(method, path, json=body)
    keyed = client.request(method, path, json=body, headers={"idempotency-key": KEY})

    if needed:
        assert (bare.status_code, bare.json()) == (400, bad_request("idempotency-key should not be empty"))
    else:
        assert bare.status_code == 200
    assert keyed.status_code in (200, 201)


def test_labelled_429(connect: Connect) -> None:
    client = connect("devdraft", credential="test_exhausted", variants=("labelled-429",))

    answer = client.get("/customers")

    assert answer.status_code == 429
    assert answer.json() == {
        "statusCode": 429,
        "message": "Rate limit exceeded",
        "error": "Too Many Requests",
    }
    assert int(answer.headers["retry-after"]) >= 0


def test_bearer_v1(connect: Connect) -> None:
    def anonymous(headers: dict[str, str]) -> httpx.Response:
        client = connect("devdraft", credential=None, variants=("bearer-v1",))
        return client.get("/customers", headers=headers)

    full = anonymous({"authorization": "Bearer test_full"})
    basic = connect("devdraft", credential=None, variants=("bearer-v1",)).get(
        "/customers", auth=("test_full", "")
    )
    old = anonymous({"x-client-key": "test_full", "x-client-secret": "test_secret"})
    limited = anonymous({"authorization": "Bearer test_limited"})

    assert full.url.path.endswith("/v1/customers")
    assert (full.status_code, full.json()["total"]) == (200, 150)
    assert (basic.status_code, basic.json()) == (200, full.json())
    assert old.status_code == 401
    assert old.json() == {"error": {"type": "authentication_error", "message": "Invalid API key provided"}}
    assert limited.status_code == 403
    assert limited.json() == {
        "error": {
            "type": "permission_error",
            "message": "This API key does not have permission to perform this action",
        }
    }
