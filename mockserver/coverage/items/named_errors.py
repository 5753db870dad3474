"""Telling the named error bodies of an operation apart."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockserver.bounded import Memo, Room
from mockserver.coverage.items.bodies import json_or_none
from mockserver.coverage.items.declared import OperationItems
from mockserver.coverage.items.values import IndexOf
from mockserver.exchange import Reply

LONGEST_BODY = 2048  # bytes of error bodies whose items are remembered


class NamedBody(NamedTuple):
    """One named example of an error: the index of its item, and its value."""

    item: int
    example: Any


NamedBodies = Mapping[str, NamedBody]


class NamedErrors:
    """Tells which named error bodies replies of one operation are."""

    def __init__(self, items: OperationItems, index_of: IndexOf, room: Room) -> None:
        self._room = room
        self._operation = items.operation
        self._named: dict[str, dict[str, NamedBody]] = {}
        for status, named in items.errors.items():
            media = items.operation.responses[status].media()
            examples = media.examples if media is not None else {}
            self._named[status] = {
                name: NamedBody(index_of[item], examples[name]) for name, item in named.items()
            }
        self._of_status: dict[int, NamedBodies] = {}
        self._nearest: dict[int, Memo[bytes, int | None]] = {}  # by status

    def bodies(self, status: int) -> NamedBodies:
        """The named bodies that replies of a status may be."""
        named = self._of_status.get(status)
        if named is None:
            response = self._operation.response(status)
            named = self._named.get(response.status, {}) if response is not None else {}
            self._of_status[status] = named
        return named

    def nearest(self, reply: Reply) -> int | None:
        """The item of the named body that a reply is nearest to; None where it has nothing in common with any."""
        known = self._nearest.get(reply.status)
        if known is None:
            named = self.bodies(reply.status)
            known = Memo(lambda body: nearest_body(named, body), self._room, LONGEST_BODY)
            self._nearest[reply.status] = known
        return known[reply.body]


def nearest_body(named: NamedBodies, body: bytes) -> int | None:
    """The item of the example that a body has most in common with; the first of those that have the same.

    None where it has nothing in common with any.
    """
    value = json_or_none(body)
    best = max(named.values(), key=lambda each: values_in_common(value, each.example))
    return best.item if values_in_common(value, best.example) else None


def values_in_common(value: Any, example: Any) -> int:
    """How many of an example's values stand at the same places of a value; the whole counts for one more."""
    if isinstance(value, dict) and isinstance(example, dict):
        same = sum(values_in_common(value[name], member) for name, member in example.items() if name in value)
    elif isinstance(value, list) and isinstance(example, list):
        same = sum(map(values_in_common, value, example))
    else:
        same = 0
    return same + int(value == example)
