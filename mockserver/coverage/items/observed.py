"""Reading which items an exchange meets, with everything that can be made ready made ready once per operation."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.document import Document
from mockserver.contract.model import Contract, Operation, is_json
from mockserver.coverage.clients.pages import Pages
from mockserver.coverage.clients.rules.requests import key_of
from mockserver.coverage.items.declared import Declared, Outline
from mockserver.coverage.items.links import parsed
from mockserver.coverage.items.values import IndexOf, Meter, meter
from mockserver.exchange import Exchange, Reply, Request
from mockserver.validation.json_text import read_json
from mockserver.validation.pairs import UndecodableError, split_cookies, split_query
from mockserver.validation.styles import MISSING, Read, Values, is_one_value, reader

MOST_REMEMBERED = 512  # queries and error bodies whose items are remembered
LONGEST_REMEMBERED = 8192  # bytes
Scheme = tuple[int, Callable[[Request], bool]]


class Gauge:
    """One operation: which of its items, by their indexes, an exchange meets.

    Attributes:
        pages: What reads its pages; None for what has none.
        walk: The index of the list's end.
        key: What reads its idempotency key; None for one that takes none.
        plain: Whether no rule asks about calls that go well.
        ignores_undeclared: Whether query parameters that are not declared are passed over.
    """

    def __init__(
        self, contract: Contract, outline: Outline, index_of: IndexOf, schemes: Mapping[str, Scheme]
    ) -> None:
        operation = outline.operation
        self.contract = contract
        self.operation = operation
        self.pages = Pages(contract, operation) if outline.walk is not None else None
        self.walk = index_of[outline.walk] if outline.walk is not None else -1
        self.key = key_of(contract, operation)
        self.writes = operation.method not in {"GET", "HEAD", "OPTIONS"}
        self.ignores_undeclared = contract.mock.parameters.undeclared == "ignore"
        self.plain = self.pages is None and self.key is None and not operation.deprecated
        path = [index_of[p.item] for p in outline.parameters if p.location == "path"]
        self._always = (index_of[outline.item], *path)
        self._statuses: dict[int, tuple[int, ...]] = {}
        self._status_of = {key: index_of[item] for key, item in outline.statuses.items()}
        self._query = _Named(contract.document, operation, outline, "query", index_of)
        self._cookie = _Named(contract.document, operation, outline, "cookie", index_of)
        self._headers: list[tuple[bytes, int, Meter | None, Read]] = [
            (
                p.name.lower().encode("latin-1"),
                index_of[p.item],
                meter(p.shape, index_of),
                _reader(contract, operation, p),
            )
            for p in outline.parameters
            if p.location == "header"
        ]
        meters = [(p.name, meter(p.shape, index_of)) for p in outline.parameters if p.location == "path"]
        self._path = [(name, met) for name, met in meters if met is not None]
        self._body = meter(outline.body, index_of)
        self._has_cookies = bool(self._cookie)
        self._more = bool(self._headers or self._cookie or self._path or self._body)
        self._errors = _Errors(contract, outline, index_of)
        names = dict.fromkeys(name for alternative in operation.security for name in alternative)
        self._schemes = [schemes[name] for name in names if name in schemes]
        self._queries: dict[bytes, tuple[int, ...]] = {}

    def add(self, exchange: Exchange, counts: list[int]) -> None:
        """Count every item that an exchange meets."""
        for index in self._always:
            counts[index] += 1
        request, reply = exchange.request, exchange.reply
        if reply is not None:
            status = reply.status
            known = self._statuses.get(status)
            for index in self._learn(status) if known is None else known:
                counts[index] += 1
            if status >= 400:
                self._errors.add(reply, exchange.kind, counts)
        if exchange.caller is not None:
            for index, carried in self._schemes:
                if carried(request):
                    counts[index] += 1
        if request.query:
            found = self._queries.get(request.query)
            if found is None:
                found = self._learn_query(request.query)
            for index in found:
                counts[index] += 1
        if self._more:
            self._add_rest(exchange, counts)

    def _add_rest(self, exchange: Exchange, counts: list[int]) -> None:
        headers, call = exchange.request.headers, exchange.call
        found: set[int] = set()
        for name, index, met, read in self._headers:
            if name in headers:
                counts[index] += 1
                if met is not None:
                    value = read({name.decode("latin-1"): [headers[name].decode("latin-1")]})
                    if value is not MISSING:
                        met(value, found)
        if self._has_cookies and b"cookie" in headers:
            found.update(self._cookie.met(split_cookies(headers[b"cookie"].decode("latin-1"))))
        if self._path and call is not None:
            for name_, met_path in self._path:
                if name_ in call.path:
                    met_path(call.path[name_], found)
        if self._body is not None and exchange.request.body:
            self._body(_body_of(exchange), found)
        for index in found:
            counts[index] += 1

    def _learn(self, status: int) -> tuple[int, ...]:
        response = self.operation.response(status)
        self._statuses[status] = found = (self._status_of[response.status],) if response is not None else ()
        return found

    def _learn_query(self, raw: bytes) -> tuple[int, ...]:
        try:
            found = tuple(self._query.met(split_query(raw, lists=self._query.lists)))
        except UndecodableError:
            found = ()
        if len(self._queries) >= MOST_REMEMBERED:
            self._queries.clear()
        if len(raw) < LONGEST_REMEMBERED:
            self._queries[raw] = found
        return found


class _Named:
    """The parameters of one location that have names on the wire."""

    def __init__(
        self, document: Document, operation: Operation, outline: Outline, location: str, index_of: IndexOf
    ) -> None:
        by_name = {p.name: p for p in operation.parameters if p.location == location}
        self._readers: list[tuple[int, Meter | None, Read]] = [
            (index_of[p.item], meter(p.shape, index_of), reader(document, by_name[p.name]))
            for p in outline.parameters
            if p.location == location
        ]
        self.lists = frozenset(name for name, p in by_name.items() if is_one_value(document, p))

    def __bool__(self) -> bool:
        return bool(self._readers)

    def met(self, values: Values) -> set[int]:
        """The items that values meet."""
        found: set[int] = set()
        for index, met, read in self._readers:
            try:
                value = read(values)
            except UndecodableError:
                continue
            if value is not MISSING:
                found.add(index)
                if met is not None:
                    met(value, found)
        return found


class _Errors:
    """Tells the named error bodies of one operation apart."""

    def __init__(self, contract: Contract, outline: Outline, index_of: IndexOf) -> None:
        self._operation = outline.operation
        self._named: dict[str, dict[str, tuple[int, Any]]] = {}
        for status, named in outline.errors.items():
            media = outline.operation.responses[status].media()
            examples = media.examples if media is not None else {}
            self._named[status] = {name: (index_of[item], examples[name]) for name, item in named.items()}
        self._of_status: dict[int, dict[str, tuple[int, Any]]] = {}
        self._known: dict[tuple[int, bytes], int | None] = {}

    def add(self, reply: Reply, kind: str | None, counts: list[int]) -> None:
        """Count the named body that a reply is: the one of its kind, the only one, or the nearest."""
        named = self._of_status.get(reply.status)
        if named is None:
            named = self._learn(reply.status)
        if not named:
            return
        found = named.get(kind or "")
        if found is None and len(named) == 1:
            found = next(iter(named.values()))
        index = found[0] if found is not None else self._nearest(named, reply)
        if index is not None:
            counts[index] += 1

    def _learn(self, status: int) -> dict[str, tuple[int, Any]]:
        response = self._operation.response(status)
        found = self._of_status[status] = self._named.get(response.status, {}) if response is not None else {}
        return found

    def _nearest(self, named: Mapping[str, tuple[int, Any]], reply: Reply) -> int | None:
        """The example that a body has most in common with; the first of those that have the same."""
        key = (reply.status, reply.body)
        if key in self._known:
            return self._known[key]
        body = parsed(reply)
        best, example = max(named.values(), key=lambda pair: _alike(body, pair[1]))
        index = best if _alike(body, example) else None
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        if len(reply.body) < LONGEST_REMEMBERED:
            self._known[key] = index
        return index


def _alike(value: Any, example: Any) -> int:
    """How many of an example's values stand at the same places of a value; the whole counts for one more."""
    if isinstance(value, dict) and isinstance(example, dict):
        same = sum(_alike(value[name], member) for name, member in example.items() if name in value)
    elif isinstance(value, list) and isinstance(example, list):
        same = sum(map(_alike, value, example))
    else:
        same = 0
    return same + int(value == example)


def _reader(contract: Contract, operation: Operation, declared: Declared) -> Read:
    """What reads a header field, whose name is found in lower case."""
    found = next(
        p for p in operation.parameters if (p.location, p.name) == (declared.location, declared.name)
    )
    read = reader(contract.document, found)
    return lambda values: read({declared.name: next(iter(values.values()))})


def _body_of(exchange: Exchange) -> Any:
    """The body as it was read; of a request that was refused before, as JSON."""
    call, request = exchange.call, exchange.request
    if call is not None and call.sent:
        return call.body
    if not is_json(request.header("content-type") or ""):
        return None
    try:
        return read_json(request.body)
    except (ValueError, RecursionError):
        return None
