"""The user's document about Devdraft (list customers), sentence by sentence: uses, best practices, links."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.vendors.devdraft.document_facts import INES, STATUSES, Connect, ServerOf, everyone, named

# Use cases and best practices


def test_dashboards_combine_filtering_search_and_pagination(connect: Connect) -> None:
    """Build comprehensive dashboards with filtering, search, and pagination for customer service teams."""
    client = connect("devdraft")
    wanted = [row for row in everyone(client) if row["status"] == "ACTIVE" and named(row, "a")]

    page = client.get("/customers", params={"status": "ACTIVE", "name": "a", "skip": 5, "take": 5}).json()

    assert page == {"data": wanted[5:10], "total": len(wanted), "skip": 5, "take": 5}


def test_search_finds_customers_by_name_or_email(connect: Connect) -> None:
    """Implement search features allowing users to find customers by name or email quickly."""
    client = connect("devdraft")

    assert everyone(client, name="okoro") == everyone(client, email="ines@shop.example") == [INES]


@pytest.mark.parametrize("take", [7, 10, 50, 100])
def test_bulk_operations_use_the_pagination_to_fetch_all_data(connect: Connect, take: int) -> None:
    """For bulk operations, use the pagination system to fetch all data rather than single large requests."""
    client = connect("devdraft")

    pages = [
        client.get("/customers", params={"skip": skip, "take": take}).json() for skip in range(0, 150, take)
    ]

    assert {page["total"] for page in pages} == {150}
    assert len({row["id"] for page in pages for row in page["data"]}) == 150


def test_reports_with_specific_filters_add_up(connect: Connect) -> None:
    """Generate customer reports with specific filters for business intelligence purposes."""
    client = connect("devdraft")

    by_status = [row["id"] for status in STATUSES for row in everyone(client, status=status)]

    assert sorted(by_status) == sorted(row["id"] for row in everyone(client))


def test_a_sync_sees_the_same_data_again(connect: Connect) -> None:
    """Sync customer data with external CRM systems or marketing platforms."""
    client = connect("devdraft")

    assert client.get("/customers").content == client.get("/customers").content


@pytest.mark.parametrize("filters", [{"status": "BLACKLISTED"}, {"email": "ines@shop.example"}])
def test_specific_filters_reduce_response_size(connect: Connect, filters: dict[str, str]) -> None:
    """Use specific filters to reduce response size and improve query performance."""
    client = connect("devdraft")

    whole, part = (client.get("/customers", params={**given, "take": "100"}) for given in ({}, filters))

    assert 0 < len(part.content) < len(whole.content)


def test_a_backoff_gets_through_a_rate_limit(connect: Connect, server_of: ServerOf) -> None:
    """Handle rate limits and network errors gracefully with exponential backoff retry logic."""
    server = server_of("devdraft")
    server.clock.freeze(datetime(2026, 10, 1, 12, 0, 30, tzinfo=UTC))
    client = connect("devdraft", credential="test_metered")
    for _ in range(100):
        client.get("/customers")

    statuses = []
    for delay in (8, 16, 32, 64):
        statuses.append(client.get("/customers").status_code)
        server.clock.advance(delay)

    assert statuses == [429, 429, 429, 200]


def new_customer(client: httpx.Client, **fields: str) -> dict[str, Any]:
    """A customer, just created."""
    body = {"first_name": "Mateo", "last_name": "Lindqvist", "phone_number": "+15550104417", **fields}
    answer = client.post("/customers", json=body)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


# Related endpoints


def test_create_customer_creates_new_customer_records(connect: Connect) -> None:
    """Create Customer - Create new customer records"""
    client = connect("devdraft")

    created = new_customer(client, email="mateo@lindqvist.example")

    assert [row["id"] for row in everyone(client, email="mateo@lindqvist.example")] == [created["id"]]
    assert client.get("/customers").json()["total"] == 151


def test_fetch_customer_gets_specific_customer_details(connect: Connect) -> None:
    """Fetch Customer - Get specific customer details"""
    assert connect("devdraft").get(f"/customers/{INES['id']}").json() == INES


def test_update_customer_updates_customer_information(connect: Connect) -> None:
    """Update Customer - Update customer information"""
    client = connect("devdraft")

    client.patch(f"/customers/{INES['id']}", json={"last_name": "Okoro-Lind"})

    assert [row["id"] for row in everyone(client, name="okoro-lind")] == [INES["id"]]


def test_blacklist_customer_blacklists_customer_access(connect: Connect) -> None:
    """Blacklist Customer - Blacklist customer access"""
    client = connect("devdraft")
    before = client.get("/customers", params={"status": "BLACKLISTED"}).json()["total"]

    answer = client.patch(f"/customers/{INES['id']}", json={"status": "BLACKLISTED"})

    assert answer.json()["status"] == "BLACKLISTED"
    assert client.get("/customers", params={"status": "BLACKLISTED"}).json()["total"] == before + 1


def test_delete_customer_removes_customer_records(connect: Connect) -> None:
    """Delete Customer - Remove customer records"""
    client = connect("devdraft")

    assert client.delete(f"/customers/{INES['id']}").status_code == 200

    assert client.get(f"/customers/{INES['id']}").status_code == 404
    assert everyone(client, email="ines@shop.example") == []
    assert client.get("/customers").json()["total"] == 149


# Support


def test_verify_your_api_credentials(connect: Connect) -> None:
    """Verify your API credentials are correctly configured"""
    answer = connect("devdraft", credential=None).get("/customers", headers={"x-client-key": "test_full"})

    assert answer.json() == {"statusCode": 401, "message": "Invalid API credentials", "error": "Unauthorized"}


def test_check_pagination_parameters_are_within_allowed_ranges(connect: Connect) -> None:
    """Check pagination parameters are within allowed ranges"""
    answer = connect("devdraft").get("/customers", params={"take": 101})

    assert answer.json() == {
        "statusCode": 400,
        "message": ["take must not be greater than 100"],
        "error": "Bad Request",
    }


def test_ensure_filter_values_match_expected_formats(connect: Connect) -> None:
    """Ensure filter values match expected formats"""
    answer = connect("devdraft").get("/customers", params={"status": "active"})

    assert answer.json()["message"] == [f"status must be one of the following values: {', '.join(STATUSES)}"]
