"""Renderings are kept with what they show, as far as there is room."""

from mockserver.rendering.renderings import OVERHEAD, Renderings
from mockserver.rows import Row, RowPage

ROOM = 100 * OVERHEAD


def rendered(row: Row | RowPage) -> set[object]:
    return set(row.views)


def test_there_are_never_more_than_there_is_room_for() -> None:
    renderings, rows = Renderings(ROOM), [Row(str(number), {}) for number in range(1000)]

    for row in rows:
        renderings.keep(row, "view", 0, b"1" * OVERHEAD)
        assert sum(len(each.views) for each in rows) * 2 * OVERHEAD <= ROOM

    assert rendered(rows[-1]) == {"view"}


def test_the_oldest_is_forgotten_first_and_what_else_shows_the_row_stays() -> None:
    renderings, first, page = Renderings(ROOM), Row("1", {}), RowPage()
    renderings.keep(first, "old", 0, b"")
    others = [Row(str(number), {}) for number in range(98)]
    for row in others:
        renderings.keep(row, "view", 0, b"")
    renderings.keep(first, "new", 0, b"")

    renderings.keep(page, "view", 0, b"")

    assert rendered(first) == {"new"}
    assert rendered(page) == {"view"}
    assert not rendered(others[0])
    assert rendered(others[-1]) == {"view"}


def test_one_that_takes_much_of_the_room_is_not_kept() -> None:
    renderings, row = Renderings(ROOM), Row("1", {})

    renderings.keep(row, "view", 0, b"1" * (ROOM // 4))

    assert not rendered(row)
