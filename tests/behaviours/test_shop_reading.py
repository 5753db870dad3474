"""Reading a shop's rows: get, list, views, clones and deletion."""

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.behaviours.shop import emails

# get, list, views


def test_a_row_is_shown_as_its_schema_says(shop: httpx.Client) -> None:
    assert shop.get("/customers/ann").json() == {
        "id": "ann",
        "created_at": "2026-01-03T00:00:00Z",
        "email": "ann@acme.example",
        "name": "Ann",
        "address": {"city": "Rome", "street": "Via Appia 1"},
        "tags": ["old"],
        "phone": "1",
        "orders": 2,
        "open_orders": 1,
        "notes": [{"text": "tall"}],
        "states": ["open", "closed"],
        "last_visit": None,
        "shouting": "Ann!",
        "busy": True,
    }


def test_a_null_is_shown_where_the_schema_admits_one_and_an_absent_field_where_it_needs_one(
    shop: httpx.Client,
) -> None:
    bob, cid = shop.get("/customers/bob").json(), shop.get("/customers/cid").json()

    assert (bob["email"], bob["address"]) == (None, None)
    assert "name" not in cid
    assert "address" not in cid
    assert "phone" not in cid


def test_the_latest_related_row_is_the_first_in_the_relations_order(shop: httpx.Client) -> None:
    assert shop.get("/customers/cid").json()["last_visit"] == "2026-01-09"


def test_related_rows_and_parents_are_shown_inside(shop: httpx.Client) -> None:
    assert shop.get("/customers/ann/orders/1").json() == {
        "id": "o1",
        "number": 1,
        "state": "open",
        "amount": 5,
        "customer": {"id": "ann", "email": "ann@acme.example"},
        "customer_name": "Ann",
        "lines": [{"position": 1, "text": "first"}, {"position": 2, "text": "second"}],
    }


def test_a_view_follows_the_rows_that_it_shows(shop: httpx.Client) -> None:
    before = shop.get("/customers/ann").json()
    shop.post("/customers/ann/orders", json={"number": 7})

    assert (before["orders"], shop.get("/customers/ann").json()["orders"]) == (2, 3)
    shop.delete("/customers/ann/orders/7")
    assert shop.get("/customers/ann").json() == before
    shop.patch("/customers/ann", json={"name": "Anna"})
    assert shop.get("/customers/ann/orders/1").json()["customer_name"] == "Anna"


def test_a_list_is_in_its_resources_order(shop: httpx.Client) -> None:
    assert emails(shop) == ["ann@acme.example", None, "cid@acme.example"]
    assert [row["number"] for row in shop.get("/customers/ann/orders").json()] == [1, 2]


def test_a_list_below_a_parent_has_that_parents_rows_alone(shop: httpx.Client) -> None:
    assert [row["id"] for row in shop.get("/customers/bob/orders").json()] == ["o3"]
    assert shop.get("/customers/cid/orders").json() == []


@pytest.mark.parametrize(
    "path", ["/customers/nobody", "/customers/nobody/orders", "/customers/nobody/orders/1"]
)
def test_a_missing_row_or_parent_is_not_found_in_its_resources_words(shop: httpx.Client, path: str) -> None:
    found = shop.get(path)

    assert (found.status_code, found.json()) == (404, {"error": "no such customer"})


def test_a_missing_child_is_not_found_in_its_own_words(shop: httpx.Client) -> None:
    found = shop.get("/customers/bob/orders/2")

    assert (found.status_code, found.json()) == (404, {"error": "no such order"})


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"has_orders": "true"}, ["ann@acme.example", None]),
        ({"has_orders": "false"}, ["cid@acme.example"]),
        ({"order_state": "closed"}, ["ann@acme.example"]),
        ({"email": "ANN@acme.example"}, ["ann@acme.example"]),
        ({"email": ""}, ["ann@acme.example", None, "cid@acme.example"]),
        ({"email": "nobody"}, []),
    ],
)
def test_filters(shop: httpx.Client, params: dict[str, str], expected: list[str | None]) -> None:
    assert emails(shop, **params) == expected


def test_a_filter_by_related_rows_follows_them_also_through_a_reset(
    shop: httpx.Client, server: Server
) -> None:
    """The filtered list is of one table, and what it depends on of another."""
    shop.post("/customers/cid/orders", json={"number": 1})
    assert len(emails(shop, has_orders="true")) == 3

    server.reset()

    assert len(emails(shop, has_orders="true")) == 2


# clone


def test_a_clone_has_the_copied_fields_and_rows(shop: httpx.Client) -> None:
    made = shop.post("/customers/ann/clone", json={"email": "twin@acme.example"})

    assert made.status_code == 201
    row = made.json()
    assert row["id"] != "ann"
    assert (row["name"], row["address"]["city"], row["tags"], row["orders"]) == ("Ann", "Rome", [], 0)
    assert (row["cloned_from"], row["notes"]) == ("ann", [{"text": "tall"}])
    assert shop.get("/customers/ann").json()["notes"] == [{"text": "tall"}]


def test_a_refused_clone_leaves_nothing(shop: httpx.Client, server: Server) -> None:
    store = server.app.vendors["acme_shop"].state.rows
    before = store.counts()

    assert shop.post("/customers/ann/clone", json={"email": "cid@acme.example"}).status_code == 409
    assert store.counts() == before
    assert shop.post("/customers/nobody/clone", json={}).status_code == 404


# delete


def test_a_deleted_row_is_gone_with_what_belongs_to_it(shop: httpx.Client, server: Server) -> None:
    assert shop.delete("/customers/cid").status_code == 204

    assert shop.get("/customers/cid").status_code == 404
    tenant = server.app.vendors["acme_shop"].state.rows.tenant("default")
    assert tenant.get("notes", "n1") is None, "the default is to delete them"
    assert tenant.get("visits", "v1") is not None, "these are kept"
    assert shop.delete("/customers/cid").status_code == 404
    assert shop.post("/customers", json={"email": "cid@acme.example"}).status_code == 201


def test_a_row_in_use_is_not_deleted(shop: httpx.Client) -> None:
    refused = shop.delete("/customers/ann")

    assert (refused.status_code, refused.json()) == (409, {"error": "in use"})
    assert shop.get("/customers/ann").status_code == 200


def test_a_guard_refuses_by_the_stored_row(shop: httpx.Client) -> None:
    refused = shop.delete("/customers/ann/orders/2")

    assert (refused.status_code, refused.json()) == (409, {"error": "the order is closed"})
    assert shop.delete("/customers/ann/orders/1").status_code == 204
    assert [row["number"] for row in shop.get("/customers/ann/orders").json()] == [2]


@pytest.mark.parametrize(
    ("numbers", "status", "left"),
    [([1, 2], 204, []), ([1, 1], 204, [2]), ([1, 3], 404, [1, 2]), ([], 204, [1, 2])],
)
def test_many_are_deleted_together_or_not_at_all(
    shop: httpx.Client, numbers: list[int], status: int, left: list[int]
) -> None:
    answered = shop.request("DELETE", "/customers/ann/orders", json={"numbers": numbers})

    assert answered.status_code == status
    assert [row["number"] for row in shop.get("/customers/ann/orders").json()] == left
