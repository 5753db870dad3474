"""The journal: the latest exchanges, found again."""

from typing import Any

import pytest

from mockserver.exchange import Exchange, Reply, Request
from mockserver.state.journal import Journal


def exchange(
    vendor: str | None = "acme", operation: str | None = "list", status: int | None = 200, **rest: Any
) -> Exchange:
    made = Exchange(Request("GET", b"/x", b"", {}), 0.0)
    made.vendor, made.operation = vendor, operation
    made.reply = None if status is None else Reply(status, [], b"")
    for name, value in rest.items():
        setattr(made, name, value)
    return made


ENTRIES = [
    exchange(),
    exchange(status=404),
    exchange(operation="get"),
    exchange(vendor="other"),
    exchange(namespace="mine"),
    exchange(vendor=None, operation=None, status=404),
    exchange(status=None),
]


@pytest.fixture
def journal() -> Journal:
    made = Journal()
    for entry in ENTRIES:
        made.add(entry)
    return made


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7]),
        ({"vendor": "acme"}, [1, 2, 3, 5, 7]),
        ({"vendor": "acme", "operation": "list"}, [1, 2, 5, 7]),
        ({"status": 404}, [2, 6]),
        ({"namespace": "mine"}, [5]),
        ({"namespace": ""}, [1, 2, 3, 4, 6, 7]),
        ({"vendor": "nobody"}, []),
    ],
)
def test_entries_meet_every_filter(journal: Journal, filters: dict[str, Any], numbers: list[int]) -> None:
    assert [number for number, _ in journal.entries(**filters)] == numbers


def test_what_no_operation_answered(journal: Journal) -> None:
    assert [number for number, _ in journal.unmatched()] == [6]


def test_only_the_latest_are_kept_and_numbers_go_on() -> None:
    journal = Journal(length=2)
    for entry in ENTRIES[:3]:
        journal.add(entry)

    assert [number for number, _ in journal.entries()] == [2, 3]
    assert len(journal) == 2
    journal.clear()
    journal.add(ENTRIES[0])
    assert [number for number, _ in journal.entries()] == [4]


@pytest.mark.parametrize(
    ("which", "left"),
    [({}, []), ({"vendor": "acme"}, [4, 6]), ({"namespace": "mine"}, [1, 2, 3, 4, 6, 7])],
)
def test_forgetting(journal: Journal, which: dict[str, Any], left: list[int]) -> None:
    journal.clear(**which)

    assert [number for number, _ in journal.entries()] == left


def test_listeners_hear_of_every_exchange() -> None:
    journal, heard = Journal(length=1), list[Exchange]()
    journal.listeners.append(heard.append)
    for entry in ENTRIES:
        journal.add(entry)

    assert heard == ENTRIES
