"""Rotor as its fact sheet has it."""

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

SEED_ROW = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"
ANA = "5b0f3c1e-7a52-4f0d-9d0a-2f3f8f0f6a11"
HANAKO = "f3a6d81c-0b29-4e75-9c4f-6e12a7b850d3"
NO_TAGS = "7d0e2f64-91b3-4c58-a7de-05f3b8c1a926"
NOOR = "3c8e1b72-0d4f-4a9b-8f56-2b1c9d7e6a55"
JOSE = "d80c5e17-4fa2-4b36-9e61-7a2db3c09f48"
SAM = "b3c1d0aa-1f0e-4a6b-8f7b-1f7a3c2d9e01"
LENA_OF_OTHER = "c57f0a38-e1b4-4926-8d75-93ba4e60f1c2"
REVISIT = "c0a5d1f2-3b4c-4d5e-8f60-718293a4b5c6"
DO_NOT_KNOCK = "86e0d5b2-1a9f-4d37-b8c4-f53a7e0192d6"
NOBODY = "00000000-0000-4000-8000-000000000000"

SCOPES = {
    ("GET", "/customers"): "customers:read",
    ("POST", "/customers"): "customers:write",
    ("GET", f"/customers/{ANA}"): "customers:read",
    ("GET", "/leads"): "leads:read",
    ("POST", "/leads"): "leads:write",
    ("GET", f"/leads/{NOOR}"): "leads:read",
    ("GET", "/pins"): "pins:read",
    ("GET", "/pin-types"): "pins:read",
}
OPERATIONS = [*SCOPES, ("GET", "/auth/test")]
TOTALS = {"/customers": 142, "/leads": 52, "/pins": 40}
NOT_FOUND = {"status": "error", "message": "Not found"}
FORBIDDEN = {
    "status": "error",
    "message": "Forbidden: required scope 'leads:read' not granted for this API key",
    "error_code": "INSUFFICIENT_SCOPE",
}
UNAUTHENTICATED = {
    "status": "error",
    "message": "Authentication required. Provide x-api-key header.",
    "error_code": "AUTHENTICATION_REQUIRED",
}
RATE_LIMITED = {
    "status": "error",
    "message": "Daily API key request limit of 1000 exceeded",
    "error_code": "RATE_LIMIT_EXCEEDED",
}


def invalid(field: str, message: str) -> Row:
    return {
        "status": "error",
        "message": "Validation failed",
        "errors": [{"field": field, "message": message}],
    }


def send(client: httpx.Client, method: str, path: str) -> httpx.Response:
    return client.request(method, path, json={} if method == "POST" else None)


def rows_of(client: httpx.Client, path: str, **params: str) -> list[Row]:
    """Every row that a list has for `params`, on one page."""
    body = client.get(path, params={"limit": "1000", **params}).json()
    assert body["pagination"] == {"has_more": False, "limit": 1000, "page": 1, "total": len(body["data"])}
    return list(body["data"])


def ids(rows: list[Row]) -> list[str]:
    return [row["id"] for row in rows]


def total(client: httpx.Client, path: str, **params: str) -> int:
    return int(client.get(path, params=params).json()["pagination"]["total"])


# Pages


@pytest.mark.parametrize("path", TOTALS)
def test_default_page(connect: Connect, path: str) -> None:
    body = connect("rotor").get(path).json()

    expected = TOTALS[path]
    assert list(body) == ["data", "pagination", "status"]
    assert body["pagination"] == {"has_more": expected > 50, "limit": 50, "page": 1, "total": expected}
    assert body["status"] == "success"
    assert len(body["data"]) == min(50, expected)


