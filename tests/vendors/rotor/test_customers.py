"""Which of Rotor's customers a list keeps, and what one of them shows."""

import pytest

from tests.vendors.rotor.facts import (
    ANA,
    HANAKO,
    LENA_OF_OTHER,
    NOBODY,
    NOT_FOUND,
    Connect,
    holds,
    ids,
    rows_of,
)

# What a list of customers keeps


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
