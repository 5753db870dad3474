"""Rows in this process: an immutable seeded base, copied on write, so that snapshots and resets cost nothing."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from itertools import count
from typing import Any

from mockserver.rows import Change, Order, Row, Selected
from mockserver.state.late_tables import LateTables
from mockserver.state.resource_rules import (
    DuplicateError,
    KeylessError,
    LateRows,
    ResourceRules,
    RowSource,
    Seeds,
    UnfitSeedsError,
)
from mockserver.state.table import Table

Tables = dict[tuple[str, str], Table]  # by tenant and resource


class MemoryStore:
    """All rows of one document, in memory.

    Attributes:
        version: A number that is another one after each change.
        changes: What was written since it was last taken or undone, in order.
        record: Told of each change that stands.
        tell: Told of those that one call has made.
    """

    _written = False  # whether something stands that the seeded rows do not have

    def __init__(
        self, rules: Mapping[str, ResourceRules], seeds: Seeds, source: RowSource | None = None
    ) -> None:
        """Take the resources and their seeded rows.

        Args:
            rules: Of each resource.
            seeds: Rows that are there from the start.
            source: What makes the rows of other resources when they are first asked for.

        Raises:
            UnfitSeedsError: When seeded rows have no key, or share one or a unique field.
        """
        self._rules = rules
        self._versions = count()  # forks share it: a row that both have must not look unchanged to the other
        self.version = next(self._versions)
        self._tables = self._seeded(seeds)
        self._late = LateTables(rules, source, seeds)
        for tenant, resource in self._late.soon():
            self.reading(tenant, resource)
        self._tenants: dict[str, MemoryTenant] = {}
        self.changes: list[Change] = []
        self.record: Callable[[Change], object] | None = None
        self.tell: Callable[[Sequence[Change]], object] | None = None
        self._base = self.snapshot()

    def take_seeds(self, other: "MemoryStore") -> None:
        """Take the seeded rows of another store of the same document, in place of all rows."""
        self._tables, self._late = other._tables, other._late  # noqa: SLF001 - of the same class
        self.changes.clear()
        self._base = self.snapshot()
        self._written = False
        self.version = next(self._versions)

    def _seeded(self, seeds: Seeds) -> Tables:
        tables: Tables = {}
        for resource, tenants in seeds.items():
            if resource not in self._rules:
                continue
            rules = self._rules[resource]
            for tenant, rows in tenants.items():
                if isinstance(rows, LateRows):
                    continue
                table = tables[tenant, resource] = Table(rules)
                for number, data in enumerate(rows, 1):
                    try:
                        table.insert(Row(rules.key_of(data), data))
                    except (DuplicateError, KeylessError) as error:
                        raise UnfitSeedsError(resource, tenant, number, error) from None
                if rules.fill:  # it was in order; the source has these rows too, and the rest
                    del tables[tenant, resource]
        return tables

    def fork(self) -> "MemoryStore":
        """Another store with the same seeded rows; it copies none of them."""
        twin = copy(self)
        twin._tenants, twin.changes, twin.record, twin.tell = {}, [], None, None  # noqa: SLF001 - of the same class
        twin.reset()
        return twin

    def values(self, field: str) -> Iterator[Any]:
        """What the rows have in a field, of those that have it."""
        for table in self._tables.values():
            yield from (row.data[field] for row in table.all() if field in row.data)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows there are, by resource and tenant."""
        found: dict[str, dict[str, int]] = {resource: {} for resource in self._rules}
        for tenant, resource in self._late:
            self.reading(tenant, resource)
        for (tenant, resource), table in self._tables.items():
            found[resource][tenant] = len(table)
        return found

    def tenant(self, name: str) -> "MemoryTenant":
        """The rows of a tenant."""
        found = self._tenants.get(name)
        if found is None:
            found = self._tenants[name] = MemoryTenant(self, name)
        return found

    def take_changes(self) -> Sequence[Change]:
        """What was written since the last time, in order; it stands then."""
        self._written = self._written or bool(self.changes)
        taken, self.changes = self.changes, []
        if self.record is not None:
            for change in taken:
                self.record(change)
        if self.tell is not None:
            self.tell(taken)
        return taken

    def undo(self) -> None:
        """Take back what was written since `take_changes`, the latest first."""
        written, self.changes = self.changes, []
        for change in reversed(written):
            self._write(
                Change(change.tenant, change.resource, change.key, before=change.after, after=change.before)
            )

    def apply(self, change: Change) -> None:
        """Write what was written elsewhere, or before; it is not taken again.

        Raises:
            DuplicateError: When the row does not fit among those that there are.
        """
        self._written = True
        self._write(change)

    def _write(self, change: Change) -> None:
        table = self.writing(change.tenant, change.resource)
        old = table.get(change.key)
        if old is None and change.after is not None:
            table.insert(change.after)
        elif old is not None and change.after is not None:
            table.replace(old, change.after)
        elif old is not None:
            table.delete(old)

    def since_begun(self) -> Iterator[Change]:
        """What leads from the seeded rows to those that there are: first what makes room, then what takes it."""
        added: list[Change] = []
        for (tenant, resource), table in self._tables.items():
            base = self._base.get((tenant, resource)) or self._late.table(tenant, resource)
            if table is base:
                continue
            for row in base.all():
                if table.get(row.key) is not row:
                    yield Change(tenant, resource, row.key, row, None)
            added += (
                Change(tenant, resource, row.key, None, row)
                for row in table.all()
                if base.get(row.key) is not row
            )
        yield from added

    def seeded_rows(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Tenant, resource and data of each row that was there from the start, but for those that are made late."""
        for (tenant, resource), table in self._base.items():
            for row in table.all():
                yield tenant, resource, row.data

    def snapshot(self) -> Tables:
        """A mark; taking it copies no row."""
        for table in self._tables.values():
            table.share()
        return dict(self._tables)

    def restore(self, mark: Any) -> None:
        """Back to a mark that `snapshot` gave."""
        self._tables = dict(mark)
        self._written = True
        self.changes.clear()
        self.version = next(self._versions)

    def reset(self) -> None:
        """Back to the seeded rows."""
        self.restore(self._base)
        self._written = False

    def is_seeded(self, tenant: str, resource: str, row: Row) -> bool:
        """Whether a row is as it was from the start."""
        base = self._base.get((tenant, resource)) or self._late.table(tenant, resource)
        return base.get(row.key) is row

    def unchanged(self) -> bool:
        """Whether it has the seeded rows, and no other ones."""
        return not self._written and not self.changes

    def reading(self, tenant: str, resource: str) -> Table:
        """A table to read."""
        table = self._tables.get((tenant, resource))
        if table is None:
            table = self._tables[tenant, resource] = self._late.table(tenant, resource)
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
        self,
        resource: str,
        order: Order,
        name: Hashable,
        keep: Callable[[Row], bool] | None,
        *,
        own: bool = False,
    ) -> Selected:
        """The rows that `keep` admits, in an order; `own`: by what the row itself holds, and nothing else."""
        if own and keep is not None:
            return self._store.reading(self._name, resource).select_own(order, name, keep)
        # What is remembered may depend on other tables, and forks share tables: it is good for one version alone.
        memo = None if name is None else (self.version, name)
        return self._store.reading(self._name, resource).select(order, memo, keep)

    def insert(self, resource: str, data: Mapping[str, Any]) -> Row:
        """Add a row; raises DuplicateError."""
        table = self._store.writing(self._name, resource)
        row = Row(table.rules.key_of(data), data)
        table.insert(row)
        self._store.changes.append(Change(self._name, resource, row.key, None, row))
        return row

    def replace(self, resource: str, row: Row, data: Mapping[str, Any]) -> Row:
        """Put `data` in the place of `row`; raises DuplicateError."""
        table = self._store.writing(self._name, resource)
        new = Row(row.key, data)
        table.replace(row, new)
        self._store.changes.append(Change(self._name, resource, row.key, row, new))
        return new

    def delete(self, resource: str, row: Row, *, along: bool = False) -> None:
        """Remove a row; `along` says that another one took it along."""
        self._store.writing(self._name, resource).delete(row)
        self._store.changes.append(Change(self._name, resource, row.key, row, None, along))
