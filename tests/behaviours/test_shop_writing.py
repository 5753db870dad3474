"""Writing a shop's rows: create, update, upsert, idempotency keys."""

import re
from typing import Any

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.behaviours.shop import emails

# create


def test_a_new_row_has_what_was_sent_and_what_every_new_row_gets(shop: httpx.Client) -> None:
    sent = {"email": "dan@acme.example", "name": "Dan", "phone": "3", "secret": "s", "ignored": "i"}
    made = shop.post("/customers", json=sent)

    assert made.status_code == 201
    row = made.json()
    assert re.fullmatch("cus_[0-9a-f]{12}", row["id"])
    assert row["created_at"] == "2026-02-03T12:00:00Z"
    assert (row["email"], row["name"], row["phone"], row["tags"]) == ("dan@acme.example", "Dan", "3", [])
    assert not {"secret", "ignored", "updated_at"} & row.keys()
    assert shop.get(f"/customers/{row['id']}").json() == row
    assert emails(shop)[0] == "dan@acme.example"


def test_ids_of_equal_requests_differ_and_come_again_after_a_reset(
    shop: httpx.Client, server: Server
) -> None:
    first = [shop.post("/customers", json={"name": "x"}).json()["id"] for _ in range(3)]
    server.reset()
    second = [shop.post("/customers", json={"name": "x"}).json()["id"] for _ in range(3)]

    assert len(set(first)) == 3
    assert first == second


@pytest.mark.parametrize("email", ["ann@acme.example", "Ann@ACME.example"])
def test_a_taken_unique_field_is_refused_with_its_own_kind(shop: httpx.Client, email: str) -> None:
    refused = shop.post("/customers", json={"email": email})

    assert (refused.status_code, refused.json()) == (409, {"error": "the email is taken"})
    assert len(emails(shop)) == 3


def test_nulls_are_not_unique(shop: httpx.Client) -> None:
    assert [shop.post("/customers", json={"email": None}).status_code for _ in range(2)] == [201, 201]


def test_fields_that_are_unique_together(shop: httpx.Client) -> None:
    assert shop.post("/customers/cid/orders", json={"number": 1}).status_code == 201
    refused = shop.post("/customers/ann/orders", json={"number": 1})

    assert (refused.status_code, refused.json()) == (409, {"error": "conflict"})


def test_an_existing_row_is_returned_where_the_document_says_so(shop: httpx.Client) -> None:
    found = shop.post("/customers/existing", json={"email": "ANN@acme.example", "name": "Other"})
    made = shop.post("/customers/existing", json={"email": "new@acme.example"})

    assert (found.status_code, found.json()["id"], found.json()["name"]) == (200, "ann", "Ann")
    assert made.status_code == 201


def test_related_rows_come_with_a_new_row(shop: httpx.Client) -> None:
    lines = [{"position": 2, "text": "b"}, {"position": 1, "text": "a"}]
    made = shop.post("/customers/cid/orders", json={"number": 9, "lines": lines})

    assert made.status_code == 201
    assert made.json()["lines"] == [{"position": 1, "text": "a"}, {"position": 2, "text": "b"}]
    assert (made.json()["state"], made.json()["customer"]["id"]) == ("open", "cid")


def test_a_row_below_a_parent_that_is_not_there(shop: httpx.Client) -> None:
    refused = shop.post("/customers/nobody/orders", json={"number": 1})

    assert (refused.status_code, refused.json()) == (404, {"error": "no such customer"})


def test_an_integer_of_any_size_is_stored_and_shown(shop: httpx.Client) -> None:
    made = shop.post("/customers/cid/orders", json={"number": 1, "amount": 2**200})

    assert made.status_code == 201
    assert made.json()["amount"] == 2**200
    assert shop.get("/customers/cid/orders").json()[0]["amount"] == 2**200


# update


