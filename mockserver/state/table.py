"""The rows of one resource and tenant: by key, by unique fields, in orders, by field values."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from mockserver.bounded import Recent
from mockserver.errors import ErrorKind
from mockserver.rows import Order, Row, Selected
from mockserver.state.resource_rules import DuplicateError, ResourceRules, Unique, unique_value

MEMO_SIZE = 8  # filtered lists kept between two writes
NOWHERE = object()  # the group of values that nothing can be asked for by
FEW = 8  # of so many rows, one that comes late is put in its place rather than all be sorted again


class Ordered:
    """Rows in an order; rows that come late are sorted in when the rows are next asked for."""

    __slots__ = ("_late", "_order", "_rows")

    def __init__(self, order: Order, rows: Iterable[Row]) -> None:
        self._order = order
        self._rows = Selected(order.sorted(rows))
        self._late: list[Row] = []

    def all(self) -> Selected:
        """Every row, in order."""
        if self._late:
            self._take_in(self._order, self._late)
        return self._rows

    def _take_in(self, order: Order, late: list[Row]) -> None:
        if len(late) * FEW > len(self._rows):
            self._rows = Selected(order.sorted(self._rows + late))
        else:
            self._rows = rows = Selected(self._rows)
            for row in late:
                rows.insert(order.through(rows, order.values(row)), row)
        late.clear()

    def add(self, row: Row) -> None:
        """Take a row in."""
        self._late.append(row)

    def remove(self, row: Row) -> None:
        """Take a row out."""
        if row in self._late:
            self._late.remove(row)
        else:
            self._rows = Selected(other for other in self._rows if other is not row)


class Table:
    """One resource of one tenant. Indexes are made when first asked for and kept up to date by every write."""

    __slots__ = ("_groups", "_memo", "_orders", "_rows", "_unique", "rules", "shared")

    def __init__(self, rules: ResourceRules, rows: Mapping[str, Row] | None = None) -> None:
        self.rules = rules
        self.shared = False
        self._rows: dict[str, Row] = dict(rows or {})
        self._orders: dict[tuple[str, ...], Ordered] = {}
        self._groups: dict[str, dict[Any, list[Row]]] = {}
        self._memo: Recent[Hashable, Selected] = Recent(MEMO_SIZE)
        self._unique = [(rule, _taken(rule, self._rows.values())) for rule in rules.unique]

    def copy(self) -> "Table":
        """A table of the same rows that can be changed alone; it makes its indexes anew."""
        return Table(self.rules, self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def all(self) -> Iterable[Row]:
        """Every row, in no order."""
        return self._rows.values()

    def get(self, key: str) -> Row | None:
        """The row with this key."""
        return self._rows.get(key)

    def ordered(self, order: Order) -> Selected:
        """All rows in an order."""
        rows = self._orders.get(order.name)
        if rows is None:
            rows = self._orders[order.name] = Ordered(order, self._rows.values())
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

    def having(self, field: str, value: Any) -> Sequence[Row]:
        """The rows whose field equals `value`, in the default order."""
        if field == self.rules.key:
            row = self._rows.get(value if type(value) is str else _group(value))
            return () if row is None else (row,)
        groups = self._groups.get(field)
        if groups is None:
            groups = self._groups[field] = {}
            for row in self.ordered(self.rules.order):
                groups.setdefault(_group(row.data.get(field)), []).append(row)
        key = value if type(value) is str else _group(value)
        return groups.get(key, ()) if key is not NOWHERE else ()

    def insert(self, row: Row) -> None:
        """Add a row.

        Raises:
            DuplicateError: When its key or a unique field is taken.
        """
        if row.key in self._rows:
            raise DuplicateError(Unique(((self.rules.key,),), False, ErrorKind.CONFLICT), self._rows[row.key])
        self._index(row, self._free(row.data, None) if self._unique else [])

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
        del self._rows[row.key]
        for rule, values in self._unique:
            value = unique_value(rule, row.data)
            if value is not None and values.get(value) is row:
                del values[value]
        for rows in self._orders.values():
            rows.remove(row)
        for field, groups in self._groups.items():
            groups[_group(row.data.get(field))].remove(row)
        self._memo.clear()

    def _index(self, row: Row, unique: list[Any]) -> None:
        self._rows[row.key] = row
        for (_, values), value in zip(self._unique, unique, strict=True):
            if value is not None:
                values[value] = row
        for rows in self._orders.values():
            rows.add(row)
        order = self.rules.order
        for field, groups in self._groups.items():
            value = row.data.get(field)
            key = value if type(value) is str else _group(value)
            group = groups.get(key)
            if group is None:
                groups[key] = [row]
            else:
                group.insert(order.through(group, order.values(row)), row)
        self._memo.clear()

    def _free(self, data: Mapping[str, Any], old: Row | None) -> list[Any]:
        """What `data` takes under each unique rule.

        Raises:
            DuplicateError: When another row than `old` has taken it.
        """
        found = []
        for rule, values in self._unique:
            value = unique_value(rule, data)
            kept = old is not None and unique_value(rule, old.data) == value
            if value is not None and value in values and not kept:
                raise DuplicateError(rule, values[value])
            found.append(value)
        return found


def _group(value: Any) -> Any:
    """What `having` finds a value by: integers as their text, because the keys of rows are texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, Mapping)):
        return NOWHERE
    return str(value) if type(value) is int else value


def _taken(rule: Unique, rows: Iterable[Row]) -> dict[Any, Row]:
    return {value: row for row in rows if (value := unique_value(rule, row.data)) is not None}
