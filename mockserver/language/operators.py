"""How a stored value is compared with a wanted one, in conditions and in filters."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import Any

from mockserver.rows import ABSENT

Compare = Callable[[Any, Any], bool]
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]|$)")


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to compare.

    Attributes:
        compare: Tells whether a stored value meets a wanted one; what cannot be compared does not.
        effect: What a filter of it does, in words: `{field}` is what is compared, `it` the parameter's value.
        note: What the vocabulary's page says of it beside its name.
        listed: Whether what is wanted is several values, separated by commas in a filter.
        of_rows: Whether it asks of related rows if there are any, not what one of them is.
        in_conditions: Whether conditions know it, beside filters.
    """

    compare: Compare
    effect: str
    note: str = ""
    listed: bool = False
    of_rows: bool = False
    in_conditions: bool = True


def comparable(value: Any) -> Any:
    """A value in a form in which dates and date-times of any offset compare (RFC 3339), everything else as it is."""
    if isinstance(value, str) and TIME.match(value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return -inf if value.startswith("0000-") else value  # before any date that Python has
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return value


def _ordered(compare: Compare) -> Compare:
    def ordered(stored: Any, wanted: Any) -> bool:
        stored, wanted = comparable(stored), comparable(wanted)
        return _sort_of(stored) is _sort_of(wanted) is not None and compare(stored, wanted)

    return ordered


def _sort_of(value: Any) -> type | None:
    """What a value can be ordered among: texts or numbers, None for what has no order."""
    if isinstance(value, str):
        return str
    return float if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _equal(stored: Any, wanted: Any) -> bool:
    """Equality as JSON has it: `true` is not 1."""
    return isinstance(stored, bool) == isinstance(wanted, bool) and bool(stored == wanted)


def _in(stored: Any, wanted: Any) -> bool:
    return isinstance(wanted, list) and any(_equal(stored, element) for element in wanted)


def _any(stored: Any, wanted: Any) -> bool:
    return isinstance(stored, list) and any(_in(element, wanted) for element in stored)


def _contains(stored: Any, wanted: Any) -> bool:
    if isinstance(stored, str):
        return isinstance(wanted, str) and wanted in stored
    return _in(wanted, stored)


def _prefix(stored: Any, wanted: Any) -> bool:
    return isinstance(stored, str) and isinstance(wanted, str) and stored.startswith(wanted)


def _exists(stored: Any, wanted: Any) -> bool:
    return (stored is not ABSENT and stored is not None) == bool(wanted)


OPERATORS: dict[str, Operator] = {
    "eq": Operator(_equal, "keeps rows whose {field} is it", note="default"),
    "ne": Operator(lambda stored, wanted: not _equal(stored, wanted), "keeps rows whose {field} is not it"),
    "contains": Operator(_contains, "keeps rows whose {field} contains it"),
    "prefix": Operator(_prefix, "keeps rows whose {field} starts with it"),
    "in": Operator(
        _in,
        "keeps rows whose {field} is one of its values",
        note="the field is one of the comma-separated values",
        listed=True,
    ),
    "any": Operator(
        _any,
        "keeps rows whose {field} holds one of its values",
        note="the field, an array, holds one of them",
        listed=True,
    ),
    "gt": Operator(_ordered(lambda stored, wanted: stored > wanted), "keeps rows whose {field} is over it"),
    "gte": Operator(
        _ordered(lambda stored, wanted: stored >= wanted), "keeps rows whose {field} is it or over it"
    ),
    "lt": Operator(_ordered(lambda stored, wanted: stored < wanted), "keeps rows whose {field} is under it"),
    "lte": Operator(
        _ordered(lambda stored, wanted: stored <= wanted), "keeps rows whose {field} is it or under it"
    ),
    "exists": Operator(
        _exists, "keeps rows that have {field}, or those that have not", note="true: is there", of_rows=True
    ),
    "reveal": Operator(
        lambda stored, wanted: wanted is True or stored is not True,
        "shows rows whose {field} is true, which are hidden otherwise",
        note="rows whose field is true are hidden unless the parameter is true",
        in_conditions=False,
    ),
}
