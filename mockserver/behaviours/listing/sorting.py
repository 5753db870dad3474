"""The order that the parameters of a call ask for."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mockserver.contract.model import Parameter
from mockserver.exchange import Call
from mockserver.rows import Order

MARKED = re.compile(r"([+-]?)([\w.]+?)(?:[:.\s_](asc|desc|ascending|descending))?", re.IGNORECASE)


class Sorting:
    """The orders of one list."""

    def __init__(self, parameters: Sequence[Parameter], default: Sequence[str], key: str) -> None:
        """Take the operation's parameters, the default order and the key that breaks ties."""
        self.default = Order(default, key)
        self._key = key
        self._values: list[tuple[str, dict[Any, Order]]] = []
        self._fields: tuple[str, frozenset[str]] | None = None
        self._marks = False
        self._usual = "desc"
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
                self._marks, self._usual = rule.marks, rule.default
            if rule.direction is not None:
                self._direction = (parameter.name, rule.direction)
        self._by_field = cache(self._make)
        self._by_fields = cache(self._make_all)

    def order(self, call: Call) -> Order:
        """The order of a call; the default one where its parameters name none that is known."""
        direction = None
        if self._direction is not None:
            direction = self._direction[1].get(_first(call.query.get(self._direction[0])))
        for name, orders in self._values:
            chosen = orders.get(_first(call.query.get(name)))
            if chosen is not None:
                return chosen if direction is None else self._by_fields(_directed(chosen.name[0], direction))
        if self._fields is None:
            return self.default if direction is None or self._values else self._by_default(direction)
        name, known = self._fields
        if self._marks:
            return self._marked(call.query.get(name), known, direction)
        field = str(call.query.get(name))
        if field not in known:
            if direction is None:
                return self.default
            field = self.default.name[0].lstrip("-")
        return self._by_field(field, direction != "asc")

    def _by_default(self, direction: str) -> Order:
        """The default order in a direction."""
        field = self.default.name[0].lstrip("-") if self.default.name else self._key
        return self._by_field(field, direction != "asc")

    def _marked(self, asked: Any, known: frozenset[str], direction: str | None) -> Order:
        """The order that names with marks ask for: `-created,name`, `name:asc`."""
        fields = []
        for text in asked if isinstance(asked, list) else str(asked or "").split(","):
            found = MARKED.fullmatch(str(text).strip())
            if found is None or found[2] not in known:
                continue
            way = (
                "desc"
                if found[1] == "-"
                else (found[3] or "").lower()[:4].strip() or direction or self._usual
            )
            fields.append(f"-{found[2]}" if way.startswith("desc") else found[2])
        if not fields:
            return self.default if direction is None else self._by_default(direction)
        return self._by_fields(tuple(fields))

    def _make_all(self, fields: tuple[str, ...]) -> Order:
        return Order(fields, self._key)

    def _make(self, field: str, descending: bool) -> Order:  # noqa: FBT001 - the key of a cache
        return Order([f"-{field}" if descending else field], self._key)


def _directed(field: str, direction: str) -> tuple[str]:
    bare = field.lstrip("-")
    return (f"-{bare}" if direction == "desc" else bare,)


def _first(value: Any) -> str:
    """A value as text; the first of several; a truth value as JSON has it."""
    value = value[0] if isinstance(value, list) and value else value
    return str(value).lower() if isinstance(value, bool) else str(value)
