"""Time that tests can stop and move."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.clock import Clock, timestamp

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


def test_a_new_clock_runs_with_the_systems() -> None:
    before, found, after = time.time(), Clock().time(), time.time()

    assert before <= found <= after


def test_a_frozen_clock_stands_still_until_it_is_moved() -> None:
    clock = Clock()
    clock.freeze(NOON)

    assert clock.frozen
    assert [clock.now(), clock.now()] == [NOON, NOON]
    clock.advance(90)
    assert clock.now() == NOON + timedelta(seconds=90)
    clock.advance(-90)
    assert clock.now() == NOON


def test_a_running_clock_runs_on_when_it_is_moved() -> None:
    clock = Clock()

    clock.advance(3600)

    assert not clock.frozen
    assert 3600 <= clock.time() - time.time() + 1e-3 < 3601


def test_a_clock_is_frozen_at_its_own_time() -> None:
    clock = Clock()
    clock.advance(3600)

    clock.freeze()

    assert clock.time() - time.time() > 3599


def test_a_resumed_clock_runs_with_the_systems_again() -> None:
    clock = Clock()
    clock.advance(3600)
    clock.freeze(NOON)

    clock.resume()

    assert not clock.frozen
    assert abs(clock.time() - time.time()) < 1


@pytest.mark.parametrize(
    "at", [NOON, NOON.replace(tzinfo=None), NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))]
)
def test_a_time_without_a_zone_is_utc(at: datetime) -> None:
    clock = Clock()

    clock.freeze(at)

    assert clock.now() == NOON


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("seconds", "2026-02-03T12:00:00Z"),
        ("ms", "2026-02-03T12:00:00.987Z"),
        ("unix", 1770120000),
        ("date", "2026-02-03"),
    ],
)
def test_forms_of_a_time(form: str, expected: str | int) -> None:
    assert timestamp(NOON.timestamp() + 0.9876, form) == expected


@given(st.integers(0, 4_000_000_000))
def test_a_time_is_read_as_it_was_written(seconds: int) -> None:
    assert datetime.fromisoformat(str(timestamp(seconds))).timestamp() == seconds
    assert datetime.fromisoformat(str(timestamp(seconds, "ms"))).timestamp() == seconds
    assert timestamp(seconds, "unix") == seconds
