"""The transitions that an operation starts, compiled."""

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours.writing import compile_fields, evaluate_into
from mockserver.clock import span_of
from mockserver.contract.mock import Transition
from mockserver.contract.model import Operation
from mockserver.exchange import Call
from mockserver.language.conditions import compile_condition
from mockserver.language.relations import Links
from mockserver.rows import dig, path_of
from mockserver.services import Services
from mockserver.state.transitions import LaterStep


def later_steps(operation: Operation, services: Services) -> tuple[LaterStep, ...]:
    """What becomes later of the row that an operation writes, one step after the other.

    Raises:
        ExpressionError: For an expression or an operator that is unknown.
    """
    links = services.contract.links(operation.mock.resource)
    return tuple(_compiled(each, links) for each in operation.mock.transitions)


def _compiled(rule: Transition, links: Links) -> LaterStep:
    computed = compile_fields(rule.set, links)
    paths = [path_of(field) for field in rule.set]

    def changed(call: Call, data: Mapping[str, Any]) -> dict[str, Any]:
        new = dict(data)
        evaluate_into(new, computed, call)
        return new

    return LaterStep(
        after=None if rule.after is None else span_of(rule.after),
        reads=rule.reads or 0,
        fields=lambda data: [dig(data, path) for path in paths],
        holds=None if rule.when is None else compile_condition(rule.when, links),
        changed=changed,
    )


def is_read_by(operation: Operation, services: Services) -> bool:
    """Whether an operation shows rows of which the reads are counted."""
    mock, others = operation.mock, services.contract.operations
    return mock.behaviour == "get" and any(
        step.reads is not None
        for other in others
        if other.mock.resource == mock.resource
        for step in other.mock.transitions
    )
