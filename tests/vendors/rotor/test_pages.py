"""How Rotor's lists are paged and ordered, and which queries they refuse."""

from itertools import pairwise

import pytest

from tests.vendors.rotor.facts import TOTALS, Connect, ids, invalid, rows_of


@pytest.mark.parametrize("path", TOTALS)
def test_default_page(connect: Connect, path: str) -> None:
    body = connect("rotor").get(path).json()

    expected = TOTALS[path]
    assert list(body) == ["data", "pagination", "status"]
    assert body["pagination"] == {"has_more": expected > 50, "limit": 50, "page": 1, "total": expected}
    assert body["status"] == "success"
    assert len(body["data"]) == min(50, expected)


@pytest.mark.parametrize(
    ("limit", "page", "count", "has_more"),
    [
        (50, 1, 50, True),
        (50, 2, 50, True),
        (50, 3, 42, False),
        (50, 4, 0, False),
        (1, 1, 1, True),
        (1, 142, 1, False),
        (1, 143, 0, False),
        (71, 1, 71, True),
        (71, 2, 71, False),
        (141, 1, 141, True),
        (141, 2, 1, False),
        (142, 1, 142, False),
        (1000, 1, 142, False),
        (1000, 10**9, 0, False),
    ],
)
def test_a_page_says_where_it_is(connect: Connect, limit: int, page: int, count: int, has_more: bool) -> None:  # noqa: FBT001
    body = connect("rotor").get("/customers", params={"limit": limit, "page": page}).json()

    assert len(body["data"]) == count
    assert body["pagination"] == {"has_more": has_more, "limit": limit, "page": page, "total": 142}


@pytest.mark.parametrize("path", TOTALS)
@pytest.mark.parametrize("limit", [7, 20])
def test_pages_put_together_are_the_list(connect: Connect, path: str, limit: int) -> None:
    client = connect("rotor")
    walked: list[str] = []
    number, more = 1, True
    while more:
        body = client.get(path, params={"limit": limit, "page": number}).json()
        walked += ids(body["data"])
        number, more = number + 1, body["pagination"]["has_more"]

    assert walked == ids(rows_of(client, path))
    assert number - 1 == -(-TOTALS[path] // limit)


@pytest.mark.parametrize("path", TOTALS)
def test_newest_first_then_by_id(connect: Connect, path: str) -> None:
    rows = rows_of(connect("rotor"), path)

    keys = [(row["created_at"], row["id"]) for row in rows]
    assert all(earlier > later for earlier, later in pairwise(keys))


def test_customers_of_one_moment_are_in_the_order_of_their_ids(connect: Connect) -> None:
    rows = rows_of(connect("rotor"), "/customers", search="sametime.example")

    assert [row["first_name"] for row in rows] == ["Third", "Second", "First"]
    assert len({row["created_at"] for row in rows}) == 1


@pytest.mark.parametrize("path", TOTALS)
@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("page=0", "page", "Must be at least 1"),
        ("page=-1", "page", "Must be at least 1"),
        ("page=one", "page", "Expected integer"),
        ("page=1.5", "page", "Expected integer"),
        ("limit=0", "limit", "Must be at least 1"),
        ("limit=1001", "limit", "Must be at most 1000"),
        ("limit=many", "limit", "Expected integer"),
        ("limit=10&limit=20", "limit", "Must be given once"),
        ("pages=2", "pages", "Unknown parameter"),
    ],
)
def test_a_query_out_of_bounds_is_refused(
    connect: Connect, path: str, query: str, field: str, message: str
) -> None:
    answer = connect("rotor").get(f"{path}?{query}")

    assert answer.status_code == 400
    assert answer.json() == invalid(field, message)


@pytest.mark.parametrize(
    ("path", "query", "field", "message"),
    [
        ("/customers", "status=paused", "status", "Must be one of: active, inactive"),
        ("/customers", "status=Active", "status", "Must be one of: active, inactive"),
        ("/customers", "archived=maybe", "archived", "Expected boolean"),
        ("/customers", "stage=new", "stage", "Unknown parameter"),
        ("/leads", "archived=2", "archived", "Expected boolean"),
        ("/leads", "status=active", "status", "Unknown parameter"),
        ("/pins", "pin_type_id=revisit", "pin_type_id", "Invalid uuid format"),
        ("/pins", "user_id=sam", "user_id", "Invalid uuid format"),
        ("/pin-types", "page=1", "page", "Unknown parameter"),
    ],
)
def test_a_filter_of_another_kind_is_refused(
    connect: Connect, path: str, query: str, field: str, message: str
) -> None:
    answer = connect("rotor").get(f"{path}?{query}")

    assert answer.status_code == 400
    assert answer.json() == invalid(field, message)


def test_every_problem_has_an_entry(connect: Connect) -> None:
    answer = connect("rotor").get("/customers?page=0&limit=1001&status=paused")

    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"page", "limit", "status"}
