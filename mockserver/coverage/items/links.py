"""Noticing that a client follows a declared link: a value of one reply comes back where the link says."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mockserver.bounded import Recent
from mockserver.contract.model import Operation
from mockserver.coverage.items.bodies import json_or_none
from mockserver.coverage.items.declared import DeclaredLink, OperationItems
from mockserver.exchange import Exchange, Reply
from mockserver.language.expressions import EMBEDDED
from mockserver.rows import ABSENT, dig

MOST_VALUES = 1024  # values of one link that are waited for; the oldest are given up
MOST_UNREAD, LONGEST_UNREAD = 256, 4096  # replies of one operation that wait for being read, and their bytes
LOCATIONS = ("path", "query", "header", "cookie")
Where = tuple[str, ...]  # `("path", "id")`, `("body", "customer", "id")`
LinkValues = tuple[str, ...]
EvaluateLink = Callable[[Exchange, Any], Any]  # of an exchange and its reply's parsed body


class CompiledLink(NamedTuple):
    """A link, compiled.

    Attributes:
        item: The index of its item.
        status: The status, class or `default` that declares it.
        entry: Where it leads: the number of its places in an operation.
        values: What reads them.
    """

    item: int
    status: str
    entry: int
    values: tuple[EvaluateLink, ...]


class PendingLinks:
    """The links of one client that wait for being followed.

    Most replies are never asked about again: short ones are kept as they are, and read when a request might follow one.
    """

    def __init__(self, links: "LinkIndex") -> None:
        self._links = links
        self._unread: dict[str, deque[Exchange]] = {}  # by operation
        self._waiting: dict[int, Recent[LinkValues, tuple[int, ...]]] = {}  # by entry

    def given(self, exchange: Exchange) -> None:
        """Wait for the values that a reply's links pass on."""
        reply, operation = exchange.reply, exchange.operation
        if reply is None or operation is None or not self._links.of(operation, reply.status):
            return
        if len(reply.body) > LONGEST_UNREAD:
            self._read(exchange, operation, reply)
            return
        unread = self._unread.get(operation)
        if unread is None:
            unread = self._unread[operation] = deque(maxlen=MOST_UNREAD)
        unread.append(exchange)

    def taken(self, exchange: Exchange) -> list[int]:
        """The links that a request follows, by their indexes."""
        found: list[int] = []
        if exchange.operation is None or not (self._unread or self._waiting):
            return found
        for entry, places in self._links.entries.get(exchange.operation, ()):
            values = [sent(exchange, place) for place in places]
            if ABSENT in values:
                continue
            if self._unread:
                self._read_all()
            waited = self._waiting.get(entry)
            if waited is not None:
                found += waited.get(tuple(map(str, values))) or ()
        for index in found:
            self._links.follow(index)
        return found

    def _read_all(self) -> None:
        for operation, exchanges in self._unread.items():
            for exchange in exchanges:
                if exchange.reply is not None:
                    self._read(exchange, operation, exchange.reply)
        self._unread.clear()

    def _read(self, exchange: Exchange, operation: str, reply: Reply) -> None:
        links = self._links.of(operation, reply.status)
        body = json_or_none(reply.body) if links else None
        for link in links:
            values = [evaluate(exchange, body) for evaluate in link.values]
            if ABSENT in values or None in values:
                continue
            waited = self._waiting.get(link.entry)
            if waited is None:
                waited = self._waiting[link.entry] = Recent(MOST_VALUES)
            key = tuple(map(str, values))
            known = waited.get(key) or ()
            if link.item not in known:
                waited[key] = (*known, link.item)


