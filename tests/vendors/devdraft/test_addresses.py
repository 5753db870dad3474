"""Devdraft's liquidation addresses."""

import re

import pytest

from tests.vendors.devdraft.facts import (
    INES,
    JOHN,
    LA_7F3,
    NOON,
    TO_BANK,
    Connect,
    Json,
    ServerOf,
    bad_request,
    created,
    everyone,
)


def test_a_customers_liquidation_addresses_are_a_bare_array(connect: Connect) -> None:
    client = connect("devdraft")

    assert client.get(f"/customers/{INES}/liquidation_addresses").json() == [LA_7F3]
    assert client.get(f"/customers/{INES}/liquidation_addresses/la_7f3").json() == LA_7F3
    johns = client.get(f"/customers/{JOHN}/liquidation_addresses").json()
    assert [row["id"] for row in johns] == ["la_92d", "la_91c"]


def test_a_new_liquidation_address_is_read_back(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    path = f"/customers/{INES}/liquidation_addresses"

    row = created(
        client, path, TO_BANK, destination_payment_rail="wire", destination_wire_message="Invoice 7"
    )

    assert row == {
        "id": row["id"],
        "state": "active",
        "customer_id": INES,
        **TO_BANK,
        "destination_payment_rail": "wire",
        "created_at": "2026-10-01T12:00:00Z",
        "updated_at": "2026-10-01T12:00:00Z",
    }
    assert client.get(f"{path}/{row['id']}").json() == row
    assert client.get(path).json() == [row, LA_7F3]


@pytest.mark.parametrize(
    "name", ["external_account_id", "prefunded_account_id", "bridge_wallet_id", "destination_address"]
)
def test_any_one_destination_is_enough(connect: Connect, name: str) -> None:
    body = {**{key: TO_BANK[key] for key in ("chain", "currency", "address")}, name: "x1"}

    assert connect("devdraft").post(f"/customers/{INES}/liquidation_addresses", json=body).status_code == 201


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"chain": "bitcoin"}, r"chain must be one of the following values: ethereum, .*, tron"),
        ({"currency": "usd"}, r"currency must be one of the following values: usdc, eurc, dai, pyusd, usdt"),
        ({"address": None}, r"address must be a string"),
        (
            {"external_account_id": "x" * 43},
            r"external_account_id must be shorter than or equal to 42 characters",
        ),
        ({"destination_payment_rail": "cash"}, r"destination_payment_rail must be one of .*, spei"),
        ({"destination_currency": "gbp"}, r"destination_currency must be one of .* usd, eur, mxn, .*"),
        ({"destination_wire_message": "x" * 257}, r"destination_wire_message must be shorter than .* 256 .*"),
        ({"destination_sepa_reference": "short"}, r"destination_sepa_reference must be longer than .* 6 .*"),
        ({"destination_ach_reference": "x" * 11}, r"destination_ach_reference must be shorter than .* 10 .*"),
        (
            {"custom_developer_fee_percent": "a lot"},
            r"custom_developer_fee_percent is not a valid decimal number\.",
        ),
    ],
)
def test_a_bad_liquidation_address_is_a_400(connect: Connect, change: Json, problem: str) -> None:
    answer = connect("devdraft").post(f"/customers/{INES}/liquidation_addresses", json={**TO_BANK, **change})

    assert answer.status_code == 400
    assert len(answer.json()["message"]) == 1
    assert re.fullmatch(problem, answer.json()["message"][0])


def test_a_liquidation_address_needs_a_destination(connect: Connect) -> None:
    body = {name: value for name, value in TO_BANK.items() if name != "external_account_id"}

    answer = connect("devdraft").post(f"/customers/{INES}/liquidation_addresses", json=body)

    assert answer.status_code == 400
    assert answer.json() == bad_request(
        "one of external_account_id, prefunded_account_id, bridge_wallet_id, destination_address"
        " should not be empty"
    )


def test_every_liquidation_address_belongs_to_its_customer(connect: Connect) -> None:
    client = connect("devdraft")
    found = 0

    for customer in everyone(client)[:60]:
        for row in client.get(f"/customers/{customer['id']}/liquidation_addresses").json():
            found += 1
            assert row["customer_id"] == customer["id"]
            assert customer["createdAt"] <= row["created_at"] <= row["updated_at"]
    assert found > 10
