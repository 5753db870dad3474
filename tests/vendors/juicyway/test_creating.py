"""Creating Juicyway's customers, and idempotency keys."""

from collections import Counter

import pytest

from tests.vendors.juicyway.facts import (
    LISTS,
    NEW,
    NOON,
    TEST,
    Connect,
    Row,
    ServerOf,
    ids,
    rows_of,
    unprocessable,
    without,
)

# Create


def test_a_created_customer(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    server_of("juicyway").clock.freeze(NOON)

    response = client.post("/customers", json=NEW)

    assert response.status_code == 201
    created = response.json()["data"]
    times = {"created_at": "2026-02-03T12:00:00Z", "updated_at": "2026-02-03T12:00:00Z"}
    assert created == {**NEW, "id": created["id"], **times}
    # No read shows the type.
    shown = without(created, "type")
    assert client.get(f"/customers/{created['id']}").json() == {"data": shown}
    assert rows_of(client, "/customers", email="ZAINAB@okafor.example") == [shown]
    every = rows_of(client, "/customers")
    assert len(every) == LISTS["/customers"] + 1
    assert Counter(ids(every))[created["id"]] == 1
    assert every == sorted(every, key=lambda row: (row["created_at"], row["id"]), reverse=True)


def test_members_that_no_page_names_are_passed_over(connect: Connect) -> None:
    client = connect("juicyway")

    response = client.post("/customers", json={**NEW, "id": TEST, "nickname": "Zee", "created_at": {}})

    assert response.status_code == 201
    assert response.json()["data"]["id"] != TEST
    assert "nickname" not in response.json()["data"]


@pytest.mark.parametrize("name", ["José", "花子", "Adébáyọ̀", "O'Neil-Smith", "de la Cruz", "A" * 100])
def test_names_of_any_script(connect: Connect, name: str) -> None:
    response = connect("juicyway").post("/customers", json={**NEW, "first_name": name, "last_name": name})

    assert response.status_code == 201
    assert response.json()["data"]["first_name"] == name


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (
            {},
            {
                name: ["is required"]
                for name in ("first_name", "last_name", "email", "phone_number", "billing_address", "type")
            },
        ),
        (without(NEW, "type"), {"type": ["is required"]}),
        (NEW | {"first_name": "A1"}, {"first_name": ["Invalid format"]}),
        (NEW | {"last_name": "Smith & Sons"}, {"last_name": ["Invalid format"]}),
        (NEW | {"last_name": ""}, {"last_name": ["Invalid format"]}),
        (NEW | {"first_name": "A" * 101}, {"first_name": ["Must be at most 100 characters"]}),
        (NEW | {"first_name": 5}, {"first_name": ["Must be of type string"]}),
        (NEW | {"email": "nope"}, {"email": ["Invalid email format"]}),
        (NEW | {"type": "robot"}, {"type": ["Must be one of: business, individual"]}),
        (
            NEW | {"billing_address": {"line1": "1 Rd", "country": "Nigeria"}},
            {
                "billing_address.city": ["is required"],
                "billing_address.state": ["is required"],
                "billing_address.zip_code": ["is required"],
                "billing_address.country": ["Invalid format"],
            },
        ),
        (
            NEW | {"email": "nope", "first_name": "4"},
            {"email": ["Invalid email format"], "first_name": ["Invalid format"]},
        ),
        (NEW | {"phone_number": "+14165550172"}, {"phone_number": ["is not valid for the billing country"]}),
        (NEW | {"phone_number": "+234"}, {"phone_number": ["is not valid for the billing country"]}),
        (NEW | {"email": "test@custom.er"}, {"email": ["has already been taken"]}),
        (NEW | {"email": "Test@Custom.Er"}, {"email": ["has already been taken"]}),
    ],
)
def test_wrong_values_of_a_new_customer(connect: Connect, body: Row, details: dict[str, list[str]]) -> None:
    client = connect("juicyway")

    response = client.post("/customers", json=body)

    assert response.status_code == 422
    assert response.json() == unprocessable(details)
    assert len(rows_of(client, "/customers")) == LISTS["/customers"]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(
    "phone", ["08030001122", "+0803", "+234 803 000 1122", "+2348030001122123456", "phone"]
)
def test_phone_numbers_of_a_wrong_format(connect: Connect, method: str, phone: str) -> None:
    path = "/customers" if method == "POST" else f"/customers/{TEST}"
    body = {**(NEW if method == "POST" else {}), "phone_number": phone}

    response = connect("juicyway").request(method, path, json=body)

    assert response.status_code == 400
    assert response.json() == {
        "error": {
            "code": "invalid_request",
            "message": "Invalid parameters provided",
            "details": {"phone_number": ["Invalid phone number format"]},
        }
    }