@pytest.mark.parametrize(
    ("limit", "page", "count", "has_more"),
    [
        (50, 1, 50, True),
        (50, 2, 50, True),
        (50, 3, 42, False),
        (50, 4, 0, False),
        (1, 1, 1, True),
        (1, 142, 1, False),
        (1, 143, 0, False),
        (71, 1, 71, True),
        (71, 2, 71, False),
        (141, 1, 141, True),
        (141, 2, 1, False),
        (142, 1, 142, False),
        (1000, 1, 142, False),
        (1000, 10**9, 0, False),
    ],
)
def test_a_page_says_where_it_is(connect: Connect, limit: int, page: int, count: int, has_more: bool) -> None:  # noqa: FBT001
    body = connect("rotor").get("/customers", params={"limit": limit, "page": page}).json()

    assert len(body["data"]) == count
    assert body["pagination"] == {"has_more": has_more, "limit": limit, "page": page, "total": 142}


@pytest.mark.parametrize("path", TOTALS)
@pytest.mark.parametrize("limit", [7, 20])
def test_pages_put_together_are_the_list(connect: Connect, path: str, limit: int) -> None:
    client = connect("rotor")
    walked: list[str] = []
    number, more = 1, True
    while more:
        body = client.get(path, params={"limit": limit, "page": number}).json()
        walked += ids(body["data"])
        number, more = number + 1, body["pagination"]["has_more"]

    assert walked == ids(rows_of(client, path))
    assert number - 1 == -(-TOTALS[path] // limit)


@pytest.mark.parametrize("path", TOTALS)
def test_newest_first_then_by_id(connect: Connect, path: str) -> None:
    rows = rows_of(connect("rotor"), path)

    keys = [(row["created_at"], row["id"]) for row in rows]
    assert all(earlier > later for earlier, later in pairwise(keys))


def test_customers_of_one_moment_are_in_the_order_of_their_ids(connect: Connect) -> None:
    rows = rows_of(connect("rotor"), "/customers", search="sametime.example")

    assert [row["first_name"] for row in rows] == ["Third", "Second", "First"]
    assert len({row["created_at"] for row in rows}) == 1


@pytest.mark.parametrize("path", TOTALS)
@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("page=0", "page", "Must be at least 1"),
        ("page=-1", "page", "Must be at least 1"),
        ("page=one", "page", "Expected integer"),
        ("page=1.5", "page", "Expected integer"),
        ("limit=0", "limit", "Must be at least 1"),
        ("limit=1001", "limit", "Must be at most 1000"),
        ("limit=many", "limit", "Expected integer"),
        ("limit=10&limit=20", "limit", "Must be given once"),
        ("pages=2", "pages", "Unknown parameter"),
    ],
)
def test_a_query_out_of_bounds_is_refused(
    connect: Connect, path: str, query: str, field: str, message: str
) -> None:
    answer = connect("rotor").get(f"{path}?{query}")

    assert answer.status_code == 400
    assert answer.json() == invalid(field, message)


@pytest.mark.parametrize(
    ("path", "query", "field", "message"),
    [
        ("/customers", "status=paused", "status", "Must be one of: active, inactive"),
        ("/customers", "status=Active", "status", "Must be one of: active, inactive"),
        ("/customers", "archived=maybe", "archived", "Expected boolean"),
        ("/customers", "stage=new", "stage", "Unknown parameter"),
        ("/leads", "archived=2", "archived", "Expected boolean"),
        ("/leads", "status=active", "status", "Unknown parameter"),
        ("/pins", "pin_type_id=revisit", "pin_type_id", "Invalid uuid format"),
        ("/pins", "user_id=sam", "user_id", "Invalid uuid format"),
        ("/pin-types", "page=1", "page", "Unknown parameter"),
    ],
)
def test_a_filter_of_another_kind_is_refused(
    connect: Connect, path: str, query: str, field: str, message: str
) -> None:
    answer = connect("rotor").get(f"{path}?{query}")

    assert answer.status_code == 400
    assert answer.json() == invalid(field, message)


def test_every_problem_has_an_entry(connect: Connect) -> None:
    answer = connect("rotor").get("/customers?page=0&limit=1001&status=paused")

    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"page", "limit", "status"}


# What a list of customers keeps


SEARCHED = ("first_name", "last_name", "company_name", "email", "phone")


