"""The tables whose rows are made late: when the first of them is asked for, or as each is shown."""

from collections.abc import Iterator, Mapping
from threading import RLock

from mockserver.rows import LateRow, Row, dig, path_of
from mockserver.state.resource_rules import (
    DuplicateError,
    LateRows,
    ResourceRules,
    RowSource,
    Seeds,
    UnfitSeedsError,
)
from mockserver.state.table import Table


class LateTables:
    """The rows that are made when they are first asked for, once for all copies of a store."""

    def __init__(self, rules: Mapping[str, ResourceRules], source: RowSource | None, seeds: Seeds) -> None:
        self._rules = rules
        self._source = source
        # Those whose seeded rows are all that there are.
        self._seeded = frozenset(name for name in seeds if name not in rules or not rules[name].fill)
        self._late = {
            (tenant, resource): rows
            for resource, tenants in seeds.items()
            for tenant, rows in tenants.items()
            if resource in rules and isinstance(rows, LateRows)
        }
        self._made: dict[tuple[str, str], Table] = {}
        self._lock = RLock()

    def table(self, tenant: str, resource: str) -> Table:
        """The table of a resource and tenant, as it is before anything is written to it."""
        rules, late = self._rules[resource], self._late.get((tenant, resource))
        if late is None and (self._source is None or resource in self._seeded):
            return Table(rules)
        with self._lock:
            found = self._made.get((tenant, resource))
            if found is None:
                found = Table(rules)
                if late is not None:
                    found.begin(_begun(rules, tenant, late))
                for data in (
                    self._source.rows(resource, tenant) if late is None and self._source else None
                ) or ():
                    found.insert(Row(rules.key_of(data), data))
                found.share()
                self._made[tenant, resource] = found
        return found

    def soon(self) -> Iterator[tuple[str, str]]:
        """Tenant and resource of the tables of which a server knows the rows when it starts."""
        return (place for place, rows in self._late.items() if not rows.asked_late)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Tenant and resource of each table whose rows fixtures have."""
        return iter(self._late)


def _begun(rules: ResourceRules, tenant: str, rows: LateRows) -> dict[str, Row]:
    """The rows by their keys.

    Raises:
        UnfitSeedsError: When two have the same one.
    """
    found: dict[str, Row] = {}
    first, *rest = path_of(rules.key)
    for number, unmade in enumerate(rows.begun, 1):
        key = str(dig(unmade.get(first), tuple(rest)))
        if key in found:
            error = DuplicateError(rules.of_key, found[key])
            raise UnfitSeedsError(rules.name, tenant, number, error)
        found[key] = LateRow(key, unmade)
    return found
