"""Juicyway's page "List customers", sentence by sentence: parameters, replies, examples."""

import pytest

from tests.vendors.juicyway.document_facts import (
    JANE,
    JANE_DOE,
    TEST,
    TEST_CUSTOMER,
    Connect,
    ids,
    page,
    walk,
)

CUSTOMERS = 150


def test_retrieve_a_list_of_customers_with_support_for_pagination_filtering_and_sorting(
    connect: Connect,
) -> None:
    """Retrieve a list of customers with support for pagination, filtering, and sorting."""
    client = connect("juicyway")

    first = page(
        client,
        limit=1,
        created_before="2024-03-03T00:00:00Z",
        sort="created_at:asc",
        email="jane@example.com",
    )

    assert first == {"data": [JANE_DOE], "pagination": {"before": None, "after": None, "limit": 1}}


def test_get_customers(connect: Connect) -> None:
    """GET /customers"""
    response = connect("juicyway").get("/customers")

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/json")
    assert list(response.json()) == ["data", "pagination"]


def test_limit_default_15(connect: Connect) -> None:
    """limit: integer, default:"15"."""
    body = page(connect("juicyway"))

    assert len(body["data"]) == 15
    assert body["pagination"]["limit"] == 15


@pytest.mark.parametrize(("limit", "status"), [(1, 200), (99, 200), (100, 200), (101, 400)])
def test_number_of_records_to_return_per_page_max_100(connect: Connect, limit: int, status: int) -> None:
    """Number of records to return per page (max: 100)"""
    response = connect("juicyway").get("/customers", params={"limit": limit})

    assert response.status_code == status
    if status == 200:
        assert len(response.json()["data"]) == limit


def test_after_cursor_for_fetching_next_page_of_results(connect: Connect) -> None:
    """after: Cursor for fetching next page of results"""
    client = connect("juicyway")
    both = page(client, limit=20)
    first = page(client, limit=10)

    second = page(client, limit=10, after=first["pagination"]["after"])

    assert ids(first) + ids(second) == ids(both)


def test_before_cursor_for_fetching_previous_page_of_results(connect: Connect) -> None:
    """before: Cursor for fetching previous page of results"""
    client = connect("juicyway")
    first = page(client, limit=10)
    second = page(client, limit=10, after=first["pagination"]["after"])

    assert page(client, limit=10, before=second["pagination"]["before"]) == first


@pytest.mark.parametrize(
    ("email", "found"),
    [("test@custom.er", [TEST]), ("jane@example.com", [JANE]), ("nobody@example.com", []), ("custom.er", [])],
)
def test_filter_customers_by_email_address(connect: Connect, email: str, found: list[str]) -> None:
    """Filter customers by email address"""
    assert ids(page(connect("juicyway"), email=email)) == found


def test_filter_customers_created_after_this_timestamp_iso_8601(connect: Connect) -> None:
    """Filter customers created after this timestamp (ISO 8601)"""
    client = connect("juicyway")

    later = [
        row for body in walk(client, limit=100, created_after="2025-06-01T00:00:00Z") for row in body["data"]
    ]
    every = [row for body in walk(client, limit=100) for row in body["data"]]

    assert 0 < len(later) < len(every) == CUSTOMERS
    assert later == [row for row in every if row["created_at"] > "2025-06-01T00:00:00Z"]


def test_filter_customers_created_before_this_timestamp_iso_8601(connect: Connect) -> None:
    """Filter customers created before this timestamp (ISO 8601)"""
    client = connect("juicyway")

    assert ids(page(client, created_before="2024-03-03T00:00:00Z")) == [JANE, TEST]
    assert ids(page(client, created_before="2024-03-02T00:00:00Z")) == [TEST]
    assert ids(page(client, created_before="2024-01-01T00:00:00Z")) == []


@pytest.mark.parametrize(
    ("params", "newest_first"),
    [({}, True), ({"sort": "created_at:desc"}, True), ({"sort": "created_at:asc"}, False)],
)
def test_sort_order_for_results_created_at_asc_or_desc(
    connect: Connect,
    params: dict[str, str],
    newest_first: bool,  # noqa: FBT001
) -> None:
    """default:"created_at:desc"; Sort order for results (created_at:asc|created_at:desc)"""
    times = [
        row["created_at"] for body in walk(connect("juicyway"), limit=100, **params) for row in body["data"]
    ]

    assert times == sorted(times, reverse=newest_first)
    assert times[0] != times[-1]


