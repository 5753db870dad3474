"""Who is told of an event: rows that subscribe, subscriptions of a test, addresses in the document."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.bounds import LONGEST_PATTERN
from mockserver.contract.mock import SubscriptionRule
from mockserver.contract.model import Contract
from mockserver.exchange import EventCall
from mockserver.language.conditions import compile_condition
from mockserver.rows import ABSENT, Order, Row, dig, path_of
from mockserver.webhooks.delivery import Receiver

Seeded = Callable[[Row], bool]


class StoredSubscriptions:
    """The rows of a document that subscribe to its events."""

    def __init__(self, contract: Contract, rule: SubscriptionRule) -> None:
        """Compile.

        Raises:
            ExpressionError: For an unknown operator or expression in the condition.
        """
        self.resource = rule.resource
        self._order = Order([], contract.key_of(rule.resource))
        self._url = path_of(rule.url)
        self._events = path_of(rule.events) if rule.events else None
        self._secret = path_of(rule.secret) if rule.secret else None
        self._test = compile_condition(rule.where, contract.links(rule.resource)) if rule.where else None

    def all(self, call: EventCall) -> Iterator[tuple[Row, Receiver]]:
        """The rows of the call's tenant that are active, each with the receiver that it is."""
        for row in call.rows.select(self.resource, self._order, None, None):
            url = dig(row.data, self._url)
            if not isinstance(url, str) or (self._test is not None and not self._test(row, call, call.rows)):
                continue
            secret = dig(row.data, self._secret) if self._secret is not None else None
            yield (
                row,
                Receiver(url, secret if isinstance(secret, str) else None, f"{self.resource}/{row.key}"),
            )

    def events(self, row: Row) -> list[str]:
        """The patterns of the events that a row names; `*` where it names none."""
        named = dig(row.data, self._events) if self._events is not None else ABSENT
        return patterns_of(named)

    def to(self, name: str, call: EventCall) -> Iterator[tuple[Row, Receiver]]:
        """The rows that subscribe to an event, each with the receiver that it is."""
        for row, receiver in self.all(call):
            if is_named(name, self.events(row)):
                yield row, receiver


def patterns_of(named: Any) -> list[str]:
    """The names of events that a value has: a text, or a list of texts or of objects that name one."""
    values = named if isinstance(named, list) else [] if named in (ABSENT, None, "") else [named]
    texts = [each for value in values if isinstance(each := _name_in(value), str)]
    return texts or ["*"]


def _name_in(value: Any) -> Any:
    if isinstance(value, Mapping):
        return next((value[key] for key in ("type", "name", "event", "event_type") if key in value), None)
    return value


def is_named(name: str, patterns: list[str]) -> bool:
    """Whether an event is one of those that patterns name."""
    return any(pattern in {"*", "all", name} or fits_pattern(name, pattern) for pattern in patterns)


def fits_pattern(name: str, pattern: str) -> bool:
    """Whether a name is as a pattern has it, `*` standing for any text: no expression is compiled, callers write it."""
    first, star, rest = pattern[: LONGEST_PATTERN + 1].partition("*")
    if not star or len(pattern) > LONGEST_PATTERN or not name.startswith(first):
        return name == pattern
    *middle, last = rest.split("*")
    place = len(first)
    for part in middle:
        place = name.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return name.endswith(last, place)
