"""Creating and updating Rotor's customers, and bodies that are refused."""

from datetime import UTC, datetime

import pytest

from tests.vendors.rotor.facts import (
    ANA,
    HANAKO,
    NOBODY,
    TOTALS,
    Connect,
    Row,
    ServerOf,
    ids,
    invalid,
    rows_of,
    total,
)

NO_TAGS = "7d0e2f64-91b3-4c58-a7de-05f3b8c1a926"


FULL = {
    "first_name": "Omar",
    "last_name": "Haddad",
    "company_name": "Haddad Gutters",
    "email": "omar@haddad.example",
    "phone": "+14055550188",
    "notes": "Rings twice.",
    "source": "referral",
    "service_type": "gutters",
    "service_frequency": "monthly",
    "status": "inactive",
    "tags": ["gutters"],
    "property_street1": "410 NW 7th St",
    "property_street2": "Unit 2",
    "property_city": "Oklahoma City",
    "property_state": "OK",
    "property_zip": "73102",
    "property_country": "US",
    "billing_street1": "PO Box 1",
    "billing_street2": "c/o Haddad",
    "billing_city": "Norman",
    "billing_state": "OK",
    "billing_zip": "73069",
    "billing_country": "US",
    "billing_same_as_property": False,
}


def test_a_new_customer_comes_back_bare(connect: Connect, server_of: ServerOf) -> None:
    server_of("rotor").clock.freeze(datetime(2026, 10, 5, 8, 0, tzinfo=UTC))

    answer = connect("rotor").post("/customers", json=FULL)

    assert answer.status_code == 201
    written = answer.json()
    assert written.pop("id")
    assert written == {
        **FULL,
        "created_at": "2026-10-05T08:00:00.000Z",
        "message": "Customer created successfully",
    }


def test_a_new_customer_is_in_every_place(connect: Connect, server_of: ServerOf) -> None:
    server_of("rotor").clock.freeze(datetime(2026, 10, 5, 8, 0, tzinfo=UTC))
    client = connect("rotor")

    key = client.post("/customers", json=FULL).json()["id"]

    expected = {
        "id": key,
        "address": {
            "city": "Oklahoma City",
            "country": "US",
            "state": "OK",
            "street1": "410 NW 7th St",
            "zip": "73102",
            "street2": "Unit 2",
        },
        "company_name": "Haddad Gutters",
        "created_at": "2026-10-05T08:00:00.000Z",
        "email": "omar@haddad.example",
        "first_name": "Omar",
        "is_auto_pay": False,
        "last_name": "Haddad",
        "location": None,
        "notes": "Rings twice.",
        "phone": "+14055550188",
        "source": "referral",
        "status": "inactive",
        "tags": ["gutters"],
    }
    assert client.get(f"/customers/{key}").json()["data"] == expected
    body = client.get("/customers").json()
    assert body["data"][0] == expected
    assert body["pagination"]["total"] == 143
    assert key in ids(rows_of(client, "/customers", search="haddad gutters"))
    assert key in ids(rows_of(client, "/customers", status="inactive"))
    assert key not in ids(rows_of(client, "/customers", status="active"))
    assert key not in ids(rows_of(connect("rotor", credential="test_other"), "/customers"))