def holds(row: Row, text: str, fields: tuple[str, ...] = SEARCHED) -> bool:
    return any(text.lower() in (row.get(field) or "").lower() for field in fields)


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("ruiz", ANA),
        ("RUIZ", ANA),
        ("birch win", ANA),
        ("ana@birch", ANA),
        ("918555", ANA),
        ("+19185550101", ANA),
        ("山田", HANAKO),
        ("ガラス", HANAKO),
        ("ÅNGSTRÖM", "2ac94be0-5f17-4d83-b6a0-c81e7d34f509"),
        ("100% gutters_&", "04b8e9f2-7c3d-4a61-95e0-d7f1283c6ab4"),
        ("o'brien", "04b8e9f2-7c3d-4a61-95e0-d7f1283c6ab4"),
        ("an", ANA),
        ("Ana Ruiz", None),  # no single field holds it
        ("9 Elm Ct", None),  # the address is not looked into
        ("%_%", None),
        (".*", None),
        ("nobody of this name", None),
    ],
)
def test_search_customers(connect: Connect, text: str, hit: str | None) -> None:
    client = connect("rotor")

    found = rows_of(client, "/customers", search=text)

    assert found == [row for row in rows_of(client, "/customers") if holds(row, text)]
    assert (hit in ids(found)) if hit else not found


@pytest.mark.parametrize("status", ["active", "inactive"])
def test_filter_customers_by_status(connect: Connect, status: str) -> None:
    client = connect("rotor")
    everyone = rows_of(client, "/customers")

    found = rows_of(client, "/customers", status=status)

    assert found == [row for row in everyone if row["status"] == status]
    assert 0 < len(found) < len(everyone)


@pytest.mark.parametrize(
    ("tags", "hits"),
    [
        ("monthly", True),
        ("vip,monthly", True),
        ("monthly,no such tag", True),
        ("gate code", True),
        ("été", True),
        ("VIP", False),
        ("month", False),
        ("gate", False),
        ("no such tag", False),
    ],
)
def test_filter_customers_by_any_of_the_tags(connect: Connect, tags: str, hits: bool) -> None:  # noqa: FBT001
    client = connect("rotor")
    wanted = set(tags.split(","))

    found = rows_of(client, "/customers", tags=tags)

    assert found == [row for row in rows_of(client, "/customers") if wanted & set(row["tags"] or ())]
    assert bool(found) is hits


def test_filters_together_narrow(connect: Connect) -> None:
    client = connect("rotor")

    found = rows_of(client, "/customers", status="active", tags="vip,monthly", search="an")

    assert ANA in ids(found)
    assert found == [
        row
        for row in rows_of(client, "/customers")
        if row["status"] == "active" and {"vip", "monthly"} & set(row["tags"] or ()) and holds(row, "an")
    ]
    assert not rows_of(client, "/customers", status="inactive", search="ruiz")


def test_filtered_rows_are_paged_and_counted(connect: Connect) -> None:
    client = connect("rotor")
    inactive = rows_of(client, "/customers", status="inactive")

    body = client.get("/customers", params={"status": "inactive", "limit": 5, "page": 2}).json()

    assert body["data"] == inactive[5:10]
    assert body["pagination"] == {"has_more": True, "limit": 5, "page": 2, "total": len(inactive)}


@pytest.mark.parametrize("query", ["search=", "tags=", "archived=false"])
def test_a_filter_that_keeps_all(connect: Connect, query: str) -> None:
    assert connect("rotor").get(f"/customers?{query}").json()["pagination"]["total"] == 142


@pytest.mark.parametrize(("path", "shown", "archived"), [("/customers", 142, 8), ("/leads", 52, 8)])
def test_archived_rows_are_added_on_request(connect: Connect, path: str, shown: int, archived: int) -> None:
    client = connect("rotor")

    without, including = rows_of(client, path), rows_of(client, path, archived="true")

    assert (len(without), len(including)) == (shown, shown + archived)
    assert [row for row in including if row in without] == without


def test_no_customer_shows_what_is_only_kept(connect: Connect) -> None:
    rows = rows_of(connect("rotor"), "/customers", archived="true")

    hidden = {"archived", "has_payment_method", "property_city", "site", "billing", "payment", "service_type"}
    assert not hidden & {name for row in rows for name in row}


