"""What reads one member of a view: a field of the row, related rows, the row that it refers to."""

from collections.abc import Callable, Sequence
from typing import Any

from mockserver.exchange import Call
from mockserver.language.conditions import Test
from mockserver.language.expressions import Evaluate
from mockserver.rows import ABSENT, Order, Row, Rows, Steps, dig

Get = Callable[[Row, Call, Rows], Any]
Find = Callable[[Row, Call, Rows], Sequence[Row]]
Show = Callable[[Row, Call, Rows], dict[str, Any]]


class Field:
    """A field of the row itself: what most members are, and what a view reads without a call."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, row: Row, call: Call, rows: Rows) -> Any:
        """Its value."""
        return row.data.get(self.name, ABSENT)


def stored(path: Steps) -> Get:
    """A field of the row, or of an object in it."""
    return Field(path[0]) if len(path) == 1 else lambda row, call, rows: dig(row.data, path)


def composed(show: Show, required: frozenset[str], *, nullable: bool) -> Get:
    """An object made of the row's own fields; not there while one of its required members is not."""

    def compose(row: Row, call: Call, rows: Rows) -> Any:
        shown = show(row, call, rows)
        if not required <= shown.keys() or all(value is None for value in shown.values()):
            return None if nullable else ABSENT
        return shown

    return compose


def computed(evaluate: Evaluate) -> Get:
    """An expression over the row."""
    return lambda row, call, rows: evaluate(call, row.data)


def tested(test: Test) -> Get:
    """Whether the row meets a condition."""
    return test


def related(resource: str, by: str, where: Test | None, order: Order | None) -> Find:
    """The related rows that meet a condition, in an order (by default, their resource's)."""

    def find(row: Row, call: Call, rows: Rows) -> Sequence[Row]:
        found = rows.having(resource, by, row.key)
        if where is not None:
            found = [other for other in found if where(other, call, rows)]
        return found if order is None else order.sorted(found)

    return find


def counted(find: Find) -> Get:
    """How many related rows there are."""
    return lambda row, call, rows: len(find(row, call, rows))


def distinct(find: Find, path: Steps) -> Get:
    """The distinct values of a field of related rows; nulls do not count."""

    def values(row: Row, call: Call, rows: Rows) -> list[Any]:
        found = (dig(other.data, path) for other in find(row, call, rows))
        return list(dict.fromkeys(value for value in found if value is not ABSENT and value is not None))

    return values


def counted_distinct(find: Find, path: Steps) -> Get:
    """How many distinct values a field of related rows has."""
    values = distinct(find, path)
    return lambda row, call, rows: len(values(row, call, rows))


def latest(find: Find, path: Steps) -> Get:
    """A field of the first related row, None without one."""
    return lambda row, call, rows: next((dig(other.data, path) for other in find(row, call, rows)), None)


def embedded(find: Find, show: Show) -> Get:
    """The related rows."""
    return lambda row, call, rows: [show(other, call, rows) for other in find(row, call, rows)]


def parent(resource: str, field: Steps, read: Get, default: Any) -> Get:
    """What `read` gives of the row that a field refers to, `default` without one."""

    def follow(row: Row, call: Call, rows: Rows) -> Any:
        key = dig(row.data, field)
        other = rows.get(resource, str(key)) if isinstance(key, (str, int)) else None
        return default if other is None else read(other, call, rows)

    return follow


def either(first: Get, second: Get) -> Get:
    """What the first gives, else the second."""
    return lambda row, call, rows: (
        second(row, call, rows) if (found := first(row, call, rows)) is ABSENT else found
    )
