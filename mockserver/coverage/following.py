"""Noticing that a client follows a declared link: a value of one reply comes back where the link says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from mockserver.contract.model import Operation
from mockserver.coverage.universe import Link, Outline
from mockserver.exchange import Exchange, Reply
from mockserver.expressions import ABSENT, EMBEDDED, dig

MOST_VALUES = 1024  # values of one link that are waited for; the oldest are given up
LOCATIONS = ("path", "query", "header", "cookie")
Where = tuple[str, ...]  # `("path", "id")`, `("body", "customer", "id")`
Values = tuple[str, ...]
Evaluate = Callable[[Exchange, Any], Any]  # of an exchange and its reply's parsed body


class Following:
    """The links of one client that wait for being followed."""

    def __init__(self, links: "Links") -> None:
        self._links = links
        self._waiting: dict[tuple[str, tuple[Where, ...]], dict[Values, dict[int, None]]] = {}

    def given(self, exchange: Exchange) -> None:
        """Wait for the values that a reply's links pass on."""
        reply = exchange.reply
        operation = exchange.operation
        if reply is None or operation is None:
            return
        links = self._links.of(operation, reply.status)
        if not links:
            return
        body = parsed(reply)
        for index, link in links:
            values = [(where, evaluate(exchange, body)) for where, evaluate in link]
            if any(value is ABSENT or value is None for _, value in values):
                continue
            key = (self._links.targets[index], tuple(where for where, _ in values))
            waited = self._waiting.setdefault(key, {})
            waited.setdefault(tuple(str(value) for _, value in values), {})[index] = None
            if len(waited) > MOST_VALUES:
                del waited[next(iter(waited))]

    def taken(self, exchange: Exchange) -> Iterator[int]:
        """The links that a request follows, by their indexes."""
        operation = exchange.operation
        if operation is None or exchange.call is None or not self._waiting:
            return
        for places in self._links.places.get(operation, ()):
            waited = self._waiting.get((operation, places))
            if not waited:
                continue
            found = tuple(str(sent(exchange, place)) for place in places)
            for index in waited.get(found, ()):
                self._links.open.discard(index)
                yield index


class Links:
    """Every link of a contract, compiled.

    Attributes:
        open: The links that nobody has followed yet, the only ones that are waited for.
        targets: The operation that each link leads to, by the link's index.
        places: Where links put their values, by operation: one tuple for each combination.
    """

    def __init__(self, outlines: Sequence[Outline], index_of: Mapping[Any, int]) -> None:
        self.targets: dict[int, str] = {}
        self.places: dict[str, list[tuple[Where, ...]]] = {}
        self._declared: dict[str, list[tuple[str, int, list[tuple[Where, Evaluate]]]]] = {}
        self._operations = {outline.operation.id: outline.operation for outline in outlines}
        for outline in outlines:
            for link in outline.links:
                self._add(outline.operation, link, index_of[link.item])
        self.open = {index for found in self._declared.values() for _, index, _ in found}

    def of(self, operation: str, status: int) -> list[tuple[int, list[tuple[Where, Evaluate]]]]:
        """The links of a reply that nobody has followed yet."""
        declared = self._declared.get(operation)
        response = self._operations[operation].response(status) if declared else None
        if not declared or response is None:
            return []
        return [
            (index, values)
            for key, index, values in declared
            if index in self.open and response.status == key
        ]

    def _add(self, operation: Operation, link: Link, index: int) -> None:
        target = self._operations[link.target]
        values = [
            (_place(target, name), evaluate)
            for name, value in link.parameters.items()
            if (evaluate := compile_value(value)) is not None
        ]
        values += list(_of_body(link.body, ("body",)))
        places = tuple(where for where, _ in values)
        self.targets[index] = link.target
        if places not in self.places.setdefault(link.target, []):
            self.places[link.target].append(places)
        self._declared.setdefault(operation.id, []).append((link.status, index, values))


def _of_body(template: Any, steps: Where) -> Iterator[tuple[Where, Evaluate]]:
    if isinstance(template, Mapping):
        for name, member in template.items():
            yield from _of_body(member, (*steps, name))
    elif (evaluate := compile_value(template)) is not None:
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


def parsed(reply: Reply) -> Any:
    """The JSON of a reply, None for anything else."""
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return None


def compile_value(value: Any) -> Evaluate | None:
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


def _compile(text: str) -> Evaluate:
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
