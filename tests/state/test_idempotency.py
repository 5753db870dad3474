"""Answers that idempotency keys bring back."""

from datetime import UTC, datetime

import pytest

from mockserver.clock import Clock
from mockserver.exchange import Reply
from mockserver.state.idempotency import KeptReplies, MismatchError

SLOT = ("ann", "createOrder", "key-1")
REPLY = Reply(201, [], b"{}")


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.freeze(datetime(2026, 2, 3, tzinfo=UTC))
    return made


def test_the_first_answer_comes_back_while_its_time_lasts(clock: Clock) -> None:
    replays = KeptReplies(clock)
    assert replays.get(SLOT, b"same") is None

    replays.keep(SLOT, b"same", REPLY, 10)

    assert replays.get(SLOT, b"same") is REPLY
    clock.advance(9.9)
    assert replays.get(SLOT, b"same") is REPLY
    clock.advance(0.1)
    assert replays.get(SLOT, b"same") is None


def test_another_request_under_the_key_is_a_mismatch_while_its_time_lasts(clock: Clock) -> None:
    replays = KeptReplies(clock)
    replays.keep(SLOT, b"same", REPLY, 10)

    with pytest.raises(MismatchError):
        replays.get(SLOT, b"other")
    clock.advance(10)
    assert replays.get(SLOT, b"other") is None


@pytest.mark.parametrize(
    "slot", [("bob", *SLOT[1:]), ("ann", "createCustomer", "key-1"), ("ann", "createOrder", "key-2")]
)
def test_a_key_is_one_callers_for_one_operation(clock: Clock, slot: tuple[str, str, str]) -> None:
    replays = KeptReplies(clock)
    replays.keep(SLOT, b"same", REPLY, 10)

    assert replays.get(slot, b"same") is None


def test_a_mark_is_not_changed_by_what_follows(clock: Clock) -> None:
    replays = KeptReplies(clock)
    empty = replays.snapshot()
    replays.keep(SLOT, b"same", REPLY, 10)
    full = replays.snapshot()

    replays.restore(empty)
    assert replays.get(SLOT, b"same") is None
    replays.restore(full)
    assert replays.get(SLOT, b"same") is REPLY
    assert empty == {}


def test_replies_whose_time_is_over_are_not_kept() -> None:
    clock = Clock()
    clock.freeze()
    kept = KeptReplies(clock)
    for number in range(20_000):
        kept.keep(("key", "create", str(number)), b"", Reply(201, [], b""), ttl=60)
        clock.advance(1)
    assert len(kept.snapshot()) <= 2 * 1024
    assert kept.get(("key", "create", "19999"), b"") is not None
