"""The order that the parameters of a call ask for."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mockserver.contract.model import Parameter
from mockserver.exchange import Call
from mockserver.rows import Order


class Sorting:
    """The orders of one list."""

    def __init__(self, parameters: Sequence[Parameter], default: Sequence[str], key: str) -> None:
        """Take the operation's parameters, the default order and the key that breaks ties."""
        self.default = Order(default, key)
        self._key = key
        self._values: list[tuple[str, dict[Any, Order]]] = []
        self._fields: tuple[str, frozenset[str]] | None = None
        self._direction: tuple[str, Mapping[str, str]] | None = None
        for parameter in parameters:
            rule = parameter.mock.sort
            if rule is None:
                continue
            if rule.values is not None:
                orders = {value: Order(fields, key) for value, fields in rule.values.items()}
                self._values.append((parameter.name, orders))
            if rule.fields is not None:
                self._fields = (parameter.name, frozenset(rule.fields))
            if rule.direction is not None:
                self._direction = (parameter.name, rule.direction)
        self._by_field = cache(self._make)

    def order(self, call: Call) -> Order:
        """The order of a call; the default one where its parameters name none that is known."""
        for name, orders in self._values:
            chosen = orders.get(str(call.query.get(name)))
            if chosen is not None:
                return chosen
        if self._fields is None:
            return self.default
        name, known = self._fields
        field, direction = str(call.query.get(name)), None
        if self._direction is not None:
            direction = self._direction[1].get(str(call.query.get(self._direction[0])))
        if field not in known:
            if direction is None:
                return self.default
            field = self.default.name[0].lstrip("-")
        return self._by_field(field, direction != "asc")

    def _make(self, field: str, descending: bool) -> Order:  # noqa: FBT001 - the key of a cache
        return Order([f"-{field}" if descending else field], self._key)
