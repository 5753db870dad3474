"""Stored rows, the fields in them, their order: what state, filters, pages and views have in common."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from operator import itemgetter
from typing import Any, Final, Protocol

from mockserver.bounded import Recent
from mockserver.copied import Bisect, Blocks

SortKey = tuple[Any, ...]
Steps = tuple[str, ...]  # through objects and arrays, whose indexes are texts here
ValuePath = tuple[str | int, ...]  # from the root of a value to one in it
Views = Mapping[Any, tuple[int, bytes]]
NO_VIEWS: Views = {}  # of every row that nobody has asked for yet
PAGES = 2  # of one list, kept with their renderings


class Absent:
    """The value of an expression that leads nowhere."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()


def dig(value: Any, steps: Steps) -> Any:
    """Follow `steps` through objects and arrays; ABSENT where they lead nowhere."""
    for step in steps:
        if isinstance(value, (dict, Mapping)):  # nearly always a dict, which is quick to tell
            if step not in value:
                return ABSENT
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return ABSENT
    return value


def path_of(dotted: str) -> Steps:
    """`created_by.user_id` as the steps for `dig`."""
    return tuple(dotted.split("."))


class Row:
    """One stored row; never changed, only replaced.

    Attributes:
        key: What identifies it within its resource and tenant.
        data: Its fields.
        views: Renderings of this row, by view, each with the version of the tenant's rows that it was made of.
    """

    __slots__ = ("data", "key", "views")

    def __init__(self, key: str, data: Mapping[str, Any]) -> None:
        self.key = key
        self.data = data
        self.views: Views = NO_VIEWS

    def read(self, path: Steps) -> Any:
        """A value in it, as `dig` finds it."""
        return dig(self.data, path)

    def keep(self, view: Any, version: int, rendered: bytes) -> None:
        """Remember a rendering."""
        self.views = {**self.views, view: (version, rendered)}

    def forget(self, view: Any) -> None:
        """Forget a rendering, if it is remembered."""
        self.views = {other: kept for other, kept in self.views.items() if other is not view} or NO_VIEWS


class Unmade(Protocol):
    """What makes the fields of a row."""

    def get(self, name: str) -> Any:
        """The value of one field, None where it has none."""

    def whole(self) -> dict[str, Any]:
        """All fields."""


class LateRow(Row):
    """A row whose fields are made when they are first asked for; it is known by its key before."""

    __slots__ = ("_unmade",)

    def __init__(self, key: str, unmade: Unmade) -> None:  # all but the fields of what it is
        self.key = key
        self.views = NO_VIEWS
        self._unmade = unmade

    def __getattr__(self, name: str) -> Any:
        """Make the fields, which are there from then on."""
        if name != "data":
            raise AttributeError(name)
        self.data = data = self._unmade.whole()
        return data

    def read(self, path: Steps) -> Any:
        """A value in it, without the fields that it does not need."""
        return dig(self._unmade.get(path[0]), path[1:])


@dataclass(slots=True)  # made for every write, and frozen ones are slow to make
class Change:
    """What one write did to one row: what state is undone by, and what is told of it.

    Attributes:
        tenant, resource, key: Which row.
        before, after: As it was and as it is; None before it was created, after it was deleted.
        along: Whether it went because another row did.
    """

    tenant: str
    resource: str
    key: str
    before: Row | None
    after: Row | None
    along: bool = False


class RowPage(list[Row]):
    """Rows that are shown together; never changed.

    Attributes:
        views: Renderings of them all, by view, each with the version of the tenant's rows that it was made of.
    """

    __slots__ = ("views",)

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        super().__init__(rows)
        self.views: dict[Any, tuple[int, bytes]] = {}

    def keep(self, view: Any, version: int, rendered: bytes) -> None:
        """Remember a rendering of them all."""
        self.views[view] = (version, rendered)

    def forget(self, view: Any) -> None:
        """Forget a rendering, if it is remembered."""
        self.views.pop(view, None)


class Selected(Blocks[Row]):
    """Every row that a list shows, in its order; never changed."""

    __slots__ = ("_pages",)

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        super().__init__(rows)
        self._pages: Recent[tuple[int, int], RowPage] | None = None

    def page(self, start: int, stop: int) -> RowPage:
        """The rows from `start` to before `stop`; the same object for the same page, as long as few others are cut."""
        if self._pages is None:
            self._pages = Recent(PAGES)
        found = self._pages.get((start, stop))
        if found is None:
            found = self._pages[start, stop] = RowPage(self.cut(start, stop))
        return found


