"""How HydraCore's lists are paged, searched and ordered."""

import httpx
import pytest

from tests.vendors.hydracore.facts import DELTA, STEVE, Connect, Json, _all, _details, _ids, _page

BARE = "9b1d4e70-3a65-4c82-8f9e-0d7c6b5a4f31"


TWINS = [
    "1a6f0b83-5c27-4e94-8d1a-3b9e7f4c2d60",
    "84c0e5b9-2f7d-4163-b8a4-9e6d1c3f5a72",
    "f8d27c46-0e91-4a3b-9c75-6d5a4b3e2f10",
]


# Pages


@pytest.mark.parametrize("per_page", [1, 7, 20, 50, 100])
def test_a_walk_sees_every_customer_once(client: httpx.Client, per_page: int) -> None:
    pages = -(-150 // per_page)

    walked = [_page(client, page=number, per_page=per_page) for number in range(1, pages + 1)]

    ids = [row["id"] for page in walked for row in page["customers"]]
    assert len(ids) == len(set(ids)) == 150
    assert {page["total_pages"] for page in walked} == {pages}
    assert {page["total"] for page in walked} == {150}
    assert [page["page"] for page in walked] == list(range(1, pages + 1))
    assert {len(page["customers"]) for page in walked[:-1]} <= {per_page}


@pytest.mark.parametrize("number", [9, 1000, 2**31, 10**20])
def test_a_page_past_the_end_is_empty_and_echoed(client: httpx.Client, number: int) -> None:
    assert _page(client, page=number) == {
        "customers": [],
        "page": number,
        "per_page": 20,
        "total": 150,
        "total_pages": 8,
    }


@pytest.mark.parametrize(("variants", "pages"), [((), 0), (("least-one-page",), 1)])
def test_an_empty_list_has_no_page_or_one(connect: Connect, variants: tuple[str, ...], pages: int) -> None:
    client = connect("hydracore", variants=variants)

    assert _page(client, search="no such address") == {
        "customers": [],
        "page": 1,
        "per_page": 20,
        "total": 0,
        "total_pages": pages,
    }
    assert _page(client)["total_pages"] == 8


# Search


@pytest.mark.parametrize(
    ("search", "emails"),
    [
        ("lena@delta.example", ["lena@delta.example"]),
        ("LENA@Delta", ["lena@delta.example"]),
        ("ops@iqm.example", ["Ops@IQM.example"]),
        ("TWINPIPES", ["third@twinpipes.example", "first@twinpipes.example", "Second@TwinPipes.example"]),
        ("o'neil+100%_billing", ["o'neil+100%_billing@rohr.example"]),
        ("%_", ["o'neil+100%_billing@rohr.example"]),
        ("lena_delta", []),
        ("Delta Plumbing", []),
        (DELTA, []),
    ],
)
def test_search_looks_for_a_part_of_the_email_in_any_case(
    client: httpx.Client, search: str, emails: list[str]
) -> None:
    page = _page(client, search=search)

    assert sorted(row["email"] for row in page["customers"]) == sorted(emails)
    assert page["total"] == len(emails)


def test_search_narrows_the_total_and_the_pages(client: httpx.Client) -> None:
    expected = [row for row in _all(client) if "plumbing" in (row["email"] or "").lower()]

    page = _page(client, search="Plumbing", per_page=2)

    assert len(expected) > 2
    assert page["total"] == len(expected)
    assert page["total_pages"] == -(-len(expected) // 2)
    assert page["customers"] == expected[:2]


# Order


@pytest.mark.parametrize("field", ["created_at", "email", "company_name"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_customers_are_sorted_with_the_id_as_tie_break_and_nulls_last(
    client: httpx.Client, field: str, direction: str
) -> None:
    down = direction == "desc"
    everyone = _all(client)
    known = sorted(
        (row for row in everyone if row[field] is not None),
        key=lambda row: (row[field], row["id"]),
        reverse=down,
    )
    unknown = sorted((row for row in everyone if row[field] is None), key=lambda row: row["id"], reverse=down)

    assert _ids(_all(client, sort_by=field, sort_dir=direction)) == _ids([*known, *unknown])
    assert field == "created_at" or unknown


@pytest.mark.parametrize(("direction", "expected"), [("asc", TWINS), ("desc", TWINS[::-1])])
@pytest.mark.parametrize("field", ["created_at", "company_name"])
def test_rows_that_are_alike_are_ordered_by_id(
    client: httpx.Client, field: str, direction: str, expected: list[str]
) -> None:
    assert _ids(_all(client, search="twinpipes", sort_by=field, sort_dir=direction)) == expected


@pytest.mark.parametrize(
    ("params", "same_as"),
    [
        ({"sort_by": "industry"}, {}),
        ({"sort_by": "instance_count"}, {}),
        ({"sort_by": ""}, {}),
        ({"sort_by": "nonsense", "sort_dir": "asc"}, {"sort_dir": "asc"}),
        ({"sort_dir": "up"}, {}),
        ({"sort_dir": "ASC"}, {}),
        ({"sort_by": "email", "sort_dir": "sideways"}, {"sort_by": "email", "sort_dir": "desc"}),
    ],
)
def test_unknown_orders_fall_back(client: httpx.Client, params: Json, same_as: Json) -> None:
    assert _page(client, **params) == _page(client, **same_as)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"sort_by": "industry"}, ("sort_by", "Input should be 'created_at', 'email' or 'company_name'")),
        ({"sort_dir": "up"}, ("sort_dir", "Input should be 'asc' or 'desc'")),
    ],
)
def test_unknown_orders_are_refused_by_strict_sort(
    connect: Connect, params: Json, expected: tuple[str, str]
) -> None:
    client = connect("hydracore", variants=("strict-sort",))

    refused = client.get("/v1/customers", params=params)

    name, message = expected
    assert _details(refused) == [{"loc": ["query", name], "msg": message, "type": "literal_error"}]
    assert _page(client, sort_by="email", sort_dir="asc")["total"] == 150