def test_data_array_of_customer_objects(connect: Connect) -> None:
    """data: Customer[]; Array of customer objects. See Customer Object for structure."""
    rows = page(connect("juicyway"), limit=100)["data"]

    assert len(rows) == 100
    assert {tuple(sorted(row)) for row in rows} == {tuple(sorted(TEST_CUSTOMER))}
    assert {tuple(sorted(row["billing_address"])) for row in rows} == {
        tuple(sorted(TEST_CUSTOMER["billing_address"]))
    }


def test_pagination_before_cursor_for_the_previous_page(connect: Connect) -> None:
    """pagination.before: Cursor for the previous page"""
    client = connect("juicyway")
    pages = walk(client, limit=40)

    assert [body["pagination"]["before"] for body in pages] == [None, *(ids(body)[0] for body in pages[1:])]


def test_pagination_after_cursor_for_the_next_page(connect: Connect) -> None:
    """pagination.after: Cursor for the next page"""
    pages = walk(connect("juicyway"), limit=40)

    assert [body["pagination"]["after"] for body in pages] == [*(ids(body)[-1] for body in pages[:-1]), None]


@pytest.mark.parametrize("limit", [1, 15, 100])
def test_pagination_limit_number_of_records_per_page(connect: Connect, limit: int) -> None:
    """pagination.limit: Number of records per page"""
    body = page(connect("juicyway"), limit=limit)

    assert body["pagination"]["limit"] == limit == len(body["data"])


def test_basic_list_request(connect: Connect) -> None:
    """curl -X GET "https://api.spendjuice.com/customers?limit=2" -H "Authorization:  YOUR_API_KEY" """
    client = connect("juicyway", credential=None)

    response = client.get("/customers?limit=2", headers={"Authorization": "test_full"})

    body = response.json()
    assert response.status_code == 200
    assert len(body["data"]) == 2
    assert body["pagination"] == {"before": None, "after": ids(body)[1], "limit": 2}


def test_basic_list_request_in_the_order_of_the_printed_reply(connect: Connect) -> None:
    """Response (whose rows run upward, though the default order is downward)"""
    body = page(connect("juicyway"), limit=2, sort="created_at:asc")

    assert body == {
        "data": [TEST_CUSTOMER, JANE_DOE],
        "pagination": {"before": None, "after": JANE, "limit": 2},
    }


def test_filtered_list_request(connect: Connect) -> None:
    """curl -X GET ".../customers?email=test@custom.er&created_after=2024-01-01T00:00:00Z" """
    response = connect("juicyway").get("/customers?email=test@custom.er&created_after=2024-01-01T00:00:00Z")

    assert response.status_code == 200
    assert response.json() == {
        "data": [TEST_CUSTOMER],
        "pagination": {"before": None, "after": None, "limit": 15},
    }


def test_the_api_uses_cursor_based_pagination_to_handle_large_collections_of_customers(
    connect: Connect,
) -> None:
    """The API uses cursor-based pagination to handle large collections of customers."""
    seen = [row_id for body in walk(connect("juicyway"), limit=15) for row_id in ids(body)]

    assert len(seen) == len(set(seen)) == CUSTOMERS


def test_to_fetch_the_next_page_of_results(connect: Connect) -> None:
    """To fetch the next page: get the after cursor from the pagination object, pass it as after."""
    client = connect("juicyway")
    first = page(client)
    cursor = first["pagination"]["after"]

    second = page(client, after=cursor)

    assert cursor is not None
    assert len(second["data"]) == 15
    assert not set(ids(first)) & set(ids(second))


def test_repeat_until_no_more_after_cursor_is_returned(connect: Connect) -> None:
    """3. Repeat until no more after cursor is returned"""
    pages = walk(connect("juicyway"), limit=20)

    assert [len(body["data"]) for body in pages] == [20] * 7 + [10]
    assert pages[-1]["pagination"]["after"] is None