# Leads, pins, pin types


@pytest.mark.parametrize("stage", ["new", "contacted", "quoted", "won", "lost", "New", "contact"])
def test_filter_leads_by_stage(connect: Connect, stage: str) -> None:
    client = connect("rotor")

    found = rows_of(client, "/leads", stage=stage)

    assert found == [row for row in rows_of(client, "/leads") if row["stage"] == stage]
    assert bool(found) is (stage not in ("New", "contact"))


@pytest.mark.parametrize(
    ("text", "hit"),
    [("quill", NOOR), ("MUÑOZ", JOSE), ("+1303555", JOSE), ("Larimer", None), ("nobody@", None)],
)
def test_search_leads(connect: Connect, text: str, hit: str | None) -> None:
    client = connect("rotor")

    found = rows_of(client, "/leads", search=text)

    fields = ("name", "email", "phone")
    assert found == [row for row in rows_of(client, "/leads") if holds(row, text, fields)]
    assert (hit in ids(found)) if hit else not found


@pytest.mark.parametrize(("tags", "hits"), [("spring", True), ("solar,fall", True), ("Spring", False)])
def test_filter_leads_by_any_of_the_tags(connect: Connect, tags: str, hits: bool) -> None:  # noqa: FBT001
    client = connect("rotor")
    wanted = set(tags.split(","))

    found = rows_of(client, "/leads", tags=tags)

    assert found == [row for row in rows_of(client, "/leads") if wanted & set(row["tags"])]
    assert bool(found) is hits


def test_archived_leads_say_so_and_since_when(connect: Connect) -> None:
    rows = rows_of(connect("rotor"), "/leads", archived="true")

    archived = [row for row in rows if row["archived"]]
    assert len(archived) == 8
    assert all(row["archived_at"] >= row["created_at"] for row in archived)
    assert all(row["archived_at"] is None for row in rows if not row["archived"])


def test_pin_types_are_not_paged(connect: Connect) -> None:
    body = connect("rotor").get("/pin-types").json()

    assert list(body) == ["data", "status"]
    assert body["status"] == "success"
    assert len(body["data"]) == 5
    assert {"id": REVISIT, "color": "#00AA55", "label": "Revisit"} in body["data"]


def test_the_pin_of_the_sheet(connect: Connect) -> None:
    pins = {row["id"]: row for row in rows_of(connect("rotor"), "/pins")}

    assert pins["0d7f1c52-64b7-4a0e-9a63-0f2d6f6f9a10"] == {
        "id": "0d7f1c52-64b7-4a0e-9a63-0f2d6f6f9a10",
        "created_at": "2026-02-03T09:15:00.000Z",
        "created_by": {"email": "sam@birch.example", "name": "Sam", "user_id": SAM},
        "location": [36.15, -95.99],
        "pin_type": {"id": REVISIT, "color": "#00AA55", "label": "Revisit"},
    }


def test_filter_pins(connect: Connect) -> None:
    client = connect("rotor")
    pins = rows_of(client, "/pins")

    counted = 0
    for kind in client.get("/pin-types").json()["data"]:
        found = rows_of(client, "/pins", pin_type_id=kind["id"])
        assert found == [pin for pin in pins if pin["pin_type"] == kind], kind
        counted += len(found)
    assert counted == len(pins) == 40

    by_sam = rows_of(client, "/pins", user_id=SAM)
    assert by_sam == [pin for pin in pins if pin["created_by"]["user_id"] == SAM]
    assert 0 < len(by_sam) < 40
    both = rows_of(client, "/pins", user_id=SAM, pin_type_id=REVISIT)
    assert both == [pin for pin in by_sam if pin["pin_type"]["id"] == REVISIT]


@pytest.mark.parametrize(
    "query", [f"pin_type_id={DO_NOT_KNOCK}", f"pin_type_id={NOBODY}", f"user_id={NOBODY}"]
)
def test_filters_that_no_pin_meets(connect: Connect, query: str) -> None:
    body = connect("rotor").get(f"/pins?{query}").json()

    assert body["data"] == []
    assert body["pagination"] == {"has_more": False, "limit": 50, "page": 1, "total": 0}


