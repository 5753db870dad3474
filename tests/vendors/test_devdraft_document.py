"""The user's document about Devdraft (list customers), sentence by sentence."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]
ServerOf = Callable[..., Server]

STATUSES = ("ACTIVE", "BLACKLISTED", "DEACTIVATED")
INES = {
    "id": "0b8d6a3e-52b1-4f7e-8a35-8f0a7a1c2b44",
    "first_name": "Ines",
    "last_name": "Okoro",
    "email": "ines@shop.example",
    "phone_number": "+1-555-010-2244",
    "customer_type": "Startup",
    "status": "ACTIVE",
    "last_spent": 310.25,
    "last_purchase_date": "2024-05-02T11:00:00Z",
    "appId": "app_204816",
    "createdAt": "2024-04-01T08:00:00Z",
    "updatedAt": "2024-05-02T11:00:00Z",
}


def everyone(client: httpx.Client, **filters: str) -> list[dict[str, Any]]:
    """All rows of the list, page after page."""
    rows: list[dict[str, Any]] = []
    while True:
        page = client.get("/customers", params={**filters, "skip": len(rows), "take": 100}).json()
        rows += page["data"]
        if not page["data"] or len(rows) >= page["total"]:
            return rows


def named(row: dict[str, Any], text: str) -> bool:
    """Whether either name of the row has the text, whatever its case."""
    return any(text.lower() in row[name].lower() for name in ("first_name", "last_name"))


# Endpoint details


def test_get_api_v0_customers_is_the_operation(connect: Connect) -> None:
    """GET /api/v0/customers"""
    client = connect("devdraft")

    answer = client.get("/customers")

    assert answer.status_code == 200
    assert answer.url.path.endswith("/api/v0/customers")


def test_it_answers_at_the_vendors_own_host(connect: Connect, server_of: ServerOf) -> None:
    """GET /api/v0/customers"""
    url = httpx.URL(server_of("devdraft")["devdraft"].url).copy_with(path="/api/v0/customers")
    keys = {"x-client-key": "test_full", "x-client-secret": "test_secret"}

    answer = httpx.get(url, headers={"host": "api.devdraft.ai", **keys})

    assert answer.status_code == 200
    assert answer.json() == connect("devdraft").get("/customers").json()


def test_it_is_subject_to_standard_api_rate_limits(connect: Connect, server_of: ServerOf) -> None:
    """Rate Limiting: Subject to standard API rate limits"""
    server_of("devdraft").clock.freeze(datetime(2026, 10, 1, 12, 0, 0, tzinfo=UTC))
    client = connect("devdraft", credential="test_metered")

    statuses = [client.get("/customers").status_code for _ in range(101)]

    assert statuses == [200] * 100 + [429]


# Authentication


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-client-key": "test_full"},
        {"x-client-secret": "test_secret"},
        {"x-client-key": "test_full", "x-client-secret": "wrong"},
        {"x-client-key": "wrong", "x-client-secret": "test_secret"},
        {"x-client-key": "", "x-client-secret": ""},
        {"x-client-key": "test_secret", "x-client-secret": "test_full"},
    ],
)
def test_all_requests_require_api_key_authentication_using_the_following_headers(
    connect: Connect, headers: dict[str, str]
) -> None:
    """All requests require API key authentication using the following headers:"""
    answer = connect("devdraft", credential=None).get("/customers", headers=headers)

    assert answer.status_code == 401


def test_x_client_key_and_x_client_secret_open_the_list(connect: Connect) -> None:
    """x-client-key: Your application's client key, x-client-secret: Your application's client secret"""
    keys = {"x-client-key": "test_full", "x-client-secret": "test_secret"}

    assert connect("devdraft", credential=None).get("/customers", headers=keys).status_code == 200


def test_the_client_key_is_that_of_an_application(connect: Connect) -> None:
    """x-client-key: Your application's client key"""
    ours, theirs = (everyone(connect("devdraft", credential=name)) for name in ("test_full", "test_other"))

    assert (len(ours), len(theirs)) == (150, 23)
    assert not {row["id"] for row in ours} & {row["id"] for row in theirs}


# Pagination parameters


@pytest.mark.parametrize("skip", [1, 20, 149])
def test_skip_is_the_number_of_records_to_skip(connect: Connect, skip: int) -> None:
    """Number of records to skip (must be non-negative)"""
    client = connect("devdraft")

    page = client.get("/customers", params={"skip": skip}).json()

    assert page["data"] == everyone(client)[skip : skip + 10]


@pytest.mark.parametrize("skip", ["-1", "-20"])
def test_skip_must_be_non_negative(connect: Connect, skip: str) -> None:
    """Number of records to skip (must be non-negative)"""
    client = connect("devdraft")

    assert client.get("/customers", params={"skip": skip}).status_code == 400
    assert client.get("/customers", params={"skip": "0"}).status_code == 200


def test_skip_defaults_to_0(connect: Connect) -> None:
    """Default: 0"""
    client = connect("devdraft")

    assert client.get("/customers").json() == client.get("/customers", params={"skip": 0}).json()
    assert client.get("/customers").json()["skip"] == 0


