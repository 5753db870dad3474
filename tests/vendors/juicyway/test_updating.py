"""Updating Juicyway's customers, and the variants."""

import pytest

from tests.vendors.juicyway.facts import (
    ADA,
    LISTS,
    NEW,
    NOON,
    TEST,
    TUITION,
    Connect,
    Row,
    ServerOf,
    ids,
    page,
    rows_of,
    unprocessable,
    without,
)

ADAS_ADDRESS = {
    "line1": "4 Palm Rd",
    "line2": None,
    "city": "Ibadan",
    "state": "Oyo",
    "zip_code": "200001",
    "country": "NG",
}


# Update


def test_an_update_changes_only_what_it_sends(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    before = client.get(f"/customers/{ADA}").json()["data"]
    server_of("juicyway").clock.freeze(NOON)

    response = client.patch(f"/customers/{ADA}", json={"phone_number": "+2348030009999"})

    changed = {**before, "phone_number": "+2348030009999", "updated_at": "2026-02-03T12:00:00Z"}
    assert response.status_code == 200
    assert response.json() == {"data": changed}
    assert client.get(f"/customers/{ADA}").json() == {"data": changed}
    assert rows_of(client, "/customers", email="ada@kite.example") == [changed]
    assert len(rows_of(client, "/customers")) == LISTS["/customers"]


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ({}, {}),
        ({"first_name": "Adaeze"}, {"first_name": "Adaeze"}),
        ({"first_name": ""}, {"first_name": ""}),
        ({"last_name": ""}, {"last_name": ""}),
        ({"phone_number": ""}, {"phone_number": ""}),
        ({"first_name": None, "last_name": "Eze"}, {"last_name": "Eze"}),
        ({"email": None, "phone_number": None, "billing_address": None}, {}),
        ({"nickname": "Dee", "id": TEST}, {}),
        # The number of another country: the rule is of the create page alone.
        ({"phone_number": "+14165550172"}, {"phone_number": "+14165550172"}),
        (
            {"billing_address": {"line1": "5 Palm Rd", "city": "Lagos"}},
            {"billing_address": {**ADAS_ADDRESS, "line1": "5 Palm Rd", "city": "Lagos"}},
        ),
        (
            {"billing_address": {"line2": "Flat 2"}},
            {"billing_address": {**ADAS_ADDRESS, "line2": "Flat 2"}},
        ),
    ],
)
def test_what_an_update_does(connect: Connect, body: Row, after: Row) -> None:
    client = connect("juicyway")
    before = client.get(f"/customers/{ADA}").json()["data"]

    response = client.patch(f"/customers/{ADA}", json=body)

    assert response.status_code == 200
    assert without(response.json()["data"], "updated_at") == without({**before, **after}, "updated_at")
    assert client.get(f"/customers/{ADA}").json() == response.json()


def test_a_changed_email_moves_in_the_filter_and_frees_the_old_one(connect: Connect) -> None:
    client = connect("juicyway")

    client.patch(f"/customers/{ADA}", json={"email": "ada@bello.example"}).raise_for_status()

    assert ids(rows_of(client, "/customers", email="ada@bello.example")) == [ADA]
    assert rows_of(client, "/customers", email="ada@kite.example") == []
    assert client.post("/customers", json=NEW | {"email": "ada@kite.example"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({"email": "nope"}, {"email": ["Invalid email format"]}),
        ({"email": ""}, {"email": ["Invalid email format"]}),
        ({"email": "TEST@custom.er"}, {"email": ["has already been taken"]}),
        ({"first_name": "R2D2"}, {"first_name": ["Invalid format"]}),
        ({"last_name": "A" * 101}, {"last_name": ["Must be at most 100 characters"]}),
        ({"billing_address": {"country": "ng"}}, {"billing_address.country": ["Invalid format"]}),
    ],
)
def test_wrong_values_of_an_update(connect: Connect, body: Row, details: dict[str, list[str]]) -> None:
    client = connect("juicyway")
    before = client.get(f"/customers/{ADA}").json()

    response = client.patch(f"/customers/{ADA}", json=body)

    assert response.status_code == 422
    assert response.json() == unprocessable(details)
    assert client.get(f"/customers/{ADA}").json() == before


def test_a_customer_may_keep_its_email(connect: Connect) -> None:
    response = connect("juicyway").patch(f"/customers/{ADA}", json={"email": "ADA@kite.example"})

    assert response.status_code == 200
    assert response.json()["data"]["email"] == "ADA@kite.example"


# Variants


