"""Creating, updating and deleting at Devdraft; what one tenant's writes are to another."""

import re
from datetime import UTC, datetime

import pytest

from tests.vendors.devdraft.facts import (
    INES,
    JOHN,
    JOHNNY,
    LEDGER_SYNC,
    MATEO,
    NOBODY,
    NOON,
    Connect,
    ServerOf,
    created,
    everyone,
    total,
)

THEIR_JOHN = "7b3f1e9d-c264-4a50-93e8-d1a7c5f0b286"


# Creating


def test_a_new_customer_has_the_defaults_and_the_clocks_time(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)

    row = created(connect("devdraft"))

    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", row["id"])
    assert row == {
        "id": row["id"],
        **MATEO,
        "email": None,
        "customer_type": "Individual",
        "status": "ACTIVE",
        "last_spent": 0,
        "last_purchase_date": None,
        "appId": "app_204816",
        "app_id": "app_204816",
        "createdAt": "2026-10-01T12:00:00Z",
        "updatedAt": "2026-10-01T12:00:00Z",
    }


def test_a_new_customer_is_read_back_everywhere(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    before = total(client, status="DEACTIVATED")

    row = created(client, email="mateo@lindqvist.example", customer_type="Startup", status="DEACTIVATED")
    shown = {name: value for name, value in row.items() if name != "app_id"}

    assert client.get(f"/customers/{row['id']}").json() == shown
    assert client.get("/customers").json()["data"][0] == shown
    assert everyone(client, email="MATEO@lindqvist.example") == [shown]
    assert shown in everyone(client, name="lindqvist")
    assert (total(client), total(client, status="DEACTIVATED")) == (151, before + 1)
    assert client.get(f"/customers/{row['id']}/liquidation_addresses").json() == []


@pytest.mark.parametrize(
    "phone", ["+15550102244", "15550102244", "+1-555-010-2244", "+1 555 010 2244", "1" * 20]
)
def test_both_ways_to_write_a_phone_number_are_kept_as_sent(connect: Connect, phone: str) -> None:
    assert created(connect("devdraft"), phone_number=phone)["phone_number"] == phone


@pytest.mark.parametrize("email", ["ines@shop.example", "INES@SHOP.EXAMPLE"])
def test_a_taken_email_is_a_409(connect: Connect, email: str) -> None:
    client = connect("devdraft")
    conflict = {
        "statusCode": 409,
        "message": "Customer with the same email already exists",
        "error": "Conflict",
    }

    for answer in (
        client.post("/customers", json={**MATEO, "email": email}),
        client.patch(f"/customers/{JOHN}", json={"email": email}),
    ):
        assert (answer.status_code, answer.json()) == (409, conflict)
    assert total(client) == 150
    assert client.get(f"/customers/{JOHN}").json()["email"] == "john.doe@example.com"


def test_customers_without_an_email_do_not_collide(connect: Connect) -> None:
    client = connect("devdraft")

    assert created(client)["id"] != created(client)["id"]


def test_a_customer_may_be_given_its_own_email_again(connect: Connect) -> None:
    answer = connect("devdraft").patch(f"/customers/{INES}", json={"email": "Ines@shop.example"})

    assert (answer.status_code, answer.json()["email"]) == (200, "Ines@shop.example")


def test_an_email_is_free_again_after_a_deletion(connect: Connect) -> None:
    client = connect("devdraft")
    client.delete(f"/customers/{INES}")

    assert created(client, email="ines@shop.example")["email"] == "ines@shop.example"


def test_unknown_and_server_owned_members_are_ignored(connect: Connect) -> None:
    row = created(connect("devdraft"), nickname="Matti", last_spent=99, appId="app_1", id=NOBODY)

    assert "nickname" not in row
    assert (row["last_spent"], row["appId"]) == (0, "app_204816")
    assert row["id"] != NOBODY


# Updating


def test_an_update_changes_what_is_sent_and_moves_updated_at(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    before = client.get(f"/customers/{INES}").json()

    after = client.patch(f"/customers/{INES}", json={"last_name": "Lindqvist", "customer_type": "Enterprise"})

    expected = {
        **before,
        "last_name": "Lindqvist",
        "customer_type": "Enterprise",
        "updatedAt": "2026-10-01T12:00:00Z",
    }
    assert after.json() == client.get(f"/customers/{INES}").json() == expected
    assert everyone(client, name="lindqvist") == [expected]
    assert total(client, name="okoro") == 0


def test_an_empty_update_applies_no_defaults(connect: Connect) -> None:
    client = connect("devdraft")
    client.patch(f"/customers/{JOHNNY}", json={})

    row = client.get(f"/customers/{JOHNNY}").json()

    assert (row["status"], row["customer_type"]) == ("BLACKLISTED", "Small Business")


def test_blacklisting_and_undoing_it_move_the_customer_between_filters(connect: Connect) -> None:
    client = connect("devdraft")
    active, blacklisted = total(client, status="ACTIVE"), total(client, status="BLACKLISTED")

    body = {"status": "BLACKLISTED", "reason": "Chargeback fraud"}
    answer = client.patch(f"/customers/{INES}", json=body)

    assert (answer.status_code, answer.json()["status"]) == (200, "BLACKLISTED")
    assert "reason" not in answer.json()
    assert "reason" not in client.get(f"/customers/{INES}").json()
    assert (total(client, status="ACTIVE"), total(client, status="BLACKLISTED")) == (
        active - 1,
        blacklisted + 1,
    )

    assert client.patch(f"/customers/{INES}", json={"status": "ACTIVE"}).json()["status"] == "ACTIVE"
    assert (total(client, status="ACTIVE"), total(client, status="BLACKLISTED")) == (active, blacklisted)


# Deleting


def test_a_deletion_is_final(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(datetime(2024, 6, 1, 10, 0, 0, tzinfo=UTC))
    client = connect("devdraft")

    answer = client.delete(f"/customers/{INES}")

    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "message": "Customer successfully deleted",
        "deletedAt": "2024-06-01T10:00:00Z",
        "customerId": INES,
    }
    assert client.get(f"/customers/{INES}").status_code == 404
    assert client.delete(f"/customers/{INES}").status_code == 404
    assert client.patch(f"/customers/{INES}", json={}).status_code == 404
    assert client.get(f"/customers/{INES}/liquidation_addresses").status_code == 404
    assert total(client) == 149
    assert total(client, name="okoro") == 0


def test_a_customer_with_linked_records_cannot_be_deleted(connect: Connect) -> None:
    client = connect("devdraft")

    answer = client.delete(f"/customers/{JOHN}")

    assert answer.status_code == 400
    assert answer.json() == {
        "statusCode": 400,
        "message": "Customer cannot be deleted.",
        "error": "Bad Request",
    }
    assert client.get(f"/customers/{JOHN}").status_code == 200


def test_a_new_customer_can_be_deleted(connect: Connect) -> None:
    client = connect("devdraft")

    assert client.delete(f"/customers/{created(client)['id']}").status_code == 200
    assert total(client) == 150


# Tenants


def test_another_tenant_sees_and_changes_nothing_of_ours(connect: Connect) -> None:
    ours, theirs = connect("devdraft"), connect("devdraft", credential="test_other")

    for method, body in (("GET", None), ("PATCH", {"status": "BLACKLISTED"}), ("DELETE", None)):
        assert theirs.request(method, f"/customers/{INES}", json=body).status_code == 404
    assert theirs.get(f"/customers/{INES}/liquidation_addresses").status_code == 404
    assert theirs.get(f"/webhooks/{LEDGER_SYNC}").status_code == 404
    assert ours.get(f"/customers/{INES}").json()["status"] == "ACTIVE"
    assert (total(ours), total(theirs)) == (150, 23)
    assert {row["appId"] for row in everyone(theirs)} == {"app_731905"}


def test_an_email_is_unique_within_an_application_only(connect: Connect) -> None:
    ours, theirs = connect("devdraft"), connect("devdraft", credential="test_other")

    found = [everyone(client, email="john.doe@example.com")[0]["id"] for client in (ours, theirs)]
    row = created(theirs, email="ines@shop.example")

    assert found == [JOHN, THEIR_JOHN]
    assert row["appId"] == "app_731905"
    assert (total(ours), total(theirs)) == (150, 24)