@pytest.mark.parametrize("content", [b"{", b"nope", b'{"a": NaN}', b"\xff"])
def test_malformed_bodies(connect: Connect, content: bytes) -> None:
    response = connect("juicyway").post(
        "/customers", content=content, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 400
    assert response.json() == {"error": {"code": "invalid_request", "message": "Malformed request"}}


@pytest.mark.parametrize(
    ("headers", "content", "status", "error"),
    [
        (
            {"Content-Type": "text/plain"},
            b"{}",
            415,
            {"code": "unsupported_media_type", "message": "Unsupported media type"},
        ),
        (
            {"Content-Type": "application/json", "Accept": "text/html"},
            b"{}",
            406,
            {"code": "not_acceptable", "message": "Not acceptable"},
        ),
        (
            {"Content-Type": "application/json"},
            b'{"first_name": "' + b"A" * 2**20 + b'"}',
            413,
            {"code": "payload_too_large", "message": "Payload too large"},
        ),
    ],
)
def test_bodies_that_are_not_read(
    connect: Connect, headers: dict[str, str], content: bytes, status: int, error: Row
) -> None:
    response = connect("juicyway").post("/customers", content=content, headers=headers)

    assert response.status_code == status
    assert response.json() == {"error": error}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", f"/customers/{TEST}", {"GET", "PATCH"}),
        ("PUT", "/customers", {"GET", "POST"}),
        ("POST", "/payments", {"GET"}),
    ],
)
def test_other_methods(connect: Connect, method: str, path: str, allowed: set[str]) -> None:
    response = connect("juicyway").request(method, path)

    assert response.status_code == 405
    assert response.json() == {"error": {"code": "method_not_allowed", "message": "Method not allowed"}}
    assert allowed <= {name.strip() for name in response.headers["allow"].split(",")}


# Idempotency


def test_an_idempotency_key_gives_the_first_answer_again(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)
    key = {"Idempotency-Key": "one"}

    first = client.post("/customers", json=NEW, headers=key)
    clock.advance(24 * 3600 - 1)
    again = client.post("/customers", json=NEW, headers=key)

    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert len(rows_of(client, "/customers")) == LISTS["/customers"] + 1


def test_an_idempotency_key_is_forgotten_after_24_hours(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)
    key = {"Idempotency-Key": "one"}
    client.post("/customers", json=NEW, headers=key).raise_for_status()

    clock.advance(24 * 3600 + 1)
    again = client.post("/customers", json=NEW, headers=key)

    assert again.status_code == 422
    assert again.json() == unprocessable({"email": ["has already been taken"]})


def test_an_idempotency_key_with_another_body(connect: Connect) -> None:
    client = connect("juicyway")
    key = {"Idempotency-Key": "one"}
    client.post("/customers", json=NEW, headers=key).raise_for_status()

    response = client.post("/customers", json=NEW | {"email": "other@okafor.example"}, headers=key)

    assert response.status_code == 409
    assert response.json() == {
        "error": {"code": "conflict", "message": "Idempotency key was used with another request"}
    }
    assert rows_of(client, "/customers", email="other@okafor.example") == []


def test_idempotency_keys_belong_to_their_integration(connect: Connect) -> None:
    key = {"Idempotency-Key": "one"}
    first = connect("juicyway").post("/customers", json=NEW, headers=key)

    second = connect("juicyway", credential="test_other").post("/customers", json=NEW, headers=key)

    assert first.status_code == second.status_code == 201
    assert first.json()["data"]["id"] != second.json()["data"]["id"]
