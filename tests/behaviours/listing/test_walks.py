"""Walks through generated tables, in every style of pagination."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.behaviours.listing.walking import CONTRACT, ORDERS, STEPS, Data, ask, expected
from tests.builders import Mock

COLORS = ["red", "blue", ""]


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "rank": st.none()
        | st.integers(0, 2)
        | st.just(2**70)
        | st.floats(0, 2)
        | st.sampled_from(["a", "é"]),
        "name": st.none() | st.sampled_from(["", "ann", "Bob", "é", "\ue000", "\U0001f600"]),
        "color": st.none() | st.sampled_from(["red", "blue"]),
        "deep": st.none() | st.fixed_dictionaries({}, optional={"at": st.none() | st.integers(0, 3)}),
    },
)


TABLES = st.lists(FIELDS, max_size=25).map(
    lambda rows: [{**data, "id": f"k{n:02}"} for n, data in enumerate(rows)]
)


SIZES = st.integers(1, 8)


CHOICES = st.fixed_dictionaries(
    {},
    optional={"color": st.sampled_from(COLORS), "order": st.sampled_from([name for name in ORDERS if name])},
)


several = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def walk(mock: Mock, path: str, choice: Data, size: int, start: Data, step: Any) -> Iterator[list[str]]:
    """The pages from `start` on; `step` gives the parameters of the next one, None at the end."""
    params: Data | None = start
    for _ in range(60):
        if params is None:
            return
        keys, page = ask(mock, path, size=size, **choice, **params)
        assert page["count"] == len(keys)
        yield keys
        params = step(page)
    raise AssertionError("the walk does not end")


each_style = pytest.mark.parametrize("path", STEPS)


@each_style
@several
@given(TABLES, SIZES, CHOICES)
def test_a_walk_meets_each_matching_row_once_in_order(
    path: str, rows: list[Data], size: int, choice: Data
) -> None:
    mock = Mock(CONTRACT, {"things": rows})

    pages = list(walk(mock, path, choice, size, {}, STEPS[path]))

    assert [key for page in pages for key in page] == expected(rows, choice)
    assert all(len(page) == size for page in pages[:-1])
    assert pages == [[]] or all(pages), "no page but that of an empty list is empty"


@each_style
@several
@given(TABLES, SIZES, CHOICES)
def test_a_page_counts_rightly(path: str, rows: list[Data], size: int, choice: Data) -> None:
    mock, total = Mock(CONTRACT, {"things": rows}), len(expected(rows, choice))
    seen = 0
    params: Data | None = {}
    while params is not None:
        keys, page = ask(mock, path, size=size, **choice, **params)
        seen += len(keys)
        assert (page["total"], page["size"], page["offset"]) == (total, size, seen - len(keys))
        assert page["has_more"] is (seen < total)
        if "total_pages" in page:
            assert page["total_pages"] == -(-total // size)
        params = STEPS[path](page)


@several
@given(TABLES, SIZES, CHOICES)
def test_the_way_back_is_the_way_there(rows: list[Data], size: int, choice: Data) -> None:
    mock = Mock(CONTRACT, {"things": rows})
    there = [key for page in walk(mock, "/keys", choice, size, {}, STEPS["/keys"]) for key in page]
    if not there:
        return

    back = list(
        walk(
            mock,
            "/keys",
            choice,
            size,
            {"before": there[-1]},
            lambda page: {"before": page["previous"]} if page["previous"] is not None else None,
        )
    )

    assert [key for page in reversed(back) for key in page] == there[:-1]
    assert all(len(page) == size for page in back[:-1])


@several
@given(TABLES, SIZES, CHOICES)
def test_before_undoes_after(rows: list[Data], size: int, choice: Data) -> None:
    mock = Mock(CONTRACT, {"things": rows})
    first, page = ask(mock, "/keys", size=size, **choice)
    if page["next"] is None:
        return

    second, there = ask(mock, "/keys", size=size, after=page["next"], **choice)
    again, _ = ask(mock, "/keys", size=size, before=there["previous"], **choice)

    assert second[0] == there["previous"]
    assert again == first


@pytest.mark.parametrize("path", ["/offsets", "/keys"])
@several
@given(TABLES, SIZES, CHOICES)
def test_links_lead_to_the_neighbours(path: str, rows: list[Data], size: int, choice: Data) -> None:
    mock = Mock(CONTRACT, {"things": rows})
    pages, link = [], f"{path}?{urlencode({'size': size, **choice})}"
    while link:
        body = mock.json("GET", link)
        pages.append([row["id"] for row in body["rows"]])
        link, previous = body["next"], body["previous"]
        if len(pages) > 1:
            assert [row["id"] for row in mock.json("GET", previous)["rows"]] == pages[-2]

    assert [key for page in pages for key in page] == expected(rows, choice)


CHANGES = st.lists(
    st.tuples(st.sampled_from(["insert", "delete"]), FIELDS, st.integers(0, 30), st.integers(0, 20)),
    max_size=15,
)


@pytest.mark.parametrize("path", ["/cursors", "/loose", "/keys"])
@several
@given(TABLES, SIZES, CHOICES, CHANGES)
def test_a_walk_survives_rows_that_come_and_go(
    path: str, rows: list[Data], size: int, choice: Data, changes: list[tuple[str, Data, int, int]]
) -> None:
    """No row twice, and none lost that was there all the time."""
    mock = Mock(CONTRACT, {"things": rows})
    store = mock.state.rows.tenant("default")
    stayed, met, number = {row["id"] for row in rows}, [], 0
    params: Data | None = {}
    while params is not None:
        keys, page = ask(mock, path, size=size, **choice, **params)
        met += keys
        params = STEPS[path](page)
        for change, data, index, when in changes:
            if when % 5 != number % 5:
                continue
            if change == "insert":
                store.insert("things", {**data, "id": f"new{number}-{index}-{when}-{len(met)}-{id(data)}"})
            elif f"k{index:02}" in stayed and not (path == "/keys" and page["next"] == f"k{index:02}"):
                row = store.get("things", f"k{index:02}")
                assert row is not None
                store.delete("things", row)
                stayed.discard(f"k{index:02}")
        number += 1
        if number > 40:
            return  # rows come faster than pages go

    assert len(met) == len(set(met))
    assert stayed & set(expected(rows, choice)) <= set(met)
    old = [key for key in met if key.startswith("k")]
    assert old == [key for key in expected(rows, choice) if key in old]
