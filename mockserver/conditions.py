"""Conditions of the `x-mock` vocabulary: what a row must be."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.exchange import Call
from mockserver.expressions import ABSENT, ExpressionError, compile_value, dig, path_of
from mockserver.rows import Row, Rows

Relations = Mapping[str, Mapping[str, Any]]
Test = Callable[[Row, Call, Rows], bool]
Compare = Callable[[Any, Any], bool]


def comparable(value: Any) -> Any:
    """A value in a form in which date-times of any offset compare (RFC 3339), everything else as it is."""
    if isinstance(value, str) and len(value) > 15 and value[4:5] == "-" and value[10:11] in {"T", "t", " "}:  # noqa: PLR2004
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return value


def _ordered(compare: Compare) -> Compare:
    def ordered(stored: Any, wanted: Any) -> bool:
        stored, wanted = comparable(stored), comparable(wanted)
        if isinstance(stored, str) != isinstance(wanted, str) or stored is None or stored is ABSENT or wanted is None:
            return False
        return compare(stored, wanted)

    return ordered


def _contains(stored: Any, wanted: Any) -> bool:
    return wanted in stored if isinstance(stored, (str, list)) and (isinstance(stored, list) or isinstance(wanted, str)) else False


# How a stored value is compared with a wanted one.
OPERATORS: Mapping[str, Compare] = {
    "eq": lambda stored, wanted: stored == wanted and type(stored) is not bool or stored is wanted,
    "ne": lambda stored, wanted: stored != wanted,
    "in": lambda stored, wanted: stored in wanted,
    "any": lambda stored, wanted: isinstance(stored, list) and any(element in wanted for element in stored),
    "contains": _contains,
    "prefix": lambda stored, wanted: isinstance(stored, str) and stored.startswith(wanted),
    "gt": _ordered(lambda stored, wanted: stored > wanted),
    "gte": _ordered(lambda stored, wanted: stored >= wanted),
    "lt": _ordered(lambda stored, wanted: stored < wanted),
    "lte": _ordered(lambda stored, wanted: stored <= wanted),
    "exists": lambda stored, wanted: (stored is not ABSENT and stored is not None) == bool(wanted),
}


def compile_condition(condition: Mapping[str, Any], relations: Relations | None = None) -> Test:
    """A function that tells whether a row meets `condition`.

    Args:
        condition: Field to value, or field to `{op: value}`; a relation to `{count: {op: n}}`.
        relations: The `related` of the row's resource.

    Raises:
        ExpressionError: For an unknown operator or expression.
    """
    tests = [_compile_field(field, wanted, relations or {}) for field, wanted in condition.items()]
    return lambda row, call, rows: all(test(row, call, rows) for test in tests)


def _compile_field(field: str, wanted: Any, relations: Relations) -> Test:
    if field in relations and isinstance(wanted, Mapping) and "count" in wanted:
        return _compile_count(relations[field], wanted["count"])
    path = path_of(field)
    if not isinstance(wanted, Mapping):
        wanted = {"eq": wanted}
    tests = [(_operator(name), compile_value(value)) for name, value in wanted.items()]
    return lambda row, call, rows: all(
        compare(None if (stored := dig(row.data, path)) is ABSENT else stored, value(call)) for compare, value in tests
    )


def _compile_count(relation: Mapping[str, Any], wanted: Any) -> Test:
    bounds = wanted if isinstance(wanted, Mapping) else {"eq": wanted}
    tests = [(_operator(name), value) for name, value in bounds.items()]
    resource, by = relation["resource"], relation["by"]

    def count(row: Row, call: Call, rows: Rows) -> bool:
        found = len(rows.having(resource, by, row.key))
        return all(compare(found, value) for compare, value in tests)

    return count


def _operator(name: str) -> Compare:
    if name not in OPERATORS:
        raise ExpressionError(f"unknown operator {name!r} in a condition; known: {', '.join(OPERATORS)}")
    return OPERATORS[name]
