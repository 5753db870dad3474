"""Filters: what the value of one parameter keeps."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.mock import FilterRule
from mockserver.contract.model import Parameter
from mockserver.exchange import Call
from mockserver.language.conditions import Test, compile_condition
from mockserver.language.operators import OPERATORS
from mockserver.language.relations import Links, Related
from mockserver.rows import ABSENT, Row, Rows

# A value of the parameter to a test of rows; None where the value keeps every row.
Filter = Callable[[Any], Test | None]
NO_VALUE = (
    "null",
    "None",
    "undefined",
)  # as the default of a parameter: what a generator writes where there is none


def compile_filter(parameter: Parameter, links: Links) -> Filter:
    """The filter that a parameter's `x-mock.filter` declares.

    Args:
        parameter: With a `filter`.
        links: How the rows of the list lead to others.

    Raises:
        ExpressionError: For an unknown operator or expression in a condition.
    """
    made = _filter(parameter.mock.filter or FilterRule(), parameter.name, links)
    default = parameter.schema.get("default")
    return made if default not in NO_VALUE else lambda value: None if value == default else made(value)


def asks_own_row(rule: FilterRule, name: str, links: Links) -> bool:
    """Whether a filter asks nothing but what the row itself holds."""
    if rule.related is not None or rule.values is not None:
        return False
    inside = (rule.members or {}).items()
    return all(asks_own_row(its, member, links) for member, its in inside) and all(
        links.is_own(field) for field in rule.fields or (rule.field or name,)
    )


def _filter(rule: FilterRule, name: str, links: Links) -> Filter:
    if rule.members is not None:
        members = {member: _filter(its, member, links) for member, its in rule.members.items()}
        return _of_members(members, _comparison(rule, name, links) if rule.field is not None else None)
    relation = links.related[rule.related] if rule.related is not None else None
    compared = links.to(relation.resource) if relation else links
    if rule.values is not None:
        tests = {value: compile_condition(condition, compared) for value, condition in rule.values.items()}
        made: Filter = lambda value: tests.get(str(value).lower() if isinstance(value, bool) else str(value))  # noqa: E731
    elif OPERATORS[rule.op].of_rows and relation is not None:
        return _has_related(relation)
    else:
        made = _comparison(rule, name, compared)
    return _of_related(made, relation) if relation is not None else made


def _of_members(filters: Mapping[str, Filter], other: Filter | None) -> Filter:
    """What every member of an object keeps; what the other filter does, of a value that is none."""

    def make(value: Any) -> Test | None:
        if not isinstance(value, Mapping):
            return None if other is None else other(value)
        made = [make_one(value[name]) for name, make_one in filters.items() if name in value]
        tests = [test for test in made if test is not None]
        return (lambda row, call, rows: all(test(row, call, rows) for test in tests)) if tests else None

    return make


def _comparison(rule: FilterRule, name: str, links: Links) -> Filter:
    operator = OPERATORS[rule.op]
    fields = rule.fields or (rule.field or name,)
    readers = [links.row_reader(field) for field in fields]
    compare = operator.compare
    fold = _fold if rule.ignore_case else None
    plain = rule.op in ("eq", "in")

    def make(value: Any) -> Test | None:
        wanted = _listed(value) if operator.listed else value
        if wanted in ("", []) or wanted is None:
            return None
        if fold:
            wanted = fold(wanted)

        def test(row: Row, call: Call, rows: Rows) -> bool:
            for read in readers:
                stored = read(row, rows)
                if stored is ABSENT:
                    stored = None
                if compare(fold(stored) if fold else stored, wanted) or (plain and _says(stored, wanted)):
                    return True
            return False

        return test

    return make


def _says(stored: Any, wanted: Any) -> bool:
    """Whether a text asks for a number or a truth value, as JSON writes it; or one of several texts."""
    if isinstance(wanted, list):
        return any(_says(stored, each) for each in wanted)
    if isinstance(stored, bool):
        return isinstance(wanted, str) and wanted.lower() == str(stored).lower()
    return isinstance(stored, int | float) and isinstance(wanted, str) and wanted == str(stored)


def _listed(value: Any) -> list[Any]:
    """The members of a comma-separated value, or of an array."""
    members = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
    return [member.strip() if isinstance(member, str) else member for member in members if member != ""]


def _fold(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    return [_fold(member) for member in value] if isinstance(value, list) else value


def _has_related(relation: Related) -> Filter:
    resource, by = relation.resource, relation.by

    def make(value: Any) -> Test | None:
        if not isinstance(value, bool):
            return None
        return lambda row, call, rows: bool(rows.having(resource, by, row.key)) == value

    return make


def _of_related(made: Filter, relation: Related) -> Filter:
    resource, by = relation.resource, relation.by

    def make(value: Any) -> Test | None:
        inner = made(value)
        if inner is None:
            return None
        return lambda row, call, rows: any(
            inner(other, call, rows) for other in rows.having(resource, by, row.key)
        )

    return make
