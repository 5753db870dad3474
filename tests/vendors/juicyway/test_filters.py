"""How Juicyway's lists are filtered, and which queries they refuse."""

import pytest

from tests.vendors.juicyway.facts import (
    ADA,
    ADAS_ACCOUNT,
    LISTS,
    NOBODY,
    TESS_OF_OTHER,
    TEST,
    TUITION,
    Connect,
    Row,
    ids,
    rows_of,
)

ADEBAYO = "c18f5a3e-7b60-4d92-8e4c-2f9a06d1b735"


def bad_query(**details: list[str]) -> Row:
    return {"error": {"code": "invalid_request", "message": "Invalid query parameters", "details": details}}


# Queries that are refused


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("query", "details"),
    [
        ("limit=0", {"limit": ["Must be between 1 and 100"]}),
        ("limit=101", {"limit": ["Must be between 1 and 100"]}),
        ("limit=-1", {"limit": ["Must be between 1 and 100"]}),
        ("limit=abc", {"limit": ["Must be an integer"]}),
        ("limit=1.5", {"limit": ["Must be an integer"]}),
        ("limit=1&limit=2", {"limit": ["Must be given once"]}),
        ("after=nothing", {"after": ["Unknown cursor"]}),
        (f"after={NOBODY}", {"after": ["Unknown cursor"]}),
        (f"before={NOBODY}", {"before": ["Unknown cursor"]}),
        (f"after={TESS_OF_OTHER}", {"after": ["Unknown cursor"]}),
        ("page=2", {"page": ["Unknown parameter"]}),
    ],
)
def test_bad_query_of_any_list(
    connect: Connect, path: str, query: str, details: dict[str, list[str]]
) -> None:
    response = connect("juicyway").get(f"{path}?{query}")

    assert response.status_code == 400
    assert response.json() == bad_query(**details)


@pytest.mark.parametrize(
    ("path", "query", "details"),
    [
        ("/customers", "sort=email:asc", {"sort": ["Must be one of: created_at:asc, created_at:desc"]}),
        ("/customers", "created_after=yesterday", {"created_after": ["Must be an ISO 8601 timestamp"]}),
        ("/customers", "created_before=2024-02-30", {"created_before": ["Must be an ISO 8601 timestamp"]}),
        ("/beneficiaries", "type=cash", {"type": ["Must be one of: bank_account, crypto_address"]}),
        ("/payments", "status=paid", {"status": ["Must be one of: pending, captured, settled, failed"]}),
        ("/payments", "created_after=1", {"created_after": ["Must be an ISO 8601 timestamp"]}),
        (
            "/customers",
            "limit=0&sort=up&created_after=x",
            {
                "limit": ["Must be between 1 and 100"],
                "sort": ["Must be one of: created_at:asc, created_at:desc"],
                "created_after": ["Must be an ISO 8601 timestamp"],
            },
        ),
    ],
)
def test_bad_query(connect: Connect, path: str, query: str, details: dict[str, list[str]]) -> None:
    response = connect("juicyway").get(f"{path}?{query}")

    assert response.status_code == 400
    assert response.json() == bad_query(**details)


@pytest.mark.parametrize(
    ("path", "cursor"), [("/customers", ADA), ("/beneficiaries", ADAS_ACCOUNT), ("/payments", TUITION)]
)
def test_both_cursors_at_once(connect: Connect, path: str, cursor: str) -> None:
    response = connect("juicyway").get(path, params={"after": cursor, "before": cursor})

    assert response.status_code == 400
    message = "Cannot be combined with the other cursor"
    assert response.json() == bad_query(after=[message], before=[message])


# Filters


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("test@custom.er", [TEST]),
        ("TEST@Custom.ER", [TEST]),
        ("adebayo.oye@mango.example", [ADEBAYO]),
        ("test@custom", []),
        ("%@custom.er", []),
    ],
)
def test_email_is_the_whole_address_in_any_case(connect: Connect, email: str, found: list[str]) -> None:
    assert ids(rows_of(connect("juicyway"), "/customers", email=email)) == found


def test_an_empty_email_filters_nothing(connect: Connect) -> None:
    assert len(rows_of(connect("juicyway"), "/customers", email="")) == LISTS["/customers"]


@pytest.mark.parametrize(
    ("after", "before", "found"),
    [
        ("2024-05-05T12:00:00Z", "2024-05-05T12:00:01Z", 0),
        ("2024-05-05T11:59:59Z", "2024-05-05T12:00:00Z", 0),
        ("2024-05-05T11:59:59Z", "2024-05-05T12:00:01Z", 3),
        ("2024-05-05T13:59:59+02:00", "2024-05-05T06:00:00.5-06:00", 3),
        ("2024-05-05T11:59:59.999Z", "2024-05-05T12:00:00.001Z", 3),
        ("2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z", 0),
    ],
)
def test_times_are_instants_and_bounds_are_strict(
    connect: Connect, after: str, before: str, found: int
) -> None:
    rows = rows_of(connect("juicyway"), "/customers", created_after=after, created_before=before)

    assert len(rows) == found


@pytest.mark.parametrize("path", ["/customers", "/payments"])
def test_created_after_and_created_before_part_the_list(connect: Connect, path: str) -> None:
    client = connect("juicyway")
    moment = "2025-06-01T00:00:00Z"

    later = ids(rows_of(client, path, created_after=moment))
    earlier = ids(rows_of(client, path, created_before=moment))

    assert later
    assert earlier
    assert later + earlier == ids(rows_of(client, path))


@pytest.mark.parametrize(
    ("path", "name", "value", "others"),
    [
        ("/beneficiaries", "currency", "NGN", True),
        ("/beneficiaries", "currency", "USD", True),
        ("/beneficiaries", "currency", "CAD", True),
        ("/beneficiaries", "currency", "JPY", False),
        ("/beneficiaries", "type", "bank_account", True),
        ("/beneficiaries", "type", "crypto_address", True),
        ("/payments", "status", "pending", True),
        ("/payments", "status", "captured", True),
        ("/payments", "status", "settled", True),
        ("/payments", "status", "failed", True),
    ],
)
def test_filter_by_a_value(
    connect: Connect,
    path: str,
    name: str,
    value: str,
    others: bool,  # noqa: FBT001
) -> None:
    client = connect("juicyway")
    every = rows_of(client, path)

    found = rows_of(client, path, **{name: value})

    assert found == [row for row in every if row.get("payment", row)[name] == value]
    assert bool(found) is others
    assert len(found) < len(every)


def test_filters_meet(connect: Connect) -> None:
    client = connect("juicyway")

    assert rows_of(client, "/beneficiaries", type="crypto_address", currency="NGN") == []
    assert rows_of(client, "/beneficiaries", type="bank_account", currency="NGN")