# One row


def test_get_the_customer_of_the_sheet(connect: Connect) -> None:
    answer = connect("rotor").get(f"/customers/{ANA}")

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {
            "id": ANA,
            "address": {
                "city": "Tulsa",
                "country": "US",
                "state": "OK",
                "street1": "9 Elm Ct",
                "zip": "74103",
                "street2": None,
            },
            "company_name": "Birch Windows",
            "created_at": "2026-02-03T09:15:00.000Z",
            "email": "ana@birch.example",
            "first_name": "Ana",
            "is_auto_pay": False,
            "last_name": "Ruiz",
            "location": [36.15, -95.99],
            "notes": None,
            "phone": "+19185550101",
            "source": "referral",
            "status": "active",
            "tags": ["monthly"],
        },
        "status": "success",
    }


@pytest.mark.parametrize(("path", "count"), [("/customers", 142), ("/leads", 52)])
def test_each_row_of_the_list_can_be_got(connect: Connect, path: str, count: int) -> None:
    client = connect("rotor")

    rows = rows_of(client, path)

    assert len(rows) == count
    for row in rows[::10]:
        assert client.get(f"{path}/{row['id']}").json() == {"data": row, "status": "success"}


@pytest.mark.parametrize("path", ["/customers", "/leads"])
@pytest.mark.parametrize("key", [NOBODY, "not-a-uuid", "0", LENA_OF_OTHER])
def test_an_unknown_row_is_not_found(connect: Connect, path: str, key: str) -> None:
    answer = connect("rotor").get(f"{path}/{key}")

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND


# Writing customers


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


# Writing leads


def test_a_new_lead_comes_back_bare_and_is_in_every_place(connect: Connect, server_of: ServerOf) -> None:
    server_of("rotor").clock.freeze(datetime(2026, 10, 5, 8, 0, tzinfo=UTC))
    client = connect("rotor")
    address = {
        "street1": "812 N Main St",
        "street2": "Rear",
        "city": "Wichita",
        "state": "KS",
        "zip": "67203",
        "country": "US",
    }
    plain = {
        "name": "Nadia Petrov",
        "email": "nadia@petrov.example",
        "phone": "+16205550117",
        "follow_up_date": "2026-10-12T15:00:00.000Z",
        "notes": "Blue door.",
        "priority": "high",
        "projected_value": 1800.5,
        "service_type": "windows",
        "stage": "quoted",
        "tags": ["windows"],
    }
    flat = {f"address_{name}": value for name, value in address.items()}

    answer = client.post("/leads", json={**plain, **flat, "source": "referral"})

    assert answer.status_code == 201
    written = answer.json()
    key = written["id"]
    lead = {
        **plain,
        **{f"property_{name}": value for name, value in address.items()},
        "id": key,
        "archived": False,
        "archived_at": None,
        "assigned_to": None,
        "created_at": "2026-10-05T08:00:00.000Z",
        "lead_source": "referral",
        "location": None,
        "value_score": None,
    }
    assert written == {**lead, **flat, "message": "Lead created successfully"}
    assert client.get(f"/leads/{key}").json() == {"data": lead, "status": "success"}
    assert client.get("/leads").json()["data"][0] == lead
    assert total(client, "/leads") == 53
    assert key in ids(rows_of(client, "/leads", stage="quoted"))
    assert key in ids(rows_of(client, "/leads", tags="windows"))


