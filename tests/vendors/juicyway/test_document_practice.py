"""Juicyway's page "List customers", sentence by sentence: errors, limits, best practices."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mockserver.runtime.live import Server
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

ServerOf = Callable[..., Server]


NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


TOO_MANY = {
    "error": {"code": "rate_limit_exceeded", "message": "Too many requests", "type": "rate_limit_error"}
}


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