class Order:
    """A total order of rows: by fields, then by key.

    Strings compare by code point, nulls and absent fields come last in both directions.
    """

    __slots__ = ("_fields", "name", "place")

    def __init__(self, fields: Sequence[str], key: str) -> None:
        """Take fields in order of weight, `-` before a descending one; `key` breaks ties, in the last direction."""
        fields = list(fields)
        if not any(field.lstrip("-") == key for field in fields):
            fields.append(f"-{key}" if fields and fields[-1].startswith("-") else key)
        self.name = tuple(fields)
        self._fields = [(path_of(field.lstrip("-")), field.startswith("-")) for field in fields]
        self.place = cmp_to_key(self._compare)

    def values(self, row: Row) -> SortKey:
        """The row's values of the fields of this order: its place."""
        return tuple(_scalar(dig(row.data, path)) for path, _ in self._fields)

    def sorted(self, rows: Iterable[Row]) -> list[Row]:
        """The rows in this order."""
        result = list(rows)
        for path, descending in reversed(self._fields):
            read = [(_scalar(row.read(path)), row) for row in result]
            known = [each for each in read if each[0] is not None]
            # Texts alone, as most are, compare without a look at what they are.
            texts = all(value.__class__ is str for value, _ in known)
            known.sort(key=itemgetter(0) if texts else _placed, reverse=descending)  # stable, also in reverse
            result = [row for _, row in known] + [row for value, row in read if value is None]
        return result

    def key(self, row: Row) -> Any:
        """What tells how a row stands to others: one that comes before them is less."""
        return self.place(self.values(row))

    def before(self, rows: Sequence[Row], place: SortKey) -> int:
        """How many of the ordered `rows` come before `place`."""
        return self._bisected(bisect_left, rows, place)

    def through(self, rows: Sequence[Row], place: SortKey) -> int:
        """How many of the ordered `rows` come before `place` or stand at it."""
        return self._bisected(bisect_right, rows, place)

    def _bisected(self, bisect: Bisect, rows: Sequence[Row], place: SortKey) -> int:
        if isinstance(rows, Blocks):
            return rows.bisected(bisect, self.place(place), self.key)
        return bisect(rows, self.place(place), key=self.key)

    def _compare(self, a: SortKey, b: SortKey) -> int:
        for x, y, (_, descending) in zip(a, b, self._fields, strict=True):
            if x == y:
                continue
            if x is None or y is None:
                return 1 if x is None else -1
            less = _sortable(x) < _sortable(y)
            return -1 if less != descending else 1
        return 0


def _scalar(value: Any) -> Any:
    return value if isinstance(value, (str, int, float)) else None


def _sortable(value: Any) -> tuple[int, Any]:
    return (1, value) if isinstance(value, str) else (0, value)


def _placed(each: tuple[Any, Row]) -> tuple[int, Any]:
    return _sortable(each[0])


class Rows(Protocol):
    """What views, filters and conditions may ask of a tenant's rows."""

    @property
    def version(self) -> int:
        """A number that is another one after each change."""

    def get(self, resource: str, key: str) -> Row | None:
        """The row with this key."""

    def having(self, resource: str, field: str, value: Any) -> Sequence[Row]:
        """The rows whose field equals a value, in their resource's order."""


class TenantRows(Rows, Protocol):
    """The rows of one tenant, to read and to write. Each write is atomic."""

    def select(
        self,
        resource: str,
        order: Order,
        name: Hashable,
        keep: Callable[[Row], bool] | None,
        *,
        own: bool = False,
    ) -> Selected:
        """The rows that `keep` admits, in `order`.

        `name` stands for `keep` and must differ where it does; None for one that stands for nothing. `own` says that
        `keep` asks nothing but what the row itself holds.
        """

    def insert(self, resource: str, data: Mapping[str, Any]) -> Row:
        """Add a row; raises DuplicateError, also for a taken key."""

    def replace(self, resource: str, row: Row, data: Mapping[str, Any]) -> Row:
        """Put `data` in the place of `row`, whose key stays; raises DuplicateError."""

    def delete(self, resource: str, row: Row, *, along: bool = False) -> None:
        """Remove a row; `along` says that another one took it along."""
