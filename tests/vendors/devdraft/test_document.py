"""The user's document about Devdraft (list customers), sentence by sentence: endpoint, access, parameters."""

from datetime import UTC, datetime

import httpx
import pytest

from tests.vendors.devdraft.document_facts import STATUSES, Connect, ServerOf, everyone, named

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