def test_skip_20_is_the_example(connect: Connect) -> None:
    """Example: 20"""
    client = connect("devdraft")

    page = client.get("/customers", params={"skip": 20}).json()

    assert page["skip"] == 20
    assert page["data"] == everyone(client)[20:30]


@pytest.mark.parametrize("take", [1, 7, 50, 100])
def test_take_is_the_number_of_records_to_take(connect: Connect, take: int) -> None:
    """Number of records to take (must be positive)"""
    client = connect("devdraft")

    assert client.get("/customers", params={"take": take}).json()["data"] == everyone(client)[:take]


@pytest.mark.parametrize("take", ["0", "-1"])
def test_take_must_be_positive(connect: Connect, take: str) -> None:
    """Number of records to take (must be positive)"""
    assert connect("devdraft").get("/customers", params={"take": take}).status_code == 400


def test_take_defaults_to_10(connect: Connect) -> None:
    """Default: 10"""
    client = connect("devdraft")

    assert len(client.get("/customers").json()["data"]) == 10
    assert client.get("/customers").json() == client.get("/customers", params={"take": 10}).json()


@pytest.mark.parametrize(
    ("take", "status"), [("1", 200), ("100", 200), ("101", 400), ("0", 400), ("1000000", 400)]
)
def test_take_ranges_from_1_to_100(connect: Connect, take: str, status: int) -> None:
    """Range: 1-100"""
    assert connect("devdraft").get("/customers", params={"take": take}).status_code == status


def test_take_50_is_the_example(connect: Connect) -> None:
    """Example: 50"""
    page = connect("devdraft").get("/customers", params={"take": 50}).json()

    assert (len(page["data"]), page["take"]) == (50, 50)


# Filter parameters


@pytest.mark.parametrize("status", STATUSES)
def test_filter_by_customer_status(connect: Connect, status: str) -> None:
    """Filter by customer status"""
    client = connect("devdraft")

    found = everyone(client, status=status)

    assert found == [row for row in everyone(client) if row["status"] == status]
    assert 0 < len(found) < 150


def test_the_status_values_are_active_blacklisted_and_deactivated(connect: Connect) -> None:
    """Values: "ACTIVE", "BLACKLISTED", "DEACTIVATED\""""
    client = connect("devdraft")

    assert sum(len(everyone(client, status=status)) for status in STATUSES) == 150
    for other in ("active", "DELETED", "PENDING", "ACTIVE,BLACKLISTED"):
        assert client.get("/customers", params={"status": other}).status_code == 400, other


def test_status_active_is_the_example(connect: Connect) -> None:
    """Example: "ACTIVE\""""
    rows = connect("devdraft").get("/customers", params={"status": "ACTIVE"}).json()["data"]

    assert {row["status"] for row in rows} == {"ACTIVE"}


@pytest.mark.parametrize("name", ["John", "john", "JOHN", "ohn", "Okoro", "oë", "渡辺", "o'brien", "a"])
def test_filter_by_customer_name_partial_match_case_insensitive(connect: Connect, name: str) -> None:
    """Filter by customer name (partial match, case-insensitive)"""
    client = connect("devdraft")

    found = everyone(client, name=name)

    assert found == [row for row in everyone(client) if named(row, name)]
    assert 0 < len(found) < 150


def test_name_john_is_the_example(connect: Connect) -> None:
    """Example: "John\""""
    found = {(row["first_name"], row["last_name"]) for row in everyone(connect("devdraft"), name="John")}

    assert found >= {("John", "Doe"), ("Johnny", "Appleton"), ("Maria", "Johnson")}
    assert ("Ines", "Okoro") not in found


@pytest.mark.parametrize(
    ("email", "count"),
    [
        ("ines@shop.example", 1),
        ("INES@Shop.Example", 1),
        ("johnny.appleton@orchard.example", 1),
        ("siobhan+billing@obrien-smith.example", 1),
        ("ines@shop", 0),
        ("shop.example", 0),
        ("ines@shop.example.", 0),
        ("nobody@shop.example", 0),
    ],
)
def test_filter_by_customer_email_exact_match_case_insensitive(
    connect: Connect, email: str, count: int
) -> None:
    """Filter by customer email (exact match, case-insensitive)"""
    page = connect("devdraft").get("/customers", params={"email": email}).json()

    assert page["total"] == count
    assert [row["email"].lower() for row in page["data"]] == [email.lower()] * count


def test_email_john_doe_is_the_example(connect: Connect) -> None:
    """Example: "john.doe@example.com\""""
    page = connect("devdraft").get("/customers", params={"email": "john.doe@example.com"}).json()

    assert [(row["first_name"], row["last_name"]) for row in page["data"]] == [("John", "Doe")]


def test_the_examples_go_together(connect: Connect) -> None:
    """Example: "ACTIVE" [...] Example: "John" [...] Example: "john.doe@example.com\""""
    client = connect("devdraft")
    filters = {"status": "ACTIVE", "name": "John", "email": "john.doe@example.com"}

    assert [row["last_name"] for row in everyone(client, **filters)] == ["Doe"]
    assert everyone(client, **{**filters, "status": "BLACKLISTED"}) == []


