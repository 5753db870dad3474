"""Juicyway as its fact sheet has it."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]
ServerOf = Callable[..., Server]
Row = dict[str, Any]

TEST = "6f7e1e7f-93d1-4fcc-b7a4-738f869615c8"
JANE = "7a8b9c0d-1e2f-3g4h-5i6j-7k8l9m0n1o2p"
ADA = "4be0a7d2-1d7a-4c1b-9f0e-0c52a1f4a901"
ADEBAYO = "c18f5a3e-7b60-4d92-8e4c-2f9a06d1b735"
SAME_TIME = [f"{digit * 8}-3a5d-4c0e-8f21-6b9d0e7c4a10" for digit in "123"]
TESS_OF_OTHER = "0d93b7e4-68fa-4c25-b1d0-7e5f2a9c4836"
ADAS_ACCOUNT = "0f5b7c1e-33b2-4a7c-8f40-7a1b2c3d4e5f"
TUITION = "c2a1e7d4-5b0f-4e36-9d8a-1f6b3c7e9a20"
NOBODY = "00000000-0000-4000-8000-000000000000"
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
NOON_UNIX = int(NOON.timestamp())

# What each operation is called in its 403.
OPERATIONS = {
    ("GET", "/customers"): "list customers",
    ("POST", "/customers"): "create customers",
    ("GET", f"/customers/{TEST}"): "fetch customers",
    ("PATCH", f"/customers/{TEST}"): "update customers",
    ("GET", "/beneficiaries"): "list beneficiaries",
    ("GET", "/payments"): "list payments",
    ("GET", f"/payments/{TUITION}"): "fetch payments",
}
LISTS = {"/customers": 150, "/beneficiaries": 56, "/payments": 166}
OTHER_LISTS = {"/customers": 23, "/beneficiaries": 9, "/payments": 20}

UNAUTHORIZED = {"error": {"code": "unauthorized", "message": "Invalid or missing API key"}}
TOO_MANY = {
    "error": {"code": "rate_limit_exceeded", "message": "Too many requests", "type": "rate_limit_error"}
}
NEW: Row = {
    "first_name": "Zainab",
    "last_name": "Okafor-Bright",
    "email": "zainab@okafor.example",
    "phone_number": "+2348037770101",
    "type": "individual",
    "billing_address": {
        "line1": "18 Marina Rd",
        "line2": "Flat 3",
        "city": "Lagos",
        "state": "LA",
        "zip_code": "101241",
        "country": "NG",
    },
}
ADAS_ADDRESS = {
    "line1": "4 Palm Rd",
    "line2": None,
    "city": "Ibadan",
    "state": "Oyo",
    "zip_code": "200001",
    "country": "NG",
}


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def send(client: httpx.Client, method: str, path: str) -> httpx.Response:
    return client.request(method, path, json=NEW if method == "POST" else {} if method == "PATCH" else None)


def page(client: httpx.Client, path: str, **params: str | int) -> Row:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return dict(response.json())


def ids(rows: list[Row]) -> list[str]:
    """The ids of rows, be they payments in their envelopes."""
    return [row.get("payment", row)["id"] for row in rows]


def walk(client: httpx.Client, path: str, **params: str | int) -> list[Row]:
    """Every page from the first on, along `after`."""
    pages = [page(client, path, **params)]
    while pages[-1]["pagination"]["after"] is not None:
        pages.append(page(client, path, **params, after=pages[-1]["pagination"]["after"]))
    return pages


def rows_of(client: httpx.Client, path: str, **params: str | int) -> list[Row]:
    return [row for body in walk(client, path, limit=100, **params) for row in body["data"]]


def bad_query(**details: list[str]) -> Row:
    return {"error": {"code": "invalid_request", "message": "Invalid query parameters", "details": details}}


def unprocessable(details: dict[str, list[str]]) -> Row:
    return {
        "error": {
            "code": "validation_error",
            "message": "The request contains invalid parameters",
            "details": details,
        }
    }


def not_found(what: str) -> Row:
    return {"error": {"code": "not_found", "message": f"{what} not found"}}


# Pages


@pytest.mark.parametrize("path", LISTS)
def test_default_page(connect: Connect, path: str) -> None:
    body = page(connect("juicyway"), path)

    assert list(body) == ["data", "pagination"]
    assert len(body["data"]) == 15
    assert body["pagination"] == {"before": None, "after": ids(body["data"])[-1], "limit": 15}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 7, 50, 100])
def test_pages_put_together_are_the_list(connect: Connect, path: str, limit: int) -> None:
    client = connect("juicyway")
    # One row a page is slow for the long lists; a filter makes the same point.
    params = {"created_before": "2024-08-01T00:00:00Z"} if limit == 1 and path != "/beneficiaries" else {}
    whole = ids(rows_of(client, path, **params))

    pages = walk(client, path, limit=limit, **params)

    assert [row_id for body in pages for row_id in ids(body["data"])] == whole
    assert len(pages) == -(-len(whole) // limit)
    assert len(set(whole)) == len(whole)
    assert params or len(whole) == LISTS[path]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [10, 23])
def test_walking_back_shows_the_same_pages(connect: Connect, path: str, limit: int) -> None:
    client = connect("juicyway")
    forward = walk(client, path, limit=limit)

    for earlier, later in pairwise(forward):
        assert page(client, path, limit=limit, before=later["pagination"]["before"]) == earlier


@pytest.mark.parametrize("sort", ["created_at:asc", "created_at:desc"])
def test_before_keeps_the_order_that_sort_names(connect: Connect, sort: str) -> None:
    client = connect("juicyway")
    whole = ids(rows_of(client, "/customers", sort=sort))

    body = page(client, "/customers", limit=3, before=whole[10], sort=sort)

    assert ids(body["data"]) == whole[7:10]
    assert body["pagination"] == {"before": whole[7], "after": whole[9], "limit": 3}


def test_before_near_the_beginning_gives_what_there_is(connect: Connect) -> None:
    client = connect("juicyway")
    whole = ids(rows_of(client, "/customers"))

    body = page(client, "/customers", limit=10, before=whole[4])

    assert ids(body["data"]) == whole[:4]
    assert body["pagination"] == {"before": None, "after": whole[3], "limit": 10}


def test_a_single_page_has_no_cursors(connect: Connect) -> None:
    body = page(connect("juicyway"), "/customers", limit=2, created_before="2024-03-03T00:00:00Z")

    assert ids(body["data"]) == [JANE, TEST]
    assert body["pagination"] == {"before": None, "after": None, "limit": 2}


def test_no_rows(connect: Connect) -> None:
    body = page(connect("juicyway"), "/customers", limit=7, email="nobody@example.com")

    assert body == {"data": [], "pagination": {"before": None, "after": None, "limit": 7}}


def test_ids_decide_between_equal_times(connect: Connect) -> None:
    client = connect("juicyway")
    moment = {"created_after": "2024-05-05T11:59:59Z", "created_before": "2024-05-05T12:00:01Z"}

    assert ids(rows_of(client, "/customers", **moment, sort="created_at:asc")) == SAME_TIME
    assert ids(rows_of(client, "/customers", **moment)) == SAME_TIME[::-1]
    second = page(client, "/customers", **moment, limit=1, after=SAME_TIME[2])
    assert ids(second["data"]) == [SAME_TIME[1]]


def test_payments_are_newest_first(connect: Connect) -> None:
    keys = [
        (row["payment"]["date"], row["payment"]["id"]) for row in rows_of(connect("juicyway"), "/payments")
    ]

    assert all(earlier > later for earlier, later in pairwise(keys))


@pytest.mark.parametrize(("sort", "found"), [("created_at:desc", [TEST]), ("created_at:asc", [])])
def test_a_cursor_takes_its_place_under_other_filters(connect: Connect, sort: str, found: list[str]) -> None:
    body = page(connect("juicyway"), "/customers", after=ADA, email="test@custom.er", sort=sort)

    assert ids(body["data"]) == found


def test_a_walk_is_stable_while_rows_come(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    server_of("juicyway").clock.freeze(datetime(2027, 1, 1, tzinfo=UTC))
    whole = ids(rows_of(client, "/customers"))
    first = page(client, "/customers", limit=50)

    client.post("/customers", json=NEW).raise_for_status()
    second = page(client, "/customers", limit=50, after=first["pagination"]["after"])
    third = page(client, "/customers", limit=50, after=second["pagination"]["after"])

    assert ids(first["data"] + second["data"] + third["data"]) == whole
    assert len(rows_of(client, "/customers")) == len(whole) + 1


# Queries that are refused


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "details"),
    [
        ("limit=0", {"limit": ["Must be between 1 and 100"]}),
        ("limit=101", {"limit": ["Must be between 1 and 100"]}),
        ("limit=-1", {"limit": ["Must be between 1 and 100"]}),
        ("limit=abc", {"limit": ["Must be an integer"]}),
        ("limit=1.5", {"limit": ["Must be an integer"]}),
        ("limit=1&limit=2", {"limit": ["Must be given once"]}),
        ("after=nothing", {"after": ["Unknown cursor"]}),
        (f"after={NOBODY}", {"after": ["Unknown cursor"]}),
        (f"before={NOBODY}", {"before": ["Unknown cursor"]}),
        (f"after={TESS_OF_OTHER}", {"after": ["Unknown cursor"]}),
        ("page=2", {"page": ["Unknown parameter"]}),
    ],
)
def test_bad_query_of_any_list(
    connect: Connect, path: str, query: str, details: dict[str, list[str]]
) -> None:
    response = connect("juicyway").get(f"{path}?{query}")

    assert response.status_code == 400
    assert response.json() == bad_query(**details)


@pytest.mark.parametrize(
    ("path", "query", "details"),
    [
        ("/customers", "sort=email:asc", {"sort": ["Must be one of: created_at:asc, created_at:desc"]}),
        ("/customers", "created_after=yesterday", {"created_after": ["Must be an ISO 8601 timestamp"]}),
        ("/customers", "created_before=2024-02-30", {"created_before": ["Must be an ISO 8601 timestamp"]}),
        ("/beneficiaries", "type=cash", {"type": ["Must be one of: bank_account, crypto_address"]}),
        ("/payments", "status=paid", {"status": ["Must be one of: pending, captured, settled, failed"]}),
        ("/payments", "created_after=1", {"created_after": ["Must be an ISO 8601 timestamp"]}),
        (
            "/customers",
            "limit=0&sort=up&created_after=x",
            {
                "limit": ["Must be between 1 and 100"],
                "sort": ["Must be one of: created_at:asc, created_at:desc"],
                "created_after": ["Must be an ISO 8601 timestamp"],
            },
        ),
    ],
)
def test_bad_query(connect: Connect, path: str, query: str, details: dict[str, list[str]]) -> None:
    response = connect("juicyway").get(f"{path}?{query}")

    assert response.status_code == 400
    assert response.json() == bad_query(**details)


@pytest.mark.parametrize(
    ("path", "cursor"), [("/customers", ADA), ("/beneficiaries", ADAS_ACCOUNT), ("/payments", TUITION)]
)
def test_both_cursors_at_once(connect: Connect, path: str, cursor: str) -> None:
    response = connect("juicyway").get(path, params={"after": cursor, "before": cursor})

    assert response.status_code == 400
    message = "Cannot be combined with the other cursor"
    assert response.json() == bad_query(after=[message], before=[message])


# Filters


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("test@custom.er", [TEST]),
        ("TEST@Custom.ER", [TEST]),
        ("adebayo.oye@mango.example", [ADEBAYO]),
        ("test@custom", []),
        ("%@custom.er", []),
    ],
)
def test_email_is_the_whole_address_in_any_case(connect: Connect, email: str, found: list[str]) -> None:
    assert ids(rows_of(connect("juicyway"), "/customers", email=email)) == found


def test_an_empty_email_filters_nothing(connect: Connect) -> None:
    assert len(rows_of(connect("juicyway"), "/customers", email="")) == LISTS["/customers"]


@pytest.mark.parametrize(
    ("after", "before", "found"),
    [
        ("2024-05-05T12:00:00Z", "2024-05-05T12:00:01Z", 0),
        ("2024-05-05T11:59:59Z", "2024-05-05T12:00:00Z", 0),
        ("2024-05-05T11:59:59Z", "2024-05-05T12:00:01Z", 3),
        ("2024-05-05T13:59:59+02:00", "2024-05-05T06:00:00.5-06:00", 3),
        ("2024-05-05T11:59:59.999Z", "2024-05-05T12:00:00.001Z", 3),
        ("2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z", 0),
    ],
)
def test_times_are_instants_and_bounds_are_strict(
    connect: Connect, after: str, before: str, found: int
) -> None:
    rows = rows_of(connect("juicyway"), "/customers", created_after=after, created_before=before)

    assert len(rows) == found


@pytest.mark.parametrize("path", ["/customers", "/payments"])
def test_created_after_and_created_before_part_the_list(connect: Connect, path: str) -> None:
    client = connect("juicyway")
    moment = "2025-06-01T00:00:00Z"

    later = ids(rows_of(client, path, created_after=moment))
    earlier = ids(rows_of(client, path, created_before=moment))

    assert later
    assert earlier
    assert later + earlier == ids(rows_of(client, path))


@pytest.mark.parametrize(
    ("path", "name", "value", "others"),
    [
        ("/beneficiaries", "currency", "NGN", True),
        ("/beneficiaries", "currency", "USD", True),
        ("/beneficiaries", "currency", "CAD", True),
        ("/beneficiaries", "currency", "JPY", False),
        ("/beneficiaries", "type", "bank_account", True),
        ("/beneficiaries", "type", "crypto_address", True),
        ("/payments", "status", "pending", True),
        ("/payments", "status", "captured", True),
        ("/payments", "status", "settled", True),
        ("/payments", "status", "failed", True),
    ],
)
def test_filter_by_a_value(
    connect: Connect,
    path: str,
    name: str,
    value: str,
    others: bool,  # noqa: FBT001
) -> None:
    client = connect("juicyway")
    every = rows_of(client, path)

    found = rows_of(client, path, **{name: value})

    assert found == [row for row in every if row.get("payment", row)[name] == value]
    assert bool(found) is others
    assert len(found) < len(every)


def test_filters_meet(connect: Connect) -> None:
    client = connect("juicyway")

    assert rows_of(client, "/beneficiaries", type="crypto_address", currency="NGN") == []
    assert rows_of(client, "/beneficiaries", type="bank_account", currency="NGN")


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


# Tenants and keys


@pytest.mark.parametrize("path", LISTS)
def test_integrations_see_their_own_rows_alone(connect: Connect, path: str) -> None:
    own = ids(rows_of(connect("juicyway"), path))
    others = ids(rows_of(connect("juicyway", credential="test_other"), path))

    assert (len(own), len(others)) == (LISTS[path], OTHER_LISTS[path])
    assert not set(own) & set(others)


def test_another_integration_can_neither_read_nor_change(connect: Connect) -> None:
    other = connect("juicyway", credential="test_other")

    for method, path, what in (
        ("GET", f"/customers/{TEST}", "Customer"),
        ("PATCH", f"/customers/{TEST}", "Customer"),
        ("GET", f"/payments/{TUITION}", "Payment"),
    ):
        response = send(other, method, path)
        assert response.status_code == 404
        assert response.json() == not_found(what)


def test_emails_are_unique_within_an_integration(connect: Connect) -> None:
    other = connect("juicyway", credential="test_other")

    assert ids(rows_of(other, "/customers", email="test@custom.er")) == [TESS_OF_OTHER]
    created = other.post("/customers", json=NEW | {"email": "jane@example.com"})
    assert created.status_code == 201
    assert ids(rows_of(connect("juicyway"), "/customers", email="jane@example.com")) == [JANE]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize(
    "key", [None, "", "test_ful", "TEST_FULL", "Bearer test_full", "test_full test_full"]
)
def test_no_key_or_a_bad_one(connect: Connect, method: str, path: str, key: str | None) -> None:
    client = connect("juicyway", credential=None)
    if key is not None:
        client.headers["Authorization"] = key

    response = send(client, method, path)

    assert response.status_code == 401
    assert response.json() == UNAUTHORIZED


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_key_without_permissions(connect: Connect, method: str, path: str) -> None:
    response = send(connect("juicyway", credential="test_limited"), method, path)

    what = OPERATIONS[method, path]
    assert response.status_code == 403
    assert response.json() == {
        "error": {"code": "forbidden", "message": f"Insufficient permissions to {what}"}
    }


def test_errors_on_request(connect: Connect) -> None:
    response = connect("juicyway").get("/customers", headers={"Prefer": "code=500"})

    assert response.status_code == 500
    assert response.json() == {
        "error": {"code": "server_error", "message": "Internal server error", "type": "api_error"}
    }


# Limits


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_key_over_its_limit(connect: Connect, method: str, path: str) -> None:
    response = send(connect("juicyway", credential="test_exhausted"), method, path)

    assert response.status_code == 429
    assert response.json() == TOO_MANY
    assert response.headers["x-ratelimit-remaining"] == "0"
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "limit", "window"),
    [
        ("GET", "/customers", 100, 60),
        ("POST", "/customers", 100, 60),
        ("GET", f"/customers/{TEST}", 1000, 3600),
        ("PATCH", f"/customers/{TEST}", 10, 60),
        ("GET", "/payments", 100, 60),
    ],
)
def test_headers_describe_the_window_nearest_exhaustion(
    connect: Connect, server_of: ServerOf, method: str, path: str, limit: int, window: int
) -> None:
    client = connect("juicyway", credential="test_metered")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)

    for remaining in (limit - 1, limit - 2):
        headers = send(client, method, path).headers
        assert headers["x-ratelimit-limit"] == str(limit)
        assert headers["x-ratelimit-remaining"] == str(remaining)
        assert headers["x-ratelimit-reset"] == str(NOON_UNIX + window)
        assert "retry-after" not in headers


def test_ten_updates_a_minute(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway", credential="test_metered")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)
    clock.advance(15)

    assert [client.patch(f"/customers/{TEST}", json={}).status_code for _ in range(11)] == [200] * 10 + [429]
    refused = client.patch(f"/customers/{TEST}", json={"last_name": "Refused"})
    assert refused.json() == TOO_MANY
    assert refused.headers["retry-after"] == "45"
    assert refused.headers["x-ratelimit-reset"] == str(NOON_UNIX + 60)
    assert client.get(f"/customers/{TEST}").json()["data"]["last_name"] == "Customer"
    clock.advance(45)
    assert client.patch(f"/customers/{TEST}", json={}).status_code == 200


def test_operations_are_counted_apart(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway", credential="test_metered")
    server_of("juicyway").clock.freeze(NOON)
    for _ in range(11):
        client.patch(f"/customers/{TEST}", json={})

    assert client.get("/customers").headers["x-ratelimit-remaining"] == "99"
    assert client.get("/payments").headers["x-ratelimit-remaining"] == "99"


def test_the_full_key_is_never_limited(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    server_of("juicyway").clock.freeze(NOON)

    assert {client.patch(f"/customers/{TEST}", json={}).status_code for _ in range(30)} == {200}


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
