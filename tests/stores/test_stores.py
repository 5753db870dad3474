"""What a store keeps, whatever it is: a log, a checkpoint, what the state began with."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.errors import UnavailableError, UsageError
from mockserver.stores import open_store
from mockserver.stores.base import SCHEMA_VERSION, Store
from mockserver.stores.sqlite import MIGRATIONS, SqliteStore


@pytest.fixture
def first(store: str) -> Iterator[Store]:
    opened = open_store(store)
    yield opened
    opened.close()


@pytest.fixture
def second(store: str, first: Store) -> Iterator[Store]:
    opened = open_store(store)
    yield opened
    opened.close()


def written(store: Store, *entries: bytes) -> list[int]:
    store.begin()
    numbers = [store.append(each) for each in entries]
    store.commit()
    return numbers


def test_what_is_committed_is_there_for_others(first: Store, second: Store) -> None:
    assert written(first, b"a", b"b") == [1, 2]
    assert written(second, b"c") == [3]

    assert [tuple(each) for each in first.entries(0)] == [(1, b"a"), (2, b"b"), (3, b"c")]
    assert [each.number for each in second.entries(2)] == [3]


def test_what_is_abandoned_is_not(first: Store, second: Store) -> None:
    first.begin()
    first.append(b"a")
    first.abandon()

    assert second.entries(0) == []
    assert written(second, b"b") == [1]


def test_a_look_tells_of_what_others_have_committed_alone(first: Store, second: Store) -> None:
    first.has_moved()  # the other was opened
    written(first, b"a")
    looks = [first.has_moved(), second.has_moved(), second.has_moved()]
    written(second, b"b")

    assert [*looks, first.has_moved(), first.has_moved()] == [False, True, False, True, False]


def test_a_checkpoint_stands_for_what_came_before_the_last_one(first: Store, second: Store) -> None:
    for number in range(1, 7):
        first.begin()
        assert first.append(b"%d" % number) == number
        if number % 2 == 0:
            first.put_checkpoint(b"to %d" % number, number)
        first.commit()

    assert tuple(second.checkpoint()) == (6, b"to 6")
    assert [each.number for each in second.entries(0)] == [5, 6]


def test_who_begins_anew_goes_on_with_the_numbers(first: Store, second: Store) -> None:
    written(first, b"a", b"b")
    second.begin()
    second.begin_anew({"shop": "x"})
    second.commit()

    assert (first.origin(), tuple(first.checkpoint())) == ({"shop": "x"}, (3, b""))
    assert written(first, b"c") == [4]


def test_a_store_that_is_not_free_is_unavailable(
    store: str, first: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.stores.sqlite.STORE_PATIENCE", 0.05)
    other = open_store(store)
    first.begin()

    with pytest.raises(UnavailableError, match="locked"):
        other.begin()
    first.abandon()
    other.begin()
    other.close()


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "later.db"
    SqliteStore(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()

    with pytest.raises(UsageError, match=f"version {SCHEMA_VERSION + 1}, .* up to {SCHEMA_VERSION}"):
        SqliteStore(str(path))


def test_a_file_of_an_older_version_is_brought_to_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "older.db"
    written(older := SqliteStore(str(path)), b"a")
    older.close()
    later = "ALTER TABLE origin ADD COLUMN more TEXT"
    monkeypatch.setattr("mockserver.stores.sqlite.MIGRATIONS", [*MIGRATIONS, later])
    monkeypatch.setattr("mockserver.stores.sqlite.SCHEMA_VERSION", SCHEMA_VERSION + 1)

    SqliteStore(str(path)).close()

    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)
        assert connection.execute("SELECT changes, (SELECT max(more) FROM origin) FROM log").fetchone() == (
            b"a",
            None,
        )
    connection.close()


def test_the_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(UsageError, match="another program"):
        SqliteStore(str(path))
    assert path.read_bytes() == before