def test_bearer(connect: Connect) -> None:
    client = connect("juicyway", credential=None, variants=("bearer",))

    for key, status in (
        ("Bearer test_full", 200),
        ("test_full", 200),
        ("Bearer nobody", 401),
        ("Bearer", 401),
    ):
        assert client.get("/customers", headers={"Authorization": key}).status_code == status, key


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "errors"),
    [
        (
            "GET",
            "/customers?limit=0&sort=up",
            None,
            "invalid_request",
            [
                {"field": "limit", "message": "Must be between 1 and 100"},
                {"field": "sort", "message": "Must be one of: created_at:asc, created_at:desc"},
            ],
        ),
        (
            "PATCH",
            f"/customers/{TEST}",
            {"phone_number": "1"},
            "invalid_request",
            [{"field": "phone_number", "message": "Invalid phone number format"}],
        ),
        (
            "PATCH",
            f"/customers/{TEST}",
            {"email": "nope"},
            "validation_error",
            [{"field": "email", "message": "Invalid email format"}],
        ),
        (
            "POST",
            "/customers",
            NEW | {"email": "test@custom.er"},
            "validation_error",
            [{"field": "email", "message": "has already been taken"}],
        ),
        (
            "POST",
            "/customers",
            NEW | {"phone_number": "+14165550172"},
            "validation_error",
            [{"field": "phone_number", "message": "is not valid for the billing country"}],
        ),
    ],
)
def test_errors_list(
    connect: Connect, method: str, path: str, body: Row | None, code: str, errors: list[Row]
) -> None:
    response = connect("juicyway", variants=("errors-list",)).request(method, path, json=body)

    error = response.json()["error"]
    assert response.status_code == {"invalid_request": 400, "validation_error": 422}[code]
    assert sorted(error.pop("errors"), key=lambda problem: str(problem["field"])) == errors
    assert error == {"code": code, "message": "The request was invalid", "type": "invalid_request_error"}


def test_replace_nested(connect: Connect) -> None:
    client = connect("juicyway", variants=("replace-nested",))
    address = without(NEW["billing_address"], "line2")

    part = client.patch(
        f"/customers/{TEST}", json={"billing_address": {"line1": "5 Palm Rd", "city": "Lagos"}}
    )
    whole = client.patch(f"/customers/{TEST}", json={"billing_address": address})

    assert part.status_code == 422
    assert set(part.json()["error"]["details"]) == {
        "billing_address.state",
        "billing_address.zip_code",
        "billing_address.country",
    }
    assert whole.status_code == 200
    # Nothing is left of the second line that was there.
    stored = client.get(f"/customers/{TEST}").json()["data"]["billing_address"]
    assert stored.pop("line2", None) is None
    assert stored == address


def test_retry_after_underscore(connect: Connect) -> None:
    client = connect("juicyway", credential="test_exhausted", variants=("retry-after-underscore",))

    response = client.get("/customers")

    assert response.status_code == 429
    assert int(response.headers["retry_after"]) > 0
    assert "retry-after" not in response.headers


def test_waas(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway", credential=None, variants=("waas",))
    client.headers["Authorization"] = "Bearer test_full"
    server_of("juicyway", "waas").clock.freeze(NOON)
    body = {**without(NEW, "phone_number"), "phone": "+2348037770101"}

    response = client.post("/customers", json=body)

    assert response.status_code == 201
    created = response.json()["data"]
    assert created == {"id": created["id"], "status": "pending_kyc", "created_at": "2026-02-03T12:00:00Z"}
    assert client.get(f"/customers/{created['id']}").json()["data"]["phone_number"] == "+2348037770101"


@pytest.mark.parametrize(
    ("change", "status", "details"),
    [
        ({}, 422, {"phone": ["is required"]}),
        ({"phone": "0803"}, 400, {"phone": ["Invalid phone number format"]}),
        ({"phone": "+14165550172"}, 422, {"phone": ["is not valid for the billing country"]}),
    ],
)
def test_waas_reads_phone(connect: Connect, change: Row, status: int, details: dict[str, list[str]]) -> None:
    client = connect("juicyway", variants=("waas",))

    response = client.post("/customers", json={**NEW, **change})

    assert response.status_code == status
    assert response.json()["error"]["details"] == details


def test_plain_payments(connect: Connect) -> None:
    client = connect("juicyway", variants=("plain-payments",))

    rows = page(client, "/payments", after=TUITION)["data"]

    assert rows
    for row in rows:
        assert client.get(f"/payments/{row['id']}").json() == {"data": row}


def test_optional_type(connect: Connect) -> None:
    client = connect("juicyway", variants=("optional-type",))

    untyped = client.post("/customers", json=without(NEW, "type"))
    typed = client.post("/customers", json=NEW | {"email": "typed@okafor.example"})

    assert untyped.status_code == typed.status_code == 201
    assert "type" not in untyped.json()["data"]
    assert typed.json()["data"]["type"] == "individual"
