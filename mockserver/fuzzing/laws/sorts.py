"""A list that is asked for in an order is in that order, and has the same rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from mockserver.contract.mock import SortRule
from mockserver.contract.model import Parameter
from mockserver.fuzzing.laws.arguments import Arguments, arguments_of
from mockserver.fuzzing.laws.base import Choices, Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.walking import Walker
from mockserver.rows import ABSENT, dig

Orders = tuple[str, ...]  # fields, `-` before a descending one


def judge(trial: Trial) -> None:
    """Ask for an order, and compare neighbours."""
    arguments = arguments_of(trial.server)
    walker = Walker(trial.server, arguments, trial.operation)
    parameters = [p for p in trial.operation.parameters if p.mock.sort is not None and p.location == "query"]
    if not parameters:
        raise NotJudged("no parameter sorts", always=True)
    sent = arguments.call(trial.operation, trial.choices)
    plain = Counter(walker.identities(walker.everything(sent)))
    declared = trial.server.contract.resource(trial.operation.mock.resource)
    usual = next(iter(trial.operation.mock.sort or declared.sort), declared.key).lstrip("-")
    asked = _asked(usual, parameters, arguments, trial.choices)
    if asked is None:
        raise NotJudged("no value of the parameter names an order")
    query, order, parameter = asked
    found = walker.everything(replace(sent, query={**sent.query, **query}))
    origin = parameter.mock.origin("sort")
    if Counter(walker.identities(found)) != plain:
        raise LawBroken(f"sorted by {_named(order)}, the list has other rows than unsorted", origin)
    _ordered(walker, found.rows, order, parameter)


def _asked(
    usual: str, parameters: Sequence[Parameter], arguments: Arguments, choices: Choices
) -> tuple[dict[str, Any], Orders, Parameter] | None:
    """Query parameters that ask for an order, the order, and the parameter that names it; None for none.

    Args:
        usual: The field that the list is ordered by when no parameter names one.
        parameters: Those that sort.
        arguments, choices: Make their values.
    """
    naming = [p for p in parameters if p.mock.sort and (p.mock.sort.values or p.mock.sort.fields)]
    directing = [p for p in parameters if p.mock.sort and p.mock.sort.direction and p not in naming]
    query: dict[str, Any] = {}
    way = None
    if directing and (not naming or not choices.number(0, 1)):
        query, way = _way(directing[0], arguments, choices)
    elif directing and "default" in arguments.document.resolve(directing[0].schema):
        return None  # what it says when nobody asks is not told apart from what is asked
    if not naming:
        return (query, (_in_way(usual, way),), directing[0]) if way else None
    parameter = choices.one_of(naming)
    value, order = _named_order(parameter.mock.sort or SortRule(), way, choices)
    sent = arguments.as_sent(parameter, value)
    return None if sent is ABSENT else ({**query, parameter.name: sent}, order, parameter)


def _way(parameter: Parameter, arguments: Arguments, choices: Choices) -> tuple[dict[str, Any], str | None]:
    """What asks for a direction, and which."""
    ways = (parameter.mock.sort or SortRule()).direction or {}
    said = choices.one_of(list(ways))
    sent = arguments.as_sent(parameter, said)
    return ({}, None) if sent is ABSENT else ({parameter.name: sent}, ways[said])


def _named_order(rule: SortRule, way: str | None, choices: Choices) -> tuple[str, Orders]:
    """A value that names an order, and the order in a direction that is asked for."""
    if rule.values:
        value = choices.one_of(list(rule.values))
        order = tuple(rule.values[value])
        return value, order if way is None else (_in_way(order[0], way),)
    field = choices.one_of(sorted(rule.fields or ()))
    if not rule.marks:
        return field, (_in_way(field, "asc" if way == "asc" else "desc"),)
    if choices.number(0, 1):
        return f"-{field}", (_in_way(field, "desc"),)
    return field, (_in_way(field, way or rule.default),)


def _in_way(field: str, way: str) -> str:
    bare = field.lstrip("-")
    return f"-{bare}" if way.startswith("desc") else bare


def _named(order: Orders) -> str:
    return ", ".join(order)


def _ordered(walker: Walker, rows: Sequence[Any], order: Orders, parameter: Parameter) -> None:
    """Hold neighbours against the first field of an order; rows without it come last."""
    field, descending = order[0].lstrip("-"), order[0].startswith("-")
    place = walker.shown_at(field)
    if place is None:
        raise NotJudged(f"no reply shows {field}")
    values = [dig(row, place) for row in rows]
    known = [value for value in values if value is not ABSENT and value is not None]
    origin = parameter.mock.origin("sort")
    if any(value is not ABSENT and value is not None for value in values[len(known) :]):
        raise LawBroken(f"sorted by {_named(order)}, rows without {field} stand before others", origin)
    kinds = {str if isinstance(value, str) else type(value) for value in known}
    if len(kinds) > 1 or kinds - {str, int, float}:
        raise NotJudged(f"the values of {field} have no order")
    for first, second in pairwise(known):
        if first != second and (first < second) == descending:
            raise LawBroken(f"sorted by {_named(order)}, {field} {first!r} stands before {second!r}", origin)


LAW = Law(("list",), judge)
