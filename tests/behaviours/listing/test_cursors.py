"""Cursors and pages that are none."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.behaviours.listing.walking import CONTRACT, STEPS, Data, ask, expected
from tests.builders import Mock

THINGS = [{"id": f"k{n:02}", "rank": n % 3, "color": "red" if n % 2 else "blue"} for n in range(20)]


def error_of(mock: Mock, target: str) -> Data:
    reply = mock.ask("GET", target)
    assert reply.status == 400, reply.body
    return dict(json.loads(reply.body))


# Cursors that are none


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