@pytest.mark.parametrize(
    "body",
    [{"id": NOOR}, {"phone": "+19185550122"}, {"email": "noor@quill.example"}],
    ids=["id", "phone", "email"],
)
def test_a_known_lead_is_updated(connect: Connect, body: Row) -> None:
    client = connect("rotor")
    before = {row["id"]: row for row in rows_of(client, "/leads")}

    answer = client.post(
        "/leads", json={**body, "stage": "won", "tags": ["ladder"], "address_city": "Owasso"}
    )

    assert answer.status_code == 200
    assert answer.json()["id"] == NOOR
    assert answer.json()["message"] == "Lead updated successfully"
    assert answer.json()["address_city"] == answer.json()["property_city"] == "Owasso"
    after = {row["id"]: row for row in rows_of(client, "/leads")}
    changes = {"stage": "won", "tags": ["spring", "ladder"], "property_city": "Owasso"}
    assert after == {**before, NOOR: {**before[NOOR], **changes}}
    assert NOOR not in ids(rows_of(client, "/leads", stage="contacted"))


# Keys, scopes, companies


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("key", [None, "", "nobody", "TEST_FULL"])
def test_an_unknown_key_is_unauthenticated(connect: Connect, method: str, path: str, key: str | None) -> None:
    client = connect("rotor", credential=None)
    if key is not None:
        client.headers["x-api-key"] = key

    answer = send(client, method, path)

    assert answer.status_code == 401
    assert answer.json() == UNAUTHENTICATED


@pytest.mark.parametrize(("method", "path"), SCOPES)
def test_a_key_without_the_scope_is_forbidden(connect: Connect, method: str, path: str) -> None:
    answer = send(connect("rotor", credential="test_limited"), method, path)

    assert answer.status_code == 403
    assert answer.json() == FORBIDDEN


def test_the_scope_comes_before_the_parameters(connect: Connect) -> None:
    assert connect("rotor", credential="test_limited").get("/customers?page=0").status_code == 403


@pytest.mark.parametrize(
    ("credential", "scopes"),
    [
        ("test_full", ["customers:read", "customers:write", "leads:read", "leads:write", "pins:read"]),
        ("test_limited", []),
    ],
)
def test_check_a_key(connect: Connect, server_of: ServerOf, credential: str, scopes: list[str]) -> None:
    server_of("rotor").clock.freeze(datetime(2026, 2, 3, 9, 15, tzinfo=UTC))

    answer = connect("rotor", credential=credential).get("/auth/test")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "success",
        "message": "Authentication successful",
        "authenticated": True,
        "company_id": "6f2d9a3e-5c41-4b8e-9d27-8a1f0c3b7e60",
        "user_id": None if credential == "test_full" else SAM,
        "auth_method": "api_key",
        "scopes": scopes,
        "timestamp": "2026-02-03T09:15:00.000Z",
    }


@pytest.mark.parametrize(
    ("path", "archived", "count"),
    [
        ("/customers", False, 23),
        ("/customers", True, 25),
        ("/leads", False, 9),
        ("/leads", True, 10),
        ("/pins", False, 6),
    ],
)
def test_another_company_has_its_own_rows(connect: Connect, path: str, archived: bool, count: int) -> None:  # noqa: FBT001
    params = {"archived": "true"} if archived else {}

    theirs = rows_of(connect("rotor", credential="test_other"), path, **params)

    assert len(theirs) == count
    assert not set(ids(theirs)) & set(ids(rows_of(connect("rotor"), path, **params)))


def test_another_company_cannot_get_these_rows(connect: Connect) -> None:
    theirs = connect("rotor", credential="test_other")

    assert theirs.get(f"/customers/{LENA_OF_OTHER}").json()["data"]["first_name"] == "Lena"
    for path in (f"/customers/{ANA}", f"/leads/{NOOR}"):
        answer = theirs.get(path)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert len(theirs.get("/pin-types").json()["data"]) == 2
    assert (
        theirs.get("/auth/test").json()["company_id"]
        != connect("rotor").get("/auth/test").json()["company_id"]
    )