class LinkIndex:
    """Every link of a contract, compiled.

    Attributes:
        entries: Where links put their values, by operation: a number and the places, for each combination.
    """

    def __init__(self, operations: Sequence[OperationItems], index_of: Mapping[Any, int]) -> None:
        self.entries: dict[str, list[tuple[int, tuple[Where, ...]]]] = {}
        self._entries: dict[tuple[str, tuple[Where, ...]], int] = {}
        self._declared: dict[str, list[CompiledLink]] = {}  # by the operation whose replies have them
        self._followed: set[int] = set()
        self._known: dict[tuple[str, int], list[CompiledLink]] = {}
        self._operations = {items.operation.id: items.operation for items in operations}
        for items in operations:
            for link in items.links:
                self._add(items.operation, link, index_of[link.item])

    def of(self, operation: str, status: int) -> list[CompiledLink]:
        """The links of a reply that nobody has followed yet, the only ones that are waited for."""
        known = self._known.get((operation, status))
        if known is None:
            response = self._operations[operation].response(status)
            known = [
                link
                for link in self._declared.get(operation, ())
                if response is not None and link.status == response.status and link.item not in self._followed
            ]
            self._known[operation, status] = known
        return known

    def knows(self, operation: str) -> bool:
        """Whether links lead from an operation's replies, or to it."""
        return operation in self._declared or operation in self.entries

    def follow(self, index: int) -> None:
        """Wait for a link no longer."""
        if index not in self._followed:
            self._followed.add(index)
            self._known.clear()

    def _add(self, operation: Operation, link: DeclaredLink, index: int) -> None:
        target = self._operations[link.target]
        values = [
            (_place(target, name), evaluate)
            for name, value in link.parameters.items()
            if (evaluate := compile_link_value(value)) is not None
        ]
        values += list(_of_body(link.body, ("body",)))
        places = tuple(where for where, _ in values)
        entry = self._entries.get((link.target, places))
        if entry is None:
            entry = self._entries[link.target, places] = len(self._entries)
            self.entries.setdefault(link.target, []).append((entry, places))
        compiled = CompiledLink(index, link.status, entry, tuple(evaluate for _, evaluate in values))
        self._declared.setdefault(operation.id, []).append(compiled)


def _of_body(template: Any, steps: Where) -> Iterator[tuple[Where, EvaluateLink]]:
    if isinstance(template, Mapping):
        for name, member in template.items():
            yield from _of_body(member, (*steps, name))
    elif (evaluate := compile_link_value(template)) is not None:
        yield steps, evaluate


def _place(target: Operation, name: str) -> Where:
    """Where a link's parameter goes: `id`, or `path.id` (OpenAPI 3.0.3, Link Object)."""
    location, dot, rest = name.partition(".")
    if dot and location in LOCATIONS:
        return location, rest
    return next(((p.location, p.name) for p in target.parameters if p.name == name), ("query", name))


def sent(exchange: Exchange, place: Where) -> Any:
    """What a request has at a place, ABSENT for nothing."""
    call = exchange.call
    if call is None:
        return ABSENT
    if place[0] == "body":
        return dig(call.body, place[1:]) if call.sent else ABSENT
    return getattr(call, place[0]).get(place[1], ABSENT)


def compile_link_value(value: Any) -> EvaluateLink | None:
    """What evaluates a runtime expression of a link; None for what takes nothing from the reply."""
    if not isinstance(value, str) or "$response." not in value:
        return None
    if not EMBEDDED.search(value):
        return _compile(value)
    literals = EMBEDDED.split(value)[0::2]
    getters = [_compile(found) for found in EMBEDDED.findall(value)]

    def join(exchange: Exchange, body: Any) -> Any:
        parts = [get(exchange, body) for get in getters]
        if any(part is ABSENT or part is None for part in parts):
            return ABSENT
        return literals[0] + "".join(
            f"{part}{literal}" for part, literal in zip(parts, literals[1:], strict=True)
        )

    return join


def _compile(text: str) -> EvaluateLink:
    source, _, rest = text.removeprefix("$").partition(".")
    kind, _, name = rest.partition("#" if rest.startswith("body") else ".")
    steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in name.split("/")[1:])
    if source == "response" and kind == "body":
        return lambda exchange, body: dig(body, steps)
    if source == "response" and kind == "header":
        return lambda exchange, body: _header(exchange.reply, name)
    if source == "request" and kind in {*LOCATIONS, "body"}:
        place = (kind, *steps) if kind == "body" else (kind, name)
        return lambda exchange, body: sent(exchange, place)
    return lambda exchange, body: ABSENT


def _header(reply: Reply | None, name: str) -> Any:
    wanted = name.lower().encode("latin-1")
    found = [value.decode("latin-1") for key, value in (reply.headers if reply else ()) if key == wanted]
    return found[0] if found else ABSENT