# Rows


def test_the_worked_example_of_the_list(client: httpx.Client) -> None:
    assert _page(client, search="lena@delta.example") == {
        "customers": [
            {
                "active_subscription_count": 1,
                "company_name": "Delta Plumbing",
                "country_code": "DE",
                "created_at": "2026-03-04T08:30:00Z",
                "currency": "EUR",
                "email": "lena@delta.example",
                "id": DELTA,
                "instance_count": 2,
                "latest_subscription_status": "active",
                "running_instance_count": 1,
                "subscription_count": 1,
                "timezone": "Europe/Berlin",
            }
        ],
        "page": 1,
        "per_page": 20,
        "total": 1,
        "total_pages": 1,
    }


def test_counts_agree_with_the_related_rows(client: httpx.Client) -> None:
    for row in _all(client)[::10]:
        detail = client.get(f"/v1/customers/{row['id']}").json()
        statuses = [subscription["status"] for subscription in detail["subscriptions"]]
        running = [instance for instance in detail["instances"] if instance["status"] == "running"]
        assert row["instance_count"] == len(detail["instances"])
        assert row["running_instance_count"] == len(running) <= row["instance_count"]
        assert row["subscription_count"] == len(statuses)
        assert row["active_subscription_count"] == statuses.count("active") <= row["subscription_count"]
        assert row["latest_subscription_status"] == (statuses[0] if statuses else None)


def test_the_instances_of_all_customers_are_those_of_the_list(client: httpx.Client) -> None:
    everything = client.get("/v1/instances").json()["instances"]
    counted = sum(row["instance_count"] for row in _all(client))

    assert counted + 1 == len(everything)  # one was provisioned without a customer
    assert _ids([row for row in everything if row["customer_email"] == "lena@delta.example"]) == _ids(
        client.get(f"/v1/customers/{DELTA}").json()["instances"]
    )


def test_the_latest_subscription_is_the_newest_and_not_the_active_one(client: httpx.Client) -> None:
    steve = client.get(f"/v1/customers/{STEVE}").json()

    assert [subscription["status"] for subscription in steve["subscriptions"]] == [
        "past_due",
        "active",
        "canceled",
    ]
    assert steve["latest_subscription_status"] == "past_due"
    assert (steve["subscription_count"], steve["active_subscription_count"]) == (3, 1)
    assert set(steve["subscriptions"][0]) == {"id", "status", "product_tier_id", "created_at"}


def test_a_customer_without_anything_has_nulls_and_zeros(client: httpx.Client) -> None:
    bare = client.get(f"/v1/customers/{BARE}").json()

    nulls = {name for name, value in bare.items() if value is None}
    assert nulls == {
        "company_name",
        "country_code",
        "currency",
        "email",
        "latest_subscription_status",
        "locale",
        "stripe_customer_id",
        "timezone",
    }
    assert (bare["instance_count"], bare["running_instance_count"], bare["subscription_count"]) == (1, 0, 0)
