"""Walking a list of each style: each matching row once, in order, there and back, while rows come and go."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mockserver.contract import document
from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from mockserver.rows import Order, Row
from tests.builders import SPECS, Mock

CONTRACT = compile_contract(document.load(SPECS / "acme_lists.yaml"), PARTS)
ORDERS = {
    None: Order(["-rank", "name"], "id"),
    "up": Order(["rank"], "id"),
    "down": Order(["-rank"], "id"),
    "name": Order(["name", "-rank"], "id"),
    "late": Order(["-deep.at"], "id"),
    "no such order": Order(["-rank", "name"], "id"),
}
COLORS = ["red", "blue", ""]

Data = dict[str, Any]
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


def expected(rows: list[Data], choice: Data) -> list[str]:
    """The keys that a list has to show, in order."""
    color = choice.get("color")
    kept = [Row(row["id"], row) for row in rows if not color or row.get("color") == color]
    return [row.key for row in ORDERS[choice.get("order")].sorted(kept)]


def ask(mock: Mock, path: str, **params: Any) -> tuple[list[str], Data]:
    """The keys of a page, and what it says of itself."""
    body = mock.json(
        "GET", f"{path}?{urlencode({name: value for name, value in params.items() if value is not None})}"
    )
    return [row["id"] for row in body["rows"]], body["page"]


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


STEPS: dict[str, Any] = {
    "/pages": lambda page: {"page": page["number"] + 1} if page["has_more"] else None,
    "/offsets": lambda page: {"offset": page["offset"] + page["size"]} if page["has_more"] else None,
    "/cursors": lambda page: {"cursor": page["next"]} if page["next"] is not None else None,
    "/loose": lambda page: {"cursor": page["next"]} if page["next"] is not None else None,
    "/keys": lambda page: {"after": page["next"]} if page["next"] is not None else None,
}
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


# Cursors that are none

THINGS = [{"id": f"k{n:02}", "rank": n % 3, "color": "red" if n % 2 else "blue"} for n in range(20)]


def error_of(mock: Mock, target: str) -> Data:
    reply = mock.ask("GET", target)
    assert reply.status == 400, reply.body
    return dict(json.loads(reply.body))


@pytest.mark.parametrize("path", ["/cursors", "/loose"])
@given(st.data())
def test_a_tampered_cursor_is_refused(path: str, data: st.DataObject) -> None:
    mock = Mock(CONTRACT, {"things": THINGS})
    cursor = ask(mock, path, size=3)[1]["next"]
    position = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_=+/."))
    tampered = cursor[:position] + letter + cursor[position + 1 :]
    assume(tampered != cursor)

    assert error_of(mock, f"{path}?{urlencode({'cursor': tampered})}") == {"error": "no such cursor"}


@pytest.mark.parametrize("path", ["/cursors", "/loose"])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_invented_cursor_is_refused(path: str, cursor: str) -> None:
    error_of(Mock(CONTRACT, {"things": THINGS}), f"{path}?{urlencode({'cursor': cursor})}")


@pytest.mark.parametrize(
    "change",
    [
        lambda cursor: cursor[:-1],
        lambda cursor: cursor + "A",
        lambda cursor: cursor + "=",
        str.lower,
        str.upper,
    ],
)
def test_a_cursor_is_good_as_it_was_given_alone(change: Any) -> None:
    mock = Mock(CONTRACT, {"things": THINGS})
    cursor = ask(mock, "/cursors", size=3)[1]["next"]

    error_of(mock, f"/cursors?{urlencode({'cursor': change(cursor)})}")


@pytest.mark.parametrize("choice", [{"color": "red"}, {"order": "up"}, {"color": "red", "order": "name"}])
def test_a_cursor_is_bound_to_the_list_that_it_was_made_for(choice: Data) -> None:
    mock = Mock(CONTRACT, {"things": THINGS})
    cursor = ask(mock, "/cursors", size=3)[1]["next"]

    error_of(mock, f"/cursors?{urlencode({'cursor': cursor, **choice})}")
    assert ask(mock, "/cursors", size=5, cursor=cursor, color="")[0], (
        "another size, or an empty filter, is the same list"
    )


def test_a_loose_cursor_takes_its_place_in_another_list() -> None:
    mock = Mock(CONTRACT, {"things": THINGS})
    seen, page = ask(mock, "/loose", size=6)

    rest, _ = ask(mock, "/loose", size=50, cursor=page["next"], color="red")

    assert rest == [key for key in expected(THINGS, {"color": "red"}) if key not in seen]


def test_a_cursor_of_another_server_is_refused() -> None:
    """Cursors are signed with the document's name and the seed."""
    mock, other = Mock(CONTRACT, {"things": THINGS}), Mock(CONTRACT, {"things": THINGS}, seed=7)
    cursor = ask(mock, "/cursors", size=3)[1]["next"]

    assert ask(Mock(CONTRACT, {"things": THINGS}), "/cursors", cursor=cursor)[0]
    error_of(other, f"/cursors?{urlencode({'cursor': cursor})}")


@pytest.mark.parametrize(
    "params", [{"after": "nobody"}, {"before": "nobody"}, {"after": "k01", "before": "k02"}, {"after": ""}]
)
def test_a_key_of_no_row_is_no_cursor(params: Data) -> None:
    error_of(Mock(CONTRACT, {"things": THINGS}), f"/keys?{urlencode(params)}")


def test_a_row_that_does_not_match_is_a_place_all_the_same() -> None:
    mock = Mock(CONTRACT, {"things": THINGS})
    order = expected(THINGS, {"order": "up"})

    for key in order:
        keys, _ = ask(mock, "/keys", size=50, after=key, order="up", color="red")
        assert keys == [k for k in order[order.index(key) + 1 :] if k in expected(THINGS, {"color": "red"})]


# Pages that are none


@pytest.mark.parametrize(
    ("target", "keys"),
    [
        ("/pages?page=99", 0),
        ("/pages?page=1000000000000000000000", 0),
        ("/pages?size=1000000000000000000000", 20),
        ("/offsets?offset=20", 0),
        ("/offsets?offset=1000000000000000000000", 0),
        ("/cursors?size=1000000000000000000000", 20),
        ("/keys?size=1000000000000000000000", 20),
    ],
)
def test_a_page_past_the_end_is_empty_and_a_large_one_is_whole(target: str, keys: int) -> None:
    body = Mock(CONTRACT, {"things": THINGS}).json("GET", target)

    assert len(body["rows"]) == keys


@pytest.mark.parametrize(
    "target",
    [f"{path}?size={size}" for path in STEPS for size in (0, -1, -1000)]
    + [f"/pages?page={number}" for number in (0, -1)]
    + ["/offsets?offset=-1", "/offsets?offset=-1&size=5"],
)
def test_a_document_that_admits_sizes_below_1_still_gets_a_page(target: str) -> None:
    """The schema has no `minimum`: what it admits is answered, as near as it can be."""
    body = Mock(CONTRACT, {"things": THINGS}).json("GET", target)

    assert len(body["rows"]) <= 20
    assert [row["id"] for row in body["rows"]] == expected(THINGS, {})[: len(body["rows"])]
