"""What is remembered of the latest things only."""

from hypothesis import given
from hypothesis import strategies as st

from mockserver.coverage.clients.recent import Recent

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
