"""Conditions of the `x-mock` vocabulary: what a row must be."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.exchange import Call
from mockserver.language.expressions import (
    Evaluate,
    ExpressionError,
    Subject,
    compile_expression,
    is_expression,
)
from mockserver.language.operators import OPERATORS, Compare, Operator
from mockserver.language.relations import Links
from mockserver.rows import ABSENT, Row, Rows

Test = Callable[[Row, Call, Rows], bool]
Holds = Callable[[Any, Call, Subject], bool]  # of a stored value, and of the row that it is of


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
        test = compile_comparison(wanted["count"], links)
        return lambda row, call, rows: test(count(row, rows), call, row.data)
    read, test = links.reader(field), compile_comparison(wanted, links)
    return lambda row, call, rows: test(
        None if (stored := read(row.data, rows)) is ABSENT else stored, call, row.data
    )


def compile_comparison(wanted: Any, links: Links) -> Holds:
    """A function that tells whether a value is what is wanted.

    Args:
        wanted: A value to equal, or `{op: value}`.
        links: How the row's resource leads to others.

    Raises:
        ExpressionError: As `compile_condition`.
    """
    if not isinstance(wanted, Mapping):
        wanted = {"eq": wanted}
    tests: list[Holds] = []
    for name, value in wanted.items():
        if name == "not":
            tests.append(_negated(compile_comparison(value, links)))
        elif name in (known := comparisons()):
            tests.append(_compared(known[name].compare, compile_value(value, links)))
        else:
            raise ExpressionError(f"unknown operator {name!r} in a condition; known: not, {', '.join(known)}")
    return lambda stored, call, subject: all(test(stored, call, subject) for test in tests)


def comparisons() -> dict[str, Operator]:
    """The operators that conditions know."""
    return {name: operator for name, operator in OPERATORS.items() if operator.in_conditions}


def _negated(test: Holds) -> Holds:
    return lambda stored, call, subject: not test(stored, call, subject)


def _compared(compare: Compare, value: Evaluate) -> Holds:
    return lambda stored, call, subject: compare(stored, value(call, subject))


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
        return lambda call, subject: value
    if "$if" in value:
        test = compile_condition(value["$if"], links)
        then, otherwise = (
            compile_value(value.get("$then", ABSENT), links),
            compile_value(value.get("$else", ABSENT), links),
        )
        return lambda call, subject: (then if test(Row("", subject), call, call.rows) else otherwise)(
            call, subject
        )
    members = [(name, compile_value(member, links)) for name, member in value.items()]
    return lambda call, subject: {
        name: got for name, get in members if (got := get(call, subject)) is not ABSENT
    }


def is_constant(value: Any) -> bool:
    """Whether `compile_value` gives the same for every call."""
    if isinstance(value, Mapping):
        return all(name != "$if" and is_constant(member) for name, member in value.items())
    return not is_expression(value)


def _linked(dotted: str, links: Links) -> Evaluate:
    read = links.reader(dotted) if dotted else None
    return lambda call, subject: read(subject, call.rows) if read else subject