# Limits


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_spent_key_is_refused_everywhere(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor", credential="test_exhausted")

    answer = send(client, method, path)

    assert answer.status_code == 429
    assert answer.json() == RATE_LIMITED


def test_a_day_has_a_thousand_requests_and_failed_ones_count(connect: Connect, server_of: ServerOf) -> None:
    clock = server_of("rotor").clock
    clock.freeze(datetime(2026, 3, 1, 23, 59, 0, tzinfo=UTC))
    client = connect("rotor", credential="test_metered")

    assert client.get("/customers?page=0").status_code == 400
    assert client.get(f"/customers/{NOBODY}").status_code == 404
    assert {client.get("/auth/test").status_code for _ in range(998)} == {200}
    refused = client.get("/customers")

    assert (refused.status_code, refused.json()) == (429, RATE_LIMITED)
    assert connect("rotor").get("/customers").status_code == 200
    clock.advance(59)
    assert client.get("/customers").status_code == 429
    clock.advance(1)  # 00:00 UTC
    assert client.get("/customers").status_code == 200


@pytest.mark.parametrize("credential", ["test_full", "test_metered", "test_exhausted"])
def test_no_header_tells_of_the_limit(connect: Connect, credential: str) -> None:
    headers = connect("rotor", credential=credential).get("/customers").headers

    assert not [name for name in headers if "ratelimit" in name.lower() or name.lower() == "retry-after"]


# Other errors


def test_an_unknown_path_is_not_found(connect: Connect) -> None:
    answer = connect("rotor").get("/invoices")

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/customers", {"GET", "POST"}),
        ("PUT", f"/customers/{ANA}", {"GET"}),
        ("PATCH", f"/leads/{NOOR}", {"GET"}),
        ("POST", "/pins", {"GET"}),
    ],
)
def test_a_method_that_is_not_there(connect: Connect, method: str, path: str, allowed: set[str]) -> None:
    answer = connect("rotor").request(method, path)

    assert (answer.status_code, answer.json()) == (405, {"status": "error", "message": "Method not allowed"})
    named = {name.strip() for name in answer.headers["allow"].split(",")}
    assert named - {"HEAD", "OPTIONS"} == allowed


def test_a_reply_that_is_not_acceptable(connect: Connect) -> None:
    answer = connect("rotor").get("/customers", headers={"accept": "text/html"})

    assert (answer.status_code, answer.json()) == (406, {"status": "error", "message": "Not acceptable"})


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_fault_of_the_server(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor")
    client.headers["prefer"] = "code=500"

    answer = send(client, method, path)

    assert (answer.status_code, answer.json()) == (
        500,
        {"status": "error", "message": "Internal server error"},
    )


# The version header


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_version_header(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor")
    assert send(client, method, path).is_success

    client.headers["rotor-api-version"] = "1.1.0"
    assert send(client, method, path).is_success

    client.headers["rotor-api-version"] = "2.0.0"
    refused = send(client, method, path)
    assert refused.status_code == 400
    assert refused.json() == invalid("rotor-api-version", "Unsupported version")


# Variants


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_variant_strict_version(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor", variants=("strict-version",))

    refused = send(client, method, path)
    client.headers["rotor-api-version"] = "1.1.0"

    assert (refused.status_code, refused.json()) == (400, invalid("rotor-api-version", "Unsupported version"))
    assert send(client, method, path).is_success


@pytest.mark.parametrize(("operation", "scope"), SCOPES.items())
def test_variant_scope_by_resource(connect: Connect, operation: tuple[str, str], scope: str) -> None:
    client = connect("rotor", credential="test_limited", variants=("scope-by-resource",))

    answer = send(client, *operation)

    assert answer.status_code == 403
    assert answer.json() == {
        **FORBIDDEN,
        "message": f"Forbidden: required scope '{scope}' not granted for this API key",
    }


def test_variant_payment_method_flag(connect: Connect) -> None:
    default, variant = connect("rotor"), connect("rotor", variants=("payment-method-flag",))

    before, after = rows_of(default, "/customers"), rows_of(variant, "/customers")

    assert {row["has_payment_method"] for row in after} == {True, False}
    for old, new in zip(before, after, strict=True):
        assert not old["is_auto_pay"] or new["has_payment_method"]  # who pays by itself has a way to
        old.pop("is_auto_pay")
        new.pop("has_payment_method")
        assert old == new
    seed_row = variant.get(f"/customers/{SEED_ROW}").json()["data"]
    assert seed_row["has_payment_method"] is True
    assert "is_auto_pay" not in seed_row
