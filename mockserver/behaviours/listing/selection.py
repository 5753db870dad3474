"""The rows of a list: filters and order of one operation, compiled once."""

import re
from collections.abc import Mapping
from typing import Any

from mockserver.behaviours.listing.filters import asks_own_row, compile_filter
from mockserver.behaviours.listing.sorting import Sorting
from mockserver.behaviours.locating import field_of, same
from mockserver.contract.model import Contract, Operation
from mockserver.exchange import Call
from mockserver.language.conditions import Test, compile_condition
from mockserver.rows import Order, Row, Rows, Selected, TenantRows

KEEPS_ALL: tuple[Any, ...] = (None, "", [])  # values that filter nothing


NOTHING: Any = None  # in the place of a call and rows, for tests that ask the row alone
CALLS_OWN = re.compile(r"\$(?!now)")  # an expression of something else than the time


class Selection:
    """What one list operation selects."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        """Compile the filters and orders.

        Raises:
            ExpressionError: For an unknown operator or expression in a condition.
        """
        self.resource = operation.mock.resource or ""
        declared = contract.resource(self.resource)
        links = contract.links(self.resource)
        self._filters = [
            (parameter.name, compile_filter(parameter, links))
            for parameter in operation.parameters
            if parameter.location == "query" and parameter.mock.filter is not None
        ]
        self._parents = [
            (parameter.name, field)
            for parameter in operation.parameters
            if parameter.location == "path" and (field := field_of(parameter, parameter.name)) is not None
        ]
        condition = operation.mock.where
        self._where = compile_condition(condition, links) if condition else None
        rules = [condition, *(parameter.mock.filter for parameter in operation.parameters)]
        self._moves = "$now" in str(rules)  # what it keeps changes with the clock
        self._differs = CALLS_OWN.search(str(rules)) is not None  # what it keeps differs from call to call
        self._own = (
            not (self._differs or self._moves)
            and condition is None
            and all(
                asks_own_row(parameter.mock.filter, parameter.name, links)
                for parameter in operation.parameters
                if parameter.location == "query" and parameter.mock.filter is not None
            )
        )
        default = declared.sort if operation.mock.sort is None else operation.mock.sort
        self._sorting = Sorting(operation.parameters, default, declared.key)

    def criteria(self, call: Call, parents: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        """Names and values of the filters that the call sets: what a cursor is bound to.

        Args:
            call: The call.
            parents: The keys of the rows that its path refers to, by the field that holds each.
        """
        query = call.query
        found = [
            (name, _frozen(query[name]))
            for name, _ in self._filters
            if name in query and query[name] not in KEEPS_ALL
        ]
        if self._parents:
            found += [(name, parents.get(field, call.path[name])) for name, field in self._parents]
        return tuple(found)

    def order(self, call: Call) -> Order:
        """The order that the call asks for."""
        return self._sorting.order(call)

    def rows(
        self, call: Call, tenant: TenantRows, order: Order, criteria: tuple[tuple[str, Any], ...]
    ) -> Selected:
        """Every row that the call's filters keep, in its order.

        Args:
            call, tenant: The call, and the rows that it may see.
            order, criteria: Of this call, by the methods of these names.
        """
        if not criteria and self._where is None:
            return tenant.select(self.resource, order, None, None)
        tests: list[Test] = []
        query = call.query

        def keep(row: Row) -> bool:
            if not tests:  # for the first row that is tested; a list that is remembered tests none
                tests.extend(self._tests(query, dict(criteria)))
            return all(test(row, call, tenant) for test in tests)

        def keep_own(row: Row) -> bool:  # it outlives the call
            if not tests:
                tests.extend(self._tests(query, dict(criteria)))
            return all(test(row, NOTHING, NOTHING) for test in tests)

        if self._own:
            return tenant.select(self.resource, order, criteria, keep_own, own=True)
        memo = None if self._differs else (criteria, int(call.moment) if self._moves else 0)
        return tenant.select(self.resource, order, memo, keep)

    def _tests(self, query: Mapping[str, Any], criteria: Mapping[str, Any]) -> list[Test]:
        tests: list[Test] = [self._where] if self._where else []
        for name, make in self._filters:
            test = make(query[name]) if name in query else None
            if test is not None:
                tests.append(test)
        return tests + [_equal(field, criteria[name]) for name, field in self._parents]


def _equal(field: str, value: Any) -> Test:
    def equal(row: Row, call: Call, rows: Rows) -> bool:
        return same(row.data.get(field), value)

    return equal


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((name, _frozen(member)) for name, member in sorted(value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
