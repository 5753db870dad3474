"""Rows in this process: an immutable seeded base, copied on write, so that snapshots and resets cost nothing."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from itertools import count
from typing import Any

from mockserver.language.rows import Order, Row, Selected
from mockserver.state.store import ResourceRules, Seeds
from mockserver.state.table import Table

Tables = dict[tuple[str, str], Table]  # by tenant and resource


class MemoryStore:
    """All rows of one document, in memory."""

    def __init__(self, rules: Mapping[str, ResourceRules], seeds: Seeds) -> None:
        """Take the resources and their seeded rows.

        Raises:
            DuplicateError: When seeded rows share a key or a unique field.
        """
        self._rules = rules
        self._versions = count()  # forks share it: a row that both have must not look unchanged to the other
        self.version = next(self._versions)  # another number after each change
        self._tables = self._seeded(seeds)
        self.tenants: dict[str, MemoryTenant] = {}
        self._base = self.snapshot()

    def reseed(self, seeds: Seeds) -> None:
        """Take other seeded rows, in place of all rows.

        Raises:
            DuplicateError: When they share a key or a unique field; nothing has changed then.
        """
        self._tables = self._seeded(seeds)
        self._base = self.snapshot()
        self.version = next(self._versions)

    def _seeded(self, seeds: Seeds) -> Tables:
        tables: Tables = {}
        for resource, tenants in seeds.items():
            if resource not in self._rules:
                continue
            rules = self._rules[resource]
            for tenant, rows in tenants.items():
                table = tables[tenant, resource] = Table(rules)
                for data in rows:
                    table.insert(Row(str(data[rules.key]), data))
        return tables

    def fork(self) -> "MemoryStore":
        """Another store with the same seeded rows; it copies none of them."""
        twin = copy(self)
        twin.tenants = {}
        twin.reset()
        return twin

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows there are, by resource and tenant."""
        found: dict[str, dict[str, int]] = {resource: {} for resource in self._rules}
        for (tenant, resource), table in self._tables.items():
            found[resource][tenant] = len(table)
        return found

    def tenant(self, name: str) -> "MemoryTenant":
        """The rows of a tenant."""
        found = self.tenants.get(name)
        if found is None:
            found = self.tenants[name] = MemoryTenant(self, name)
        return found

    def snapshot(self) -> Tables:
        """A mark; taking it copies no row."""
        for table in self._tables.values():
            table.shared = True
        return dict(self._tables)

    def restore(self, mark: Any) -> None:
        """Back to a mark that `snapshot` gave."""
        self._tables = dict(mark)
        self.version = next(self._versions)

    def reset(self) -> None:
        """Back to the seeded rows."""
        self.restore(self._base)

    def reading(self, tenant: str, resource: str) -> Table:
        """A table to read."""
        table = self._tables.get((tenant, resource))
        if table is None:
            table = self._tables[tenant, resource] = Table(self._rules[resource])
        return table

    def writing(self, tenant: str, resource: str) -> Table:
        """A table to write: a copy where a snapshot has it too."""
        table = self.reading(tenant, resource)
        if table.shared:
            table = self._tables[tenant, resource] = table.copy()
        self.version = next(self._versions)
        return table


class MemoryTenant:
    """The rows of one tenant."""

    __slots__ = ("_name", "_store")

    def __init__(self, store: MemoryStore, name: str) -> None:
        self._store = store
        self._name = name

    @property
    def version(self) -> int:
        """A number that is another one after each change."""
        return self._store.version

    def get(self, resource: str, key: str) -> Row | None:
        """The row with this key."""
        return self._store.reading(self._name, resource).get(key)

    def having(self, resource: str, field: str, value: Any) -> Sequence[Row]:
        """The rows whose field equals a value, in their resource's order."""
        return self._store.reading(self._name, resource).having(field, value)

    def select(
        self, resource: str, order: Order, name: Hashable, keep: Callable[[Row], bool] | None
    ) -> Selected:
        """The rows that `keep` admits, in an order."""
        # What is remembered may depend on other tables, and forks share tables: it is good for one version alone.
        memo = None if name is None else (self.version, name)
        return self._store.reading(self._name, resource).select(order, memo, keep)

    def insert(self, resource: str, data: Mapping[str, Any]) -> Row:
        """Add a row; raises DuplicateError."""
        table = self._store.writing(self._name, resource)
        row = Row(str(data[table.rules.key]), data)
        table.insert(row)
        return row

    def replace(self, resource: str, row: Row, data: Mapping[str, Any]) -> Row:
        """Put `data` in the place of `row`; raises DuplicateError."""
        table = self._store.writing(self._name, resource)
        new = Row(row.key, data)
        table.replace(row, new)
        return new

    def delete(self, resource: str, row: Row) -> None:
        """Remove a row."""
        self._store.writing(self._name, resource).delete(row)
