"""The user's document about Devdraft (list customers), sentence by sentence: replies and fields."""

import re

import pytest

from tests.vendors.devdraft.document_facts import INES, STATUSES, Connect, everyone

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


# Customer object fields


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
