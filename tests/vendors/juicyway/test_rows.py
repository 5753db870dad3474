"""What Juicyway's rows show, in lists and one by one."""

import pytest

from tests.vendors.juicyway.facts import (
    ADA,
    ADAS_ACCOUNT,
    LISTS,
    NOBODY,
    TESS_OF_OTHER,
    TEST,
    TUITION,
    Connect,
    ids,
    not_found,
    page,
    rows_of,
    send,
    without,
)

# Rows


def test_the_example_of_beneficiaries(connect: Connect) -> None:
    rows = {row["id"]: row for row in rows_of(connect("juicyway"), "/beneficiaries")}

    assert rows[ADAS_ACCOUNT] == {
        "account_name": "ADA BELLO",
        "account_number": "0001112223",
        "account_type": "savings",
        "address": None,
        "bank_address": None,
        "bank_code": "000099",
        "bank_id": None,
        "bank_name": "KITE BANK",
        "bic": None,
        "currency": "NGN",
        "id": ADAS_ACCOUNT,
        "lifetime": "permanent",
        "routing_number": None,
        "sort_code": None,
        "type": "bank_account",
        "user_id": "9a1c2b3d-4e5f-4061-8273-94a5b6c7d8e9",
        "virtual": False,
    }


def test_listed_payments_are_wrapped(connect: Connect) -> None:
    client = connect("juicyway")

    for row in page(client, "/payments", limit=100)["data"]:
        assert set(row) == {"auth_type", "expires_at", "links", "message", "payment"}


def test_a_payment_shows_its_customer_and_payment_method(connect: Connect) -> None:
    client = connect("juicyway")
    ada = client.get(f"/customers/{ADA}").json()["data"]

    payment = client.get(f"/payments/{TUITION}").json()["data"]

    assert payment == {
        "amount": 250000,
        "cancellation_reason": None,
        "correlation_id": "b1f0c6a8-2d47-4c93-9e15-7a60d4e8f372",
        "currency": "NGN",
        "customer": without(ada, "created_at", "updated_at"),
        "date": "2024-07-01T10:30:00Z",
        "description": "Tuition, first term",
        "id": TUITION,
        "metadata": {"order": "A-1001"},
        "mode": "test",
        "payment_method": {
            "id": "7d1f3b58-2c6e-4a90-8b14-e5d2c9f0a763",
            "account_name": "ADA BELLO",
            "account_number": "0001112223",
            "account_type": "savings",
            "bank_name": "KITE BANK",
        },
        "status": "settled",
    }


def test_a_fetched_payment_is_the_listed_one(connect: Connect) -> None:
    client = connect("juicyway")

    for row in page(client, "/payments", limit=20)["data"]:
        assert client.get(f"/payments/{row['payment']['id']}").json() == {"data": row["payment"]}


def test_metadata_of_any_depth_comes_as_it_is(connect: Connect) -> None:
    payment = connect("juicyway").get("/payments/86b3f0a9-1e5d-4c74-b2f6-90d8c7a1e435").json()["data"]

    assert payment["metadata"] == {"order": "A-1002", "items": [{"name": "Ankara", "count": 3}], "note": None}


def test_every_payment_is_of_a_customer_in_the_list(connect: Connect) -> None:
    client = connect("juicyway")
    customers = {row["id"]: without(row, "created_at", "updated_at") for row in rows_of(client, "/customers")}

    payments = [row["payment"] for row in rows_of(client, "/payments")]

    assert len(payments) == LISTS["/payments"]
    for payment in payments:
        assert payment["customer"] == customers[payment["customer"]["id"]]


def test_a_changed_customer_shows_in_the_payments(connect: Connect) -> None:
    client = connect("juicyway")

    client.patch(f"/customers/{ADA}", json={"last_name": "Eze"}).raise_for_status()

    assert client.get(f"/payments/{TUITION}").json()["data"]["customer"]["last_name"] == "Eze"


# Fetch


def test_a_fetched_customer_is_the_listed_one(connect: Connect) -> None:
    client = connect("juicyway")

    for row in page(client, "/customers", limit=20)["data"]:
        assert client.get(f"/customers/{row['id']}").json() == {"data": row}


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("email", {"email"}),
        ("id,email", {"id", "email"}),
        ("billing_address", {"billing_address"}),
        ("id,nonsense", {"id"}),
        (
            "",
            {
                "id",
                "first_name",
                "last_name",
                "email",
                "phone_number",
                "billing_address",
                "created_at",
                "updated_at",
            },
        ),
    ],
)
def test_fields_keeps_what_it_names(connect: Connect, fields: str, kept: set[str]) -> None:
    client = connect("juicyway")
    whole = client.get(f"/customers/{ADA}").json()["data"]

    part = client.get(f"/customers/{ADA}", params={"fields": fields}).json()["data"]

    assert part == {name: value for name, value in whole.items() if name in kept}


@pytest.mark.parametrize(
    ("include", "added"),
    [
        ("transactions", {"transactions"}),
        ("payment_methods", {"payment_methods"}),
        ("transactions,payment_methods", {"transactions", "payment_methods"}),
        ("invoices", set()),
    ],
)
def test_include_adds_what_it_names(connect: Connect, include: str, added: set[str]) -> None:
    client = connect("juicyway")
    whole = client.get(f"/customers/{ADA}").json()["data"]

    more = client.get(f"/customers/{ADA}", params={"include": include}).json()["data"]

    assert set(more) - set(whole) == added
    assert without(more, *added) == whole


def test_included_rows_are_those_of_the_payments_list(connect: Connect) -> None:
    client = connect("juicyway")
    payments = [
        row["payment"] for row in rows_of(client, "/payments") if row["payment"]["customer"]["id"] == ADA
    ]

    ada = client.get(f"/customers/{ADA}", params={"include": "transactions,payment_methods"}).json()["data"]

    assert TUITION in ids(payments)
    assert ids(ada["transactions"]) == ids(payments)
    assert {method["id"] for method in ada["payment_methods"]} >= {
        payment["payment_method"]["id"] for payment in payments
    }


def test_the_version_is_accepted(connect: Connect) -> None:
    client = connect("juicyway")
    accept = {"Accept": "application/json;version=1"}

    assert client.get(f"/customers/{TEST}?version=1").json() == client.get(f"/customers/{TEST}").json()
    assert client.patch(f"/customers/{TEST}", json={}, headers=accept).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "what"),
    [
        ("GET", f"/customers/{NOBODY}", "Customer"),
        ("GET", "/customers/nobody", "Customer"),
        ("PATCH", f"/customers/{NOBODY}", "Customer"),
        ("GET", f"/payments/{NOBODY}", "Payment"),
        ("GET", f"/customers/{TESS_OF_OTHER}", "Customer"),
        ("GET", "/wallets", "Resource"),
    ],
)
def test_not_found(connect: Connect, method: str, path: str, what: str) -> None:
    response = send(connect("juicyway"), method, path)

    assert response.status_code == 404
    assert response.json() == not_found(what)


def test_a_payment_id_that_is_no_uuid(connect: Connect) -> None:
    response = connect("juicyway").get("/payments/tuition")

    assert response.status_code == 400
    assert response.json() == {
        "error": {
            "code": "invalid_request",
            "message": "Invalid parameters provided",
            "details": {"id": ["Invalid UUID format"]},
        }
    }
