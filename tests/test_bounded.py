"""What is remembered is bounded, whatever is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from mockserver.bounded import Memo, Recent, Room

MOST = 4
KEYS = st.integers(0, 20)


@given(st.lists(KEYS, max_size=60))
def test_the_latest_entries_are_remembered_and_few_older_ones(keys: list[int]) -> None:
    """After any run of entries the latest four keys have their latest values, and no more than seven have any."""
    recent: Recent[int, int] = Recent(MOST)
    for order, key in enumerate(keys):
        recent[key] = order
    latest = list(dict.fromkeys(reversed(keys)))
    for key in latest[:MOST]:
        assert recent.get(key) == len(keys) - 1 - keys[::-1].index(key)
    assert sum(key in recent for key in latest) < 2 * MOST
    assert bool(recent) is bool(keys)


@given(st.lists(KEYS, min_size=1, max_size=60), st.data())
def test_what_is_discarded_is_forgotten(keys: list[int], data: st.DataObject) -> None:
    """A discarded key has no value, wherever it was."""
    recent: Recent[int, int] = Recent(MOST)
    for key in keys:
        recent[key] = key + 1
    gone = data.draw(st.sampled_from(keys))
    recent.discard(gone)
    assert gone not in recent
    assert recent.get(gone) is None


@given(st.lists(st.text("ab", max_size=5), max_size=60))
def test_a_memo_has_the_values_of_its_function_and_no_more_than_fit(arguments: list[str]) -> None:
    """Whatever is asked for comes out right; at most four values are kept, of arguments shorter than four."""
    memo: Memo[str, str] = Memo(str.upper, Room(MOST), 4)
    for argument in arguments:
        assert memo[argument] == argument.upper()
        assert len(memo) <= MOST
        assert (argument in memo) is (len(argument) < 4)


def test_a_memo_asks_its_function_once() -> None:
    asked: list[str] = []

    def make(argument: str) -> int:
        asked.append(argument)
        return len(argument)

    memo: Memo[str, int] = Memo(make, Room(MOST), 10)

    assert [memo["abc"], memo["abc"]] == [3, 3]
    assert asked == ["abc"]


@given(st.lists(st.tuples(st.integers(0, 2), KEYS), max_size=60))
def test_mappings_in_one_room_hold_no_more_than_fits_together(entries: list[tuple[int, int]]) -> None:
    """However many mappings there are, four entries are kept at most, the latest among them."""
    room = Room(MOST)
    holders: list[dict[int, int]] = [{}, {}, {}]
    for order, (number, key) in enumerate(entries):
        room.keep(holders[number], key, order)
        assert holders[number][key] == order
        assert sum(map(len, holders)) <= MOST
