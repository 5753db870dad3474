"""How Juicyway's lists are paged and ordered."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.vendors.juicyway.facts import (
    ADA,
    JANE,
    LISTS,
    NEW,
    TEST,
    Connect,
    ServerOf,
    ids,
    page,
    rows_of,
    walk,
)

SAME_TIME = [f"{digit * 8}-3a5d-4c0e-8f21-6b9d0e7c4a10" for digit in "123"]


@pytest.mark.parametrize("path", LISTS)
def test_default_page(connect: Connect, path: str) -> None:
    body = page(connect("juicyway"), path)

    assert list(body) == ["data", "pagination"]
    assert len(body["data"]) == 15
    assert body["pagination"] == {"before": None, "after": ids(body["data"])[-1], "limit": 15}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 7, 50, 100])
def test_pages_put_together_are_the_list(connect: Connect, path: str, limit: int) -> None:
    client = connect("juicyway")
    # One row a page is slow for the long lists; a filter makes the same point.
    params = {"created_before": "2024-08-01T00:00:00Z"} if limit == 1 and path != "/beneficiaries" else {}
    whole = ids(rows_of(client, path, **params))

    pages = walk(client, path, limit=limit, **params)

    assert [row_id for body in pages for row_id in ids(body["data"])] == whole
    assert len(pages) == -(-len(whole) // limit)
    assert len(set(whole)) == len(whole)
    assert params or len(whole) == LISTS[path]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [10, 23])
def test_walking_back_shows_the_same_pages(connect: Connect, path: str, limit: int) -> None:
    client = connect("juicyway")
    forward = walk(client, path, limit=limit)

    for earlier, later in pairwise(forward):
        assert page(client, path, limit=limit, before=later["pagination"]["before"]) == earlier


@pytest.mark.parametrize("sort", ["created_at:asc", "created_at:desc"])
def test_before_keeps_the_order_that_sort_names(connect: Connect, sort: str) -> None:
    client = connect("juicyway")
    whole = ids(rows_of(client, "/customers", sort=sort))

    body = page(client, "/customers", limit=3, before=whole[10], sort=sort)

    assert ids(body["data"]) == whole[7:10]
    assert body["pagination"] == {"before": whole[7], "after": whole[9], "limit": 3}


def test_before_near_the_beginning_gives_what_there_is(connect: Connect) -> None:
    client = connect("juicyway")
    whole = ids(rows_of(client, "/customers"))

    body = page(client, "/customers", limit=10, before=whole[4])

    assert ids(body["data"]) == whole[:4]
    assert body["pagination"] == {"before": None, "after": whole[3], "limit": 10}


def test_a_single_page_has_no_cursors(connect: Connect) -> None:
    body = page(connect("juicyway"), "/customers", limit=2, created_before="2024-03-03T00:00:00Z")

    assert ids(body["data"]) == [JANE, TEST]
    assert body["pagination"] == {"before": None, "after": None, "limit": 2}


def test_no_rows(connect: Connect) -> None:
    body = page(connect("juicyway"), "/customers", limit=7, email="nobody@example.com")

    assert body == {"data": [], "pagination": {"before": None, "after": None, "limit": 7}}


def test_ids_decide_between_equal_times(connect: Connect) -> None:
    client = connect("juicyway")
    moment = {"created_after": "2024-05-05T11:59:59Z", "created_before": "2024-05-05T12:00:01Z"}

    assert ids(rows_of(client, "/customers", **moment, sort="created_at:asc")) == SAME_TIME
    assert ids(rows_of(client, "/customers", **moment)) == SAME_TIME[::-1]
    second = page(client, "/customers", **moment, limit=1, after=SAME_TIME[2])
    assert ids(second["data"]) == [SAME_TIME[1]]


def test_payments_are_newest_first(connect: Connect) -> None:
    keys = [
        (row["payment"]["date"], row["payment"]["id"]) for row in rows_of(connect("juicyway"), "/payments")
    ]

    assert all(earlier > later for earlier, later in pairwise(keys))


@pytest.mark.parametrize(("sort", "found"), [("created_at:desc", [TEST]), ("created_at:asc", [])])
def test_a_cursor_takes_its_place_under_other_filters(connect: Connect, sort: str, found: list[str]) -> None:
    body = page(connect("juicyway"), "/customers", after=ADA, email="test@custom.er", sort=sort)

    assert ids(body["data"]) == found


def test_a_walk_is_stable_while_rows_come(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    server_of("juicyway").clock.freeze(datetime(2027, 1, 1, tzinfo=UTC))
    whole = ids(rows_of(client, "/customers"))
    first = page(client, "/customers", limit=50)

    client.post("/customers", json=NEW).raise_for_status()
    second = page(client, "/customers", limit=50, after=first["pagination"]["after"])
    third = page(client, "/customers", limit=50, after=second["pagination"]["after"])

    assert ids(first["data"] + second["data"] + third["data"]) == whole
    assert len(rows_of(client, "/customers")) == len(whole) + 1