def test_no_field_is_required(connect: Connect) -> None:
    client = connect("rotor")

    first, second = (client.post("/customers", json={}) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert first.json()["status"] == "active"
    assert first.json()["message"] == "Customer created successfully"
    shown = client.get(f"/customers/{first.json()['id']}").json()["data"]
    assert "address" not in shown
    assert shown["tags"] is None
    assert total(client, "/customers") == 144


@pytest.mark.parametrize(
    ("body", "updated"),
    [
        ({"id": ANA}, ANA),
        ({"phone": "+19185550101"}, ANA),
        ({"email": "ana@birch.example"}, ANA),
        ({"id": HANAKO, "phone": "+19185550101"}, HANAKO),
        ({"id": HANAKO, "email": "ana@birch.example"}, HANAKO),
        ({"phone": "+13125550139", "email": "ana@birch.example"}, HANAKO),
        ({"phone": "+10000000000", "email": "ana@birch.example"}, ANA),
    ],
    ids=["id", "phone", "email", "id before phone", "id before email", "phone before email", "email at last"],
)
def test_what_is_known_is_updated(connect: Connect, body: Row, updated: str) -> None:
    client = connect("rotor")
    before = {row["id"]: row for row in rows_of(client, "/customers")}

    answer = client.post("/customers", json={**body, "notes": "Changed."})

    assert answer.status_code == 200
    assert answer.json()["id"] == updated
    assert answer.json()["message"] == "Customer updated successfully"
    after = {row["id"]: row for row in rows_of(client, "/customers")}
    changes = {name: value for name, value in body.items() if name != "id"} | {"notes": "Changed."}
    assert after == {**before, updated: {**before[updated], **changes}}


def test_an_unknown_id_creates_the_customer_under_it(connect: Connect) -> None:
    client = connect("rotor")

    answer = client.post("/customers", json={"id": NOBODY, "first_name": "Nova"})

    assert answer.status_code == 201
    assert client.get(f"/customers/{NOBODY}").json()["data"]["first_name"] == "Nova"


def test_the_same_post_again_updates(connect: Connect) -> None:
    client = connect("rotor")

    first, second = (client.post("/customers", json=FULL) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert total(client, "/customers") == 143


@pytest.mark.parametrize(
    ("key", "sent", "merged"),
    [
        (ANA, ["vip"], ["monthly", "vip"]),
        (ANA, ["vip", "monthly"], ["monthly", "vip"]),
        (ANA, [], ["monthly"]),
        (HANAKO, ["vip"], ["vip"]),
        (NO_TAGS, ["vip"], ["vip"]),
    ],
    ids=["new", "new and known", "none", "into an empty list", "into null"],
)
def test_tags_are_merged(connect: Connect, key: str, sent: list[str], merged: list[str]) -> None:
    client = connect("rotor")

    assert client.post("/customers", json={"id": key, "tags": sent}).json()["tags"] == merged

    assert client.get(f"/customers/{key}").json()["data"]["tags"] == merged
    assert (key in ids(rows_of(client, "/customers", tags="vip"))) is ("vip" in merged)


def test_an_update_moves_between_filters_and_the_address_follows(connect: Connect) -> None:
    client = connect("rotor")
    before = total(client, "/customers", status="inactive")

    client.post("/customers", json={"id": ANA, "status": "inactive", "property_city": "Owasso"})

    shown = client.get(f"/customers/{ANA}").json()["data"]
    assert shown["status"] == "inactive"
    assert shown["address"]["city"] == "Owasso"
    assert shown["address"]["street1"] == "9 Elm Ct"
    assert total(client, "/customers", status="inactive") == before + 1
    assert total(client, "/customers") == 142


def test_an_address_is_shown_once_it_is_whole(connect: Connect) -> None:
    client = connect("rotor")
    key = client.post("/customers", json={"property_city": "Tulsa"}).json()["id"]
    assert "address" not in client.get(f"/customers/{key}").json()["data"]

    rest = {"street1": "1 Oak Ln", "state": "OK", "zip": "74103", "country": "US"}
    client.post("/customers", json={"id": key, **{f"property_{name}": value for name, value in rest.items()}})

    address = client.get(f"/customers/{key}").json()["data"]["address"]
    assert address == {"city": "Tulsa", **rest, "street2": None}


@pytest.mark.parametrize("path", ["/customers", "/leads"])
@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"email": "nobody"}, "email", "Invalid email format"),
        ({"id": "1"}, "id", "Invalid uuid format"),
        ({"phone": 5550101}, "phone", "Expected string"),
        ({"tags": "vip"}, "tags", "Expected array"),
        ({"notes": None}, "notes", "Expected string"),
    ],
)
def test_a_body_that_breaks_the_contract(
    connect: Connect, path: str, body: Row, field: str, message: str
) -> None:
    client = connect("rotor")

    answer = client.post(path, json=body)

    assert answer.status_code == 400
    assert answer.json() == invalid(field, message)
    assert total(client, path) == TOTALS[path]


@pytest.mark.parametrize(
    ("path", "body", "field", "message"),
    [
        ("/customers", {"status": "gone"}, "status", "Must be one of: active, inactive"),
        ("/customers", {"billing_same_as_property": "yes"}, "billing_same_as_property", "Expected boolean"),
        ("/leads", {"priority": "urgent"}, "priority", "Must be one of: low, medium, high"),
        ("/leads", {"projected_value": "12"}, "projected_value", "Expected number"),
        ("/leads", {"follow_up_date": "soon"}, "follow_up_date", "Invalid date-time format"),
    ],
)
def test_a_field_that_breaks_the_contract(
    connect: Connect, path: str, body: Row, field: str, message: str
) -> None:
    answer = connect("rotor").post(path, json=body)

    assert answer.status_code == 400
    assert answer.json() == invalid(field, message)


@pytest.mark.parametrize("path", ["/customers", "/leads"])
@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b'{"notes": "' + b"x" * (1 << 20) + b'"}', "application/json", 413),
    ],
    ids=["malformed", "no object", "empty", "no JSON", "too large"],
)
def test_a_body_that_is_none(
    connect: Connect, path: str, content: bytes, media_type: str, status: int
) -> None:
    client = connect("rotor")

    answer = client.post(path, content=content, headers={"content-type": media_type})

    assert answer.status_code == status
    assert answer.json()["status"] == "error"
    assert "error_code" not in answer.json()
    assert total(client, path) == TOTALS[path]


def test_a_write_in_one_company_leaves_the_other_alone(connect: Connect) -> None:
    ours, theirs = connect("rotor"), connect("rotor", credential="test_other")

    answer = theirs.post(
        "/customers", json={"phone": "+19185550101", "email": "ana@birch.example", "tags": ["x"]}
    )

    assert answer.status_code == 201
    assert ours.get(f"/customers/{ANA}").json()["data"]["tags"] == ["monthly"]
    assert ours.get(f"/customers/{answer.json()['id']}").status_code == 404
    assert (total(ours, "/customers"), total(theirs, "/customers")) == (142, 24)
