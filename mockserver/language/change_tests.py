"""Which changes of rows something is told of, as `x-mock.events` says it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.exchange import Call
from mockserver.language.conditions import Test, compile_condition
from mockserver.language.relations import Links
from mockserver.rows import Change, Row, Steps, dig, path_of


@dataclass(frozen=True, slots=True)
class ChangeTest:
    """What a change has to be.

    Attributes:
        kinds: `created`, `updated`, `deleted`.
        fields: Those one of which has to have another value where a row is updated; none where any change counts.
        row: What the row has to be, as it is then, or was before it was deleted; None for anything.
    """

    kinds: frozenset[str]
    fields: tuple[Steps, ...] = ()
    row: Test | None = None

    def is_met(self, change: Change, call: Call) -> bool:
        """Whether a change is such a one."""
        before, after = change.before, change.after
        kind = "created" if before is None else "deleted" if after is None else "updated"
        if kind not in self.kinds:
            return False
        if before is not None and after is not None and self._is_same(before, after):
            return False
        row = after or before
        return self.row is None or (row is not None and self.row(row, call, call.rows))

    def _is_same(self, before: Row, after: Row) -> bool:
        """Whether none of the fields that count has changed."""
        return bool(self.fields) and all(
            dig(before.data, path) == dig(after.data, path) for path in self.fields
        )


def compile_change_test(
    kinds: Collection[str], fields: Collection[str], condition: Mapping[str, Any] | None, links: Links
) -> ChangeTest:
    """What tells whether a change is one that is told of.

    Args:
        kinds: As `ChangeTest` has them.
        fields: The names of its fields, with dots.
        condition: What the row has to be; none for anything.
        links: How the row's resource leads to others.

    Raises:
        ExpressionError: For an unknown operator or expression in the condition.
    """
    row = compile_condition(condition, links) if condition else None
    return ChangeTest(frozenset(kinds), tuple(map(path_of, fields)), row)
