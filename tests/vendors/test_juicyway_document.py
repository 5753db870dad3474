"""Juicyway's page "List customers", sentence by sentence."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]
ServerOf = Callable[..., Server]
Row = dict[str, Any]

TEST = "6f7e1e7f-93d1-4fcc-b7a4-738f869615c8"
JANE = "7a8b9c0d-1e2f-3g4h-5i6j-7k8l9m0n1o2p"
TEST_CUSTOMER = {
    "id": TEST,
    "first_name": "Test",
    "last_name": "Customer",
    "email": "test@custom.er",
    "phone_number": "+2348012345678",
    "billing_address": {
        "line1": "123 Test lane",
        "line2": "356 Mike Drive",
        "city": "Anon",
        "state": "Acme",
        "zip_code": "12345",
        "country": "US",
    },
    "created_at": "2024-03-01T12:00:00Z",
    "updated_at": "2024-03-01T12:00:00Z",
}
JANE_DOE = {
    "id": JANE,
    "first_name": "Jane",
    "last_name": "Doe",
    "email": "jane@example.com",
    "phone_number": "+2348012345679",
    "billing_address": {
        "line1": "456 Sample St",
        "line2": None,
        "city": "Lagos",
        "state": "LA",
        "zip_code": "23401",
        "country": "NG",
    },
    "created_at": "2024-03-02T12:00:00Z",
    "updated_at": "2024-03-02T12:00:00Z",
}
CUSTOMERS = 150
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
TOO_MANY = {
    "error": {"code": "rate_limit_exceeded", "message": "Too many requests", "type": "rate_limit_error"}
}


def page(client: httpx.Client, **params: str | int) -> Row:
    response = client.get("/customers", params=params)
    assert response.status_code == 200, response.text
    return dict(response.json())


def ids(body: Row) -> list[str]:
    return [row["id"] for row in body["data"]]


def walk(client: httpx.Client, **params: str | int) -> list[Row]:
    """Every page from the first on, along `after`."""
    pages = [page(client, **params)]
    while pages[-1]["pagination"]["after"] is not None:
        pages.append(page(client, **params, after=pages[-1]["pagination"]["after"]))
    return pages


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


@pytest.mark.parametrize("limit", [15, 50])
def test_use_reasonable_page_sizes_15_to_50_records(connect: Connect, limit: int) -> None:
    """Use reasonable page sizes (15-50 records)"""
    assert len(page(connect("juicyway"), limit=limit)["data"]) == limit


def test_cache_results_when_possible(connect: Connect) -> None:
    """Cache results when possible (the same request has the same answer while nothing changes)"""
    client = connect("juicyway")

    assert client.get("/customers?limit=50").content == client.get("/customers?limit=50").content


def test_implement_progressive_loading_in_your_ui(connect: Connect) -> None:
    """Implement progressive loading in your UI (each further page continues what is shown)"""
    client = connect("juicyway")
    shown = [row_id for body in walk(client, limit=25) for row_id in ids(body)]

    assert shown == [row_id for body in walk(client, limit=100) for row_id in ids(body)]


@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("created_after=yesterday", "created_after"),
        ("sort=name:asc", "sort"),
        ("after=nothing", "after"),
        ("email=%FF", "query"),
    ],
)
def test_400_invalid_query_parameters_or_malformed_request(
    connect: Connect, query: str, culprit: str
) -> None:
    """400 Bad Request: error: Invalid query parameters or malformed request"""
    response = connect("juicyway").get(f"/customers?{query}")

    error = response.json()["error"]
    assert response.status_code == 400
    assert (error["code"], error["message"]) == ("invalid_request", "Invalid query parameters")
    assert list(error["details"]) == [culprit]


@pytest.mark.parametrize("key", [None, "YOUR_API_KEY", "", "Bearer test_full"])
def test_401_missing_or_invalid_api_key(connect: Connect, key: str | None) -> None:
    """401 Unauthorized: error: Missing or invalid API key"""
    headers = {} if key is None else {"Authorization": key}

    response = connect("juicyway", credential=None).get("/customers", headers=headers)

    assert response.status_code == 401
    assert response.json() == {"error": {"code": "unauthorized", "message": "Invalid or missing API key"}}


def test_403_insufficient_permissions_to_list_customers(connect: Connect) -> None:
    """403 Forbidden: error: Insufficient permissions to list customers"""
    response = connect("juicyway", credential="test_limited").get("/customers")

    assert response.status_code == 403
    assert response.json() == {
        "error": {"code": "forbidden", "message": "Insufficient permissions to list customers"}
    }


def test_100_requests_per_minute_per_api_key(connect: Connect, server_of: ServerOf) -> None:
    """100 requests per minute per API key"""
    client = connect("juicyway", credential="test_metered")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)

    assert {client.get("/customers?limit=1").status_code for _ in range(100)} == {200}
    assert client.get("/customers?limit=1").status_code == 429
    assert connect("juicyway").get("/customers?limit=1").status_code == 200
    clock.advance(60)
    assert client.get("/customers?limit=1").status_code == 200


def test_1000_requests_per_hour_per_api_key(connect: Connect, server_of: ServerOf) -> None:
    """1000 requests per hour per API key"""
    client = connect("juicyway", credential="test_metered")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)

    statuses = set()
    for _ in range(10):
        statuses |= {client.get("/customers?limit=1").status_code for _ in range(100)}
        clock.advance(60)

    assert statuses == {200}
    refused = client.get("/customers?limit=1")
    assert refused.status_code == 429
    assert refused.headers["x-ratelimit-limit"] == "1000"
    clock.advance(50 * 60)
    assert client.get("/customers?limit=1").status_code == 200


def test_exceeding_these_limits_will_result_in_a_429_too_many_requests_response(connect: Connect) -> None:
    """Exceeding these limits will result in a 429 Too Many Requests response."""
    response = connect("juicyway", credential="test_exhausted").get("/customers")

    assert (response.status_code, response.reason_phrase) == (429, "Too Many Requests")
    assert response.json() == TOO_MANY


def test_efficient_filtering_use_filters_to_reduce_response_size(connect: Connect) -> None:
    """Efficient Filtering: Use filters to reduce response size and improve performance"""
    client = connect("juicyway")

    assert len(client.get("/customers?email=test@custom.er").content) < len(client.get("/customers").content)


def test_cursor_management_store_cursors_temporarily_for_pagination(connect: Connect) -> None:
    """Cursor Management: Store cursors temporarily for pagination (other requests do not spend them)"""
    client = connect("juicyway")
    cursor = page(client, limit=5)["pagination"]["after"]
    at_once = page(client, limit=5, after=cursor)

    page(client, limit=100)
    page(client, email="test@custom.er")

    assert page(client, limit=5, after=cursor) == at_once


def test_bulk_operations_use_higher_limit_values_for_bulk_data_retrieval(connect: Connect) -> None:
    """Bulk Operations: Use higher limit values for bulk data retrieval"""
    client = connect("juicyway")

    assert len(walk(client, limit=100)) == 2
    assert len(walk(client, limit=15)) == 10


def test_error_handling_implement_proper_retry_logic_for_rate_limits(
    connect: Connect, server_of: ServerOf
) -> None:
    """Error Handling: Implement proper retry logic for rate limits"""
    client = connect("juicyway", credential="test_metered")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)
    clock.advance(10)
    refused = [client.get("/customers?limit=1") for _ in range(101)][-1]
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert wait == 50

    clock.advance(wait - 1)
    assert client.get("/customers?limit=1").status_code == 429
    clock.advance(1)
    assert client.get("/customers?limit=1").status_code == 200


def test_data_freshness_consider_implementing_cache_invalidation_strategies(connect: Connect) -> None:
    """Data Freshness: Consider implementing cache invalidation strategies (a change shows at once)"""
    client = connect("juicyway")

    client.patch(f"/customers/{JANE}", json={"last_name": "Roe"}).raise_for_status()

    [row] = page(client, email="jane@example.com")["data"]
    assert row["last_name"] == "Roe"
    assert row["updated_at"] > row["created_at"]


def test_see_the_customer_object_documentation_for_detailed_field_descriptions(connect: Connect) -> None:
    """See the Customer Object documentation for detailed field descriptions. (The fetch page shows it.)"""
    client = connect("juicyway")

    assert client.get(f"/customers/{TEST}").json() == {"data": TEST_CUSTOMER}
    assert client.get(f"/customers/{JANE}").json() == {"data": JANE_DOE}