# Response format


def test_success_is_200_ok(connect: Connect) -> None:
    """Success Response (200 OK)"""
    answer = connect("devdraft").get("/customers")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert set(answer.json()) == {"data", "total", "skip", "take"}


def test_data_is_an_array_of_customer_objects_matching_the_filter_criteria(connect: Connect) -> None:
    """Array of customer objects matching the filter criteria"""
    page = connect("devdraft").get("/customers", params={"email": "ines@shop.example"}).json()

    assert page["data"] == [INES]


@pytest.mark.parametrize(
    "filters",
    [{}, {"status": "BLACKLISTED"}, {"name": "a"}, {"email": "ines@shop.example"}, {"name": "no one at all"}],
)
def test_total_is_the_number_of_customers_matching_the_filter_criteria(
    connect: Connect, filters: dict[str, str]
) -> None:
    """Total number of customers matching the filter criteria"""
    client = connect("devdraft")

    pages = [client.get("/customers", params={**filters, "take": str(take)}).json() for take in (1, 10, 100)]

    assert {page["total"] for page in pages} == {len(everyone(client, **filters))}


@pytest.mark.parametrize("skip", [0, 20, 150, 10_000])
def test_skip_in_the_reply_is_the_number_of_records_skipped(connect: Connect, skip: int) -> None:
    """Number of records skipped (pagination offset)"""
    assert connect("devdraft").get("/customers", params={"skip": skip}).json()["skip"] == skip


@pytest.mark.parametrize(
    ("params", "returned"), [({}, 10), ({"skip": 145}, 5), ({"skip": 150}, 0), ({"take": 100}, 100)]
)
def test_take_in_the_reply_is_the_number_of_records_returned(
    connect: Connect, params: dict[str, int], returned: int
) -> None:
    """Number of records returned in this response"""
    page = connect("devdraft").get("/customers", params=params).json()

    assert page["take"] == len(page["data"]) == returned


# Customer object fields

INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"
FIELDS = [
    ("id", "Unique customer identifier (UUID)", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", False),
    ("first_name", "Customer's first name", r".{1,100}", False),
    ("last_name", "Customer's last name", r".{1,100}", False),
    ("email", "Customer's email address", r"[^@\s]+@[^@\s]+\.[^@\s]+", True),
    ("phone_number", "Customer's phone number with country code", r"\+?[0-9][0-9 -]{0,19}", False),
    (
        "customer_type",
        "Type of customer account (Individual, Startup, Small Business, etc.)",
        r"Individual|Startup|(Small|Medium) Business|Enterprise|Non-Profit|Government",
        True,
    ),
    ("status", "Current customer status (ACTIVE, BLACKLISTED, DEACTIVATED)", "|".join(STATUSES), False),
    ("last_spent", "Amount of customer's last transaction", r"\d+(\.\d+)?", False),
    ("last_purchase_date", "Date of customer's last purchase (ISO 8601 format)", INSTANT, True),
    ("appId", "Associated application identifier", r"app_204816", False),
    ("createdAt", "Customer account creation timestamp (ISO 8601)", INSTANT, False),
    ("updatedAt", "Last update timestamp (ISO 8601)", INSTANT, False),
]


@pytest.mark.parametrize(
    ("field", "sentence", "pattern", "nullable"), FIELDS, ids=[field[0] for field in FIELDS]
)
def test_every_customer_has_the_field(
    connect: Connect,
    field: str,
    sentence: str,
    pattern: str,
    nullable: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Customer Object Fields: [...]"""
    values = [row[field] for row in everyone(connect("devdraft"))]

    assert all(re.fullmatch(pattern, str(value)) for value in values if value is not None), sentence
    assert (None in values) == nullable, sentence


def test_a_customer_has_no_other_field(connect: Connect) -> None:
    """Customer Object Fields"""
    shown = {tuple(row) for row in everyone(connect("devdraft"))}

    assert shown == {tuple(field[0] for field in FIELDS)}


def test_the_identifier_is_unique(connect: Connect) -> None:
    """Unique customer identifier (UUID)"""
    assert len({row["id"] for row in everyone(connect("devdraft"))}) == 150


def test_last_spent_goes_with_the_last_purchase(connect: Connect) -> None:
    """Amount of customer's last transaction"""
    rows = everyone(connect("devdraft"))

    assert all((row["last_spent"] > 0) == (row["last_purchase_date"] is not None) for row in rows)
    assert len({row["last_spent"] for row in rows}) > 50


def test_an_update_is_never_before_the_creation(connect: Connect) -> None:
    """Customer account creation timestamp (ISO 8601), Last update timestamp (ISO 8601)"""
    assert all(row["createdAt"] <= row["updatedAt"] for row in everyone(connect("devdraft")))


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


# Related endpoints


def new_customer(client: httpx.Client, **fields: str) -> dict[str, Any]:
    """A customer, just created."""
    body = {"first_name": "Mateo", "last_name": "Lindqvist", "phone_number": "+15550104417", **fields}
    answer = client.post("/customers", json=body)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


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
