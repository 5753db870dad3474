"""The tables whose rows are made late: when the first of them is asked for, or as each is shown."""

from collections.abc import Iterator, Mapping
from threading import RLock
from typing import Any

from mockserver.rows import LateRow, Row, Steps, Unmade, dig, path_of
from mockserver.state.resource_rules import (
    DuplicateError,
    LateRows,
    ResourceRules,
    RowSource,
    Seeds,
    UnfitSeedsError,
    Unique,
    unique_values,
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
                    rows = _begun(rules, tenant, late)
                    found.begin(rows, lambda rule: Sought.under(rule, rules, late, rows))
                elif self._source is not None:
                    for data in self._source.rows(resource, tenant) or ():
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


class Sought(Mapping[Any, Row]):
    """The rows that have taken something under a rule, sought among those that may have it: none of them is made."""

    @classmethod
    def under(
        cls, rule: Unique, rules: ResourceRules, late: LateRows, rows: Mapping[str, Row]
    ) -> "Sought | None":
        """Of a rule about one field whose values tell which rows may have them; None of another."""
        field = rule.paths[0][0]
        told = rule.paths == ((field,),) and late.holding(field, "") is not None
        return cls(rule, rules, late, rows) if told else None

    def __init__(self, rule: Unique, rules: ResourceRules, late: LateRows, rows: Mapping[str, Row]) -> None:
        self._rule = rule
        self._key = path_of(rules.key)
        self._late = late
        self._rows = rows

    def _value(self, unmade: Unmade) -> Any:
        (field,) = self._rule.paths[0]
        return unique_values(self._rule, (unmade.get(field),))

    def __getitem__(self, value: Any) -> Row:
        for unmade in self._late.holding(self._rule.paths[0][0], value[0]) or ():
            if self._value(unmade) == value:
                return self._rows[_key_of(unmade, self._key)]
        raise KeyError(value)

    def __iter__(self) -> Iterator[Any]:
        return (value for unmade in self._late.begun if (value := self._value(unmade)) is not None)

    def __len__(self) -> int:
        return len(self._rows)


def _key_of(unmade: Unmade, path: Steps) -> str:
    return str(dig(unmade.get(path[0]), path[1:]))


def _begun(rules: ResourceRules, tenant: str, rows: LateRows) -> dict[str, Row]:
    """The rows by their keys.

    Raises:
        UnfitSeedsError: When two have the same one.
    """
    found: dict[str, Row] = {}
    path = path_of(rules.key)
    for number, unmade in enumerate(rows.begun, 1):
        key = _key_of(unmade, path)
        if key in found:
            error = DuplicateError(rules.of_key, found[key])
            raise UnfitSeedsError(rules.name, tenant, number, error)
        found[key] = LateRow(key, unmade)
    return found
