"""The rows of one resource and tenant: by key, by unique fields, in orders, by field values."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.bounded import Recent
from mockserver.copied import Layered
from mockserver.rows import ABSENT, Order, Row, Selected
from mockserver.state.ordered import Followed, Ordered
from mockserver.state.resource_rules import (
    DuplicateError,
    ResourceRules,
    Unique,
    unique_value,
    unique_values,
)

MOST_WRITTEN = 1000  # rows that came or went, which a remembered list may take in
MEMO_SIZE = 8  # filtered lists kept between two writes
Alike = list[Row] | Selected  # with the same value of a field, in the default order; never changed
NOWHERE = object()  # the group of values that nothing can be asked for by


class Table:
    """One resource of one tenant. Indexes are made when first asked for and kept up to date by every write."""

    __slots__ = (
        "_followed",
        "_groups",
        "_memo",
        "_orders",
        "_rows",
        "_seek",
        "_unique",
        "_written",
        "rules",
        "shared",
    )

    def __init__(self, rules: ResourceRules) -> None:
        self.rules = rules
        self.shared = False
        self._rows: Layered[str, Row] = Layered()
        self._orders: dict[tuple[str, ...], Ordered] = {}
        self._groups: dict[str, Layered[Any, Alike]] = {}
        self._memo: Recent[Hashable, Selected] = Recent(MEMO_SIZE)
        self._seek: Callable[[Unique], Mapping[Any, Row] | None] = lambda _: None
        self._followed: Recent[Hashable, Followed] = Recent(MEMO_SIZE)
        self._written: list[
            tuple[Row, bool]
        ] = []  # since a list began to be followed: which came, and which went
        self._unique: list[tuple[Unique, Layered[Any, Row]]] | None = [
            (rule, Layered()) for rule in rules.unique
        ]

    def begin(self, rows: dict[str, Row], taken: Callable[[Unique], Mapping[Any, Row] | None]) -> None:
        """Begin with rows that are not made yet.

        Args:
            rows: By their keys.
            taken: What tells the rows that have taken something under a rule; None: the first write looks at each.
        """
        self._rows.base, self._unique, self._seek = rows, None, taken
        self.ordered(self.rules.order)

    def copy(self) -> "Table":
        """A table of the same rows that can be changed alone; it shares their indexes."""
        twin = Table(self.rules)
        twin._rows = self._rows.copy()
        twin._orders = {name: rows.copy() for name, rows in self._orders.items()}
        twin._groups = {field: groups.copy() for field, groups in self._groups.items()}
        for name, followed in self._followed.items():
            twin._followed[name] = followed.copy()
        twin._written = [*self._written]
        twin._unique = [(rule, values.copy()) for rule, values in self._taken()]
        return twin

    def share(self) -> None:
        """Let others have it too, who write to a copy from now on."""
        if not self.shared:
            self.shared = True
            self._rows.share()
            for groups in self._groups.values():
                groups.share()
            for _, values in self._unique or ():
                values.share()

    def _taken(self) -> list[tuple[Unique, Layered[Any, Row]]]:
        """What the rows have taken under each unique rule."""
        if self._unique is None:
            self._unique = [(rule, Layered()) for rule in self.rules.unique]
            for rule, values in self._unique:
                values.base = self._seek(rule) or {}
                for row in self.all() if not values.base else ():
                    value = unique_values(rule, (row.read(path) for path in rule.paths))
                    if value is not None and values[value] is None:
                        values[value] = row
                values.share()
        return self._unique

    def __len__(self) -> int:
        return sum(1 for _ in self.all())

    def all(self) -> Iterator[Row]:
        """Every row, in no order."""
        return (row for _, row in self._rows.entries())

    def get(self, key: str) -> Row | None:
        """The row with this key."""
        rows = self._rows
        return rows[key] if key in rows else rows.base.get(key)

    def ordered(self, order: Order) -> Selected:
        """All rows in an order."""
        rows = self._orders.get(order.name)
        if rows is None:
            rows = self._orders[order.name] = Ordered(order, Selected(order.sorted(self.all())), {})
        return rows.all()

    def select(self, order: Order, name: Hashable, keep: Callable[[Row], bool] | None) -> Selected:
        """The rows that `keep` admits, in an order; remembered under `name`, if any, until the next write."""
        if keep is None:
            return self.ordered(order)
        if name is None:
            return Selected(filter(keep, self.ordered(order)))
        memo = (order.name, name)
        found = self._memo.get(memo)
        if found is None:
            found = Selected(filter(keep, self.ordered(order)))
            self._memo[memo] = found
        return found

    def select_own(self, order: Order, name: Hashable, keep: Callable[[Row], bool]) -> Selected:
        """The same, where `keep` asks nothing but the row: what is remembered follows each write."""
        memo = (order.name, name)
        found = self._followed.get(memo)
        if found is None:
            kept = Selected(filter(keep, self.ordered(order)))
            found = self._followed[memo] = Followed(keep, Ordered(order, kept, {}), len(self._written))
        return found.all(self._written)

    def having(self, field: str, value: Any) -> Sequence[Row]:
        """The rows whose field equals `value`, in the default order."""
        if field == self.rules.key:
            rows, key = self._rows, value if type(value) is str else _group(value)
            row = rows[key] if key in rows else rows.base.get(key)
            return () if row is None else (row,)
        groups = self._groups.get(field)
        if groups is None:
            groups = self._groups[field] = self._grouped(field)
        key = value if type(value) is str else _group(value)
        return (groups[key] or ()) if key is not NOWHERE else ()

    def _grouped(self, field: str) -> "Layered[Any, Alike]":
        found: dict[Any, list[Row]] = {}
        for row in self.ordered(self.rules.order):
            found.setdefault(_group(_or_null(row.read((field,)))), []).append(row)
        groups: Layered[Any, Alike] = Layered()
        groups.base = {value: _group_of(rows) for value, rows in found.items()}
        return groups

    def insert(self, row: Row) -> None:
        """Add a row.

        Raises:
            DuplicateError: When its key or a unique field is taken.
        """
        rows, key = self._rows, row.key
        if (taken := rows[key] if key in rows else rows.base.get(key)) is not None:
            raise DuplicateError(self.rules.of_key, taken)
        self._index(row, self._free(row.data, None) if self.rules.unique else [])

    def replace(self, old: Row, new: Row) -> None:
        """Put `new` in the place of `old`.

        Raises:
            DuplicateError: When another row has one of its unique fields.
        """
        unique = self._free(new.data, old)
        self.delete(old)
        self._index(new, unique)

    def delete(self, row: Row) -> None:
        """Remove a row."""
        self._rows.remove(row.key)
        for rule, values in self._taken():
            value = unique_value(rule, row.data)
            if value is not None and values[value] is row:
                values.remove(value)
        for rows in self._orders.values():
            rows.remove(row)
        for field, groups in self._groups.items():
            key = _group(row.data.get(field))
            if group := groups[key]:
                groups[key] = _without(group, row, self.rules.order)
        self._memo.clear()
        if self._followed:
            self._written.append((row, False))

    def _index(self, row: Row, unique: list[Any]) -> None:
        self._rows[row.key] = row
        for (_, values), value in zip(self._taken() if unique else (), unique, strict=True):
            if value is not None:
                values[value] = row
        for rows in self._orders.values():
            rows.add(row)
        for field, groups in self._groups.items():
            value = row.data.get(field)
            key = value if type(value) is str else _group(value)
            group = groups[key] if key in groups else groups.base.get(key)
            groups[key] = [row] if group is None else _inserted(group, row, self.rules.order)
        self._memo.clear()
        if self._followed:
            self._written.append((row, True))
            if len(self._written) > MOST_WRITTEN:
                self._followed.clear()
                self._written.clear()

    def _free(self, data: Mapping[str, Any], old: Row | None) -> list[Any]:
        """What `data` takes under each unique rule.

        Raises:
            DuplicateError: When another row than `old` has taken it.
        """
        found = []
        for rule, values in self._taken():
            value = unique_value(rule, data)
            kept = old is not None and unique_value(rule, old.data) == value
            if value is not None and (taken := values[value]) is not None and not kept:
                raise DuplicateError(rule, taken)
            found.append(value)
        return found


def _group_of(rows: list[Row]) -> Alike:
    return Selected(rows) if len(rows) > Selected.most else rows


def _inserted(group: Alike, row: Row, order: Order) -> Alike:
    if isinstance(group, Selected):
        return group.inserted(row, order.key)
    place = order.through(group, order.values(row))
    return _group_of([*group[:place], row, *group[place:]])


def _without(group: Alike, row: Row, order: Order) -> Alike:
    if isinstance(group, Selected):
        return group.without(row, order.key)
    return [other for other in group if other is not row]


def _or_null(value: Any) -> Any:
    return None if value is ABSENT else value


def _group(value: Any) -> Any:
    """What `having` finds a value by: integers as their text, because the keys of rows are texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, Mapping)):
        return NOWHERE
    return str(value) if type(value) is int else value
