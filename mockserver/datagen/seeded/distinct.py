"""Rows that differ in what their resource calls unique: each takes a value that no row before it has."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.datagen.seeded.plans import RowPlan
from mockserver.datagen.seeded.row_fields import property_of, put, value_at
from mockserver.datagen.seeded.varied import Known
from mockserver.state.resource_rules import Unique, unique_value

OTHERS = 4  # rows that are made for a value of theirs, before one is made longer

RowBeside = Callable[[int], Mapping[str, Any]]  # another row at the place of one, by number


class Distinct:
    """Tells the rows of one resource and tenant apart, in the order in which they are made."""

    def __init__(self, plan: RowPlan, known: Known) -> None:
        """Take what the rows are made from, and the document's schemas."""
        self._plan = plan
        self._known = known
        self._taken: list[tuple[Unique, set[Any]]] = [(rule, set()) for rule in plan.unique]

    def apart(self, row: dict[str, Any], draft: RowBeside) -> bool:
        """Give a row other values where one before it has those that no two may have; False where there are none.

        Args:
            row: The row.
            draft: Others like it.
        """
        for rule, taken in self._taken:
            if unique_value(rule, row) in taken and not self._changed(row, rule, taken, draft):
                return False
        self.note(row)
        return True

    def note(self, row: Mapping[str, Any]) -> None:
        """Keep in mind what a row takes."""
        for rule, taken in self._taken:
            value = unique_value(rule, row)
            if value is not None:  # nulls do not count
                taken.add(value)

    def _changed(self, row: dict[str, Any], rule: Unique, taken: set[Any], draft: RowBeside) -> bool:
        """Whether a field of a rule, the last that may, has got a value with which the row is like no other."""
        links = [link.path for link in self._plan.links]
        for path in reversed(rule.paths):
            if path == self._plan.key or path in links:
                continue
            before = value_at(row, path)
            schema = property_of(self._plan, path, self._known)
            for value in _others(before, path, draft, len(taken)):
                put(row, path, value)
                if unique_value(rule, row) not in taken and self._known.accepts(schema, value):
                    return True
            put(row, path, before)
        return False


def _others(before: Any, path: Sequence[str], draft: RowBeside, number: int) -> Iterator[Any]:
    """Other values for a field: those of other rows, then the same with a number."""
    for attempt in range(OTHERS):
        found = value_at(draft(attempt), path)
        if found is not None:
            yield found
    if isinstance(before, str):
        name, at, domain = before.rpartition("@")
        yield from (f"{name}{number}@{domain}",) if at else (f"{before} {number}", f"{before}-{number}")
        yield f"{before}{number}"
    elif isinstance(before, int) and not isinstance(before, bool):
        yield before + number
