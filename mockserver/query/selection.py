"""The rows of a list: filters and order of one operation, compiled once."""

from collections.abc import Sequence
from typing import Any

from mockserver.conditions import Test, compile_condition
from mockserver.contract.model import Contract, Operation
from mockserver.exchange import Call
from mockserver.query.filters import compile_filter
from mockserver.query.sorting import Sorting
from mockserver.rows import Order, Row, Rows, TenantRows

KEEPS_ALL: tuple[Any, ...] = (None, "", [])  # values that filter nothing


class Selection:
    """What one list operation selects."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        """Compile the filters and orders.

        Raises:
            ExpressionError: For an unknown operator or expression in a condition.
        """
        self.resource: str = operation.mock["resource"]
        declared = contract.resource(self.resource)
        links = contract.links(self.resource)
        self._filters = [
            (parameter.name, compile_filter(parameter, links))
            for parameter in operation.parameters
            if parameter.location == "query" and "filter" in parameter.mock
        ]
        self._parents = [
            (parameter.name, parameter.mock.get("field", parameter.name))
            for parameter in operation.parameters
            if parameter.location == "path"
        ]
        condition = operation.mock.get("where")
        self._where = compile_condition(condition, links) if condition else None
        rules = [condition, *(parameter.mock.get("filter") for parameter in operation.parameters)]
        self._moves = "$now" in str(rules)  # what it keeps changes with the clock
        default = operation.mock.get("sort", declared.get("sort", []))
        self._sorting = Sorting(operation.parameters, default, contract.key_of(self.resource))

    def criteria(self, call: Call) -> tuple[tuple[str, Any], ...]:
        """Names and values of the filters that the call sets: what a cursor is bound to."""
        query, path = call.query, call.path
        return (
            *((name, _frozen(query[name])) for name, _ in self._filters if query.get(name) not in KEEPS_ALL),
            *((name, path[name]) for name, _ in self._parents),
        )

    def order(self, call: Call) -> Order:
        """The order that the call asks for."""
        return self._sorting.order(call)

    def rows(self, call: Call, tenant: TenantRows) -> Sequence[Row]:
        """Every row that the call's filters keep, in its order."""
        tests: list[Test] = [self._where] if self._where else []
        for name, make in self._filters:
            if name in call.query:
                test = make(call.query[name])
                if test is not None:
                    tests.append(test)
        tests += [_equal(field, call.path[name]) for name, field in self._parents]
        order = self.order(call)
        if not tests:
            return tenant.select(self.resource, order, None, None)
        memo = (self.criteria(call), int(call.clock.time()) if self._moves else 0)
        return tenant.select(
            self.resource, order, memo, lambda row: all(test(row, call, tenant) for test in tests)
        )


def _equal(field: str, value: Any) -> Test:
    def equal(row: Row, call: Call, rows: Rows) -> bool:
        return bool(row.data.get(field) == value)

    return equal


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