@pytest.mark.parametrize(
    ("method", "sent", "expected"),
    [
        ("PATCH", {"name": "A"}, {"name": "A"}),
        ("PATCH", {"name": None}, {"name": None}),
        ("PUT", {"name": None}, {"name": "Ann"}),
        ("PATCH", {"address": {"city": "Oslo"}}, {"address": {"city": "Oslo", "street": "Via Appia 1"}}),
        ("PATCH", {"address": {"city": None}}, {"address": {"city": None, "street": "Via Appia 1"}}),
        ("PUT", {"address": {"city": "Oslo"}}, {"address": {"city": "Oslo"}}),
        ("PATCH", {"address": None}, {"address": None}),
        ("PATCH", {"tags": ["new", "old", "new"]}, {"tags": ["old", "new"]}),
        ("PUT", {"tags": ["new"]}, {"tags": ["new"]}),
        ("PATCH", {"phone": "9"}, {"phone": "9"}),
        ("PATCH", {"email": "ANN@acme.example"}, {"email": "ANN@acme.example"}),
        ("PATCH", {"ignored": "x"}, {}),
        ("PATCH", {}, {}),
    ],
)
def test_an_update_changes_what_is_sent(
    shop: httpx.Client, method: str, sent: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = shop.get("/customers/ann").json()
    changed = shop.request(method, "/customers/ann", json=sent)

    assert changed.status_code == 200
    shouting = {"shouting": f"{expected['name'] or ''}!"} if "name" in expected else {}
    assert changed.json() == {**before, **expected, **shouting, "updated_at": "2026-02-03T12:00:00Z"}
    assert shop.get("/customers/ann").json() == changed.json()


def test_a_dotted_field_leaves_its_neighbours(shop: httpx.Client, server: Server) -> None:
    shop.patch("/customers/ann", json={"phone": "9"})

    row = server.app.vendors["acme_shop"].state.rows.tenant("default").get("customers", "ann")
    assert row is not None
    assert row.data["contact"] == {"phone": "9", "fax": "2"}


def test_an_update_keeps_to_unique_fields(shop: httpx.Client) -> None:
    refused = shop.patch("/customers/bob", json={"email": "ANN@acme.example", "name": "B"})

    assert (refused.status_code, refused.json()) == (409, {"error": "the email is taken"})
    assert shop.get("/customers/bob").json()["name"] == "Bob"


def test_an_update_moves_a_row_to_its_new_place(shop: httpx.Client) -> None:
    assert emails(shop, email="new@acme.example") == []
    shop.patch("/customers/bob", json={"email": "new@acme.example"})

    assert emails(shop, email="new@acme.example") == ["new@acme.example"]
    assert shop.post("/customers", json={"email": "NEW@acme.example"}).status_code == 409


# upsert


@pytest.mark.parametrize(
    ("sent", "status", "row"),
    [
        ({"email": "new@acme.example", "name": "N"}, 201, None),
        ({"email": "ann@acme.example", "name": "N", "tags": ["more"]}, 200, "ann"),
        ({"id": "cid", "email": "ann2@acme.example"}, 200, "cid"),
        ({"id": "nobody", "email": "cid@acme.example", "name": "N"}, 200, "cid"),
        ({"id": "own", "name": "N"}, 201, "own"),
        ({"id": "", "email": ""}, 201, None),
    ],
)
def test_an_upsert_changes_the_row_that_it_finds(
    shop: httpx.Client, sent: dict[str, Any], status: int, row: str | None
) -> None:
    made = shop.put("/customers", json=sent)

    assert made.status_code == status
    if row is not None:
        assert made.json()["id"] == row
    assert len(emails(shop)) == (4 if status == 201 else 3)


def test_an_upsert_of_many_is_all_or_none(shop: httpx.Client) -> None:
    changed = shop.put("/customers/ann/orders", json={"orders": [{"number": 1, "amount": 7}, {"number": 5}]})
    assert changed.status_code == 200
    assert [(row["number"], row.get("amount")) for row in changed.json()["orders"]] == [(1, 7), (5, None)]
    assert [row["number"] for row in shop.get("/customers/ann/orders").json()] == [1, 2, 5]


# idempotency


def test_an_idempotency_key_brings_the_first_answer_back(shop: httpx.Client) -> None:
    first, again = (
        shop.post("/customers", json={"name": "x"}, headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    other = shop.post("/customers", json={"name": "x"}, headers={"Idempotency-Key": "other"})

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert other.json()["id"] != first.json()["id"]
    assert len(emails(shop)) == 5


def test_a_refusal_comes_back_as_well(shop: httpx.Client) -> None:
    headers = {"Idempotency-Key": "k"}
    assert shop.post("/customers", json={"email": "cid@acme.example"}, headers=headers).status_code == 409
    shop.delete("/customers/cid")

    assert shop.post("/customers", json={"email": "cid@acme.example"}, headers=headers).status_code == 409


def test_an_invalid_request_uses_no_key_up(shop: httpx.Client) -> None:
    headers = {"Idempotency-Key": "k"}
    assert shop.post("/customers", json={"name": 3}, headers=headers).status_code == 422

    assert shop.post("/customers", json={"name": "x"}, headers=headers).status_code == 201


def test_another_request_under_a_key_is_refused(shop: httpx.Client) -> None:
    headers = {"Idempotency-Key": "k"}
    shop.post("/customers", json={"name": "x"}, headers=headers)
    refused = shop.post("/customers", json={"name": "y"}, headers=headers)

    assert (refused.status_code, refused.json()) == (409, {"error": "another request had this key"})


def test_a_key_is_forgotten_after_its_time(shop: httpx.Client, server: Server) -> None:
    headers = {"Idempotency-Key": "k"}
    first = shop.post("/customers", json={"name": "x"}, headers=headers).json()["id"]
    server.clock.advance(59)
    assert shop.post("/customers", json={"name": "x"}, headers=headers).json()["id"] == first
    server.clock.advance(1)

    assert shop.post("/customers", json={"name": "x"}, headers=headers).json()["id"] != first


def test_without_a_key_each_request_counts(shop: httpx.Client) -> None:
    for headers in ({}, {"Idempotency-Key": ""}):
        shop.post("/customers", json={"name": "x"}, headers=headers)

    assert len(emails(shop)) == 5
