"""Conditions of the `x-mock` vocabulary: what a row must be."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.exchange import Call
from mockserver.language.expressions import Evaluate, ExpressionError, compile_expression, is_expression
from mockserver.language.links import Links
from mockserver.rows import ABSENT, Row, Rows

Test = Callable[[Row, Call, Rows], bool]
Compare = Callable[[Any, Any], bool]
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]|$)")


def comparable(value: Any) -> Any:
    """A value in a form in which dates and date-times of any offset compare (RFC 3339), everything else as it is."""
    if isinstance(value, str) and TIME.match(value):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
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


def _contains(stored: Any, wanted: Any) -> bool:
    if isinstance(stored, str):
        return isinstance(wanted, str) and wanted in stored
    return _in(wanted, stored)


# How a stored value is compared with a wanted one; what cannot be compared does not meet the condition.
OPERATORS: Mapping[str, Compare] = {
    "eq": _equal,
    "ne": lambda stored, wanted: not _equal(stored, wanted),
    "in": _in,
    "any": lambda stored, wanted: (
        isinstance(stored, list) and any(_in(element, wanted) for element in stored)
    ),
    "contains": _contains,
    "prefix": lambda stored, wanted: (
        isinstance(stored, str) and isinstance(wanted, str) and stored.startswith(wanted)
    ),
    "gt": _ordered(lambda stored, wanted: stored > wanted),
    "gte": _ordered(lambda stored, wanted: stored >= wanted),
    "lt": _ordered(lambda stored, wanted: stored < wanted),
    "lte": _ordered(lambda stored, wanted: stored <= wanted),
    "exists": lambda stored, wanted: (stored is not ABSENT and stored is not None) == bool(wanted),
}


def compile_condition(condition: Mapping[str, Any], links: Links) -> Test:
    """A function that tells whether a row meets `condition`.

    Args:
        condition: Field to value, or field to `{op: value}`; a relation to `{count: {op: n}}`.
        links: How the row's resource leads to others.

    Raises:
        ExpressionError: For an unknown operator or expression.
    """
    tests = [_compile_field(field, wanted, links) for field, wanted in condition.items()]
    return lambda row, call, rows: all(test(row, call, rows) for test in tests)


def _compile_field(field: str, wanted: Any, links: Links) -> Test:
    count = links.counter(field)
    if count is not None and isinstance(wanted, Mapping) and "count" in wanted:
        test = _compile_ops(wanted["count"], links)
        return lambda row, call, rows: test(count(row, rows), call)
    read, test = links.reader(field), _compile_ops(wanted, links)
    return lambda row, call, rows: test(None if (stored := read(row.data, rows)) is ABSENT else stored, call)


def _compile_ops(wanted: Any, links: Links) -> Callable[[Any, Call], bool]:
    if not isinstance(wanted, Mapping):
        wanted = {"eq": wanted}
    tests: list[Callable[[Any, Call], bool]] = []
    for name, value in wanted.items():
        if name == "not":
            tests.append(_negated(_compile_ops(value, links)))
        elif name in OPERATORS:
            tests.append(_compared(OPERATORS[name], compile_value(value, links)))
        else:
            raise ExpressionError(
                f"unknown operator {name!r} in a condition; known: not, {', '.join(OPERATORS)}"
            )
    return lambda stored, call: all(test(stored, call) for test in tests)


def _negated(test: Callable[[Any, Call], bool]) -> Callable[[Any, Call], bool]:
    return lambda stored, call: not test(stored, call)


def _compared(compare: Compare, value: Evaluate) -> Callable[[Any, Call], bool]:
    return lambda stored, call: compare(stored, value(call))


def compile_value(value: Any, links: Links) -> Evaluate:
    """A function that evaluates a constant, an expression, `{$if, $then, $else}`, or an object of them.

    Args:
        value: What is evaluated; `$row.FIELD` may lead through references.
        links: How the row's resource leads to others.

    Raises:
        ExpressionError: For an unknown expression or operator.
    """
    if isinstance(value, str) and is_expression(value):
        return compile_expression(value, lambda dotted: _linked(dotted, links))
    if not isinstance(value, Mapping):
        return lambda call: value
    if "$if" in value:
        test = compile_condition(value["$if"], links)
        then, otherwise = (
            compile_value(value.get("$then", ABSENT), links),
            compile_value(value.get("$else", ABSENT), links),
        )
        return lambda call: then(call) if test(Row("", call.row), call, call.rows) else otherwise(call)
    members = [(name, compile_value(member, links)) for name, member in value.items()]
    return lambda call: {name: got for name, get in members if (got := get(call)) is not ABSENT}


def is_constant(value: Any) -> bool:
    """Whether `compile_value` gives the same for every call."""
    if isinstance(value, Mapping):
        return all(name != "$if" and is_constant(member) for name, member in value.items())
    return not is_expression(value)


def _linked(dotted: str, links: Links) -> Evaluate:
    read = links.reader(dotted) if dotted else None
    return lambda call: read(call.row, call.rows) if read else call.row
