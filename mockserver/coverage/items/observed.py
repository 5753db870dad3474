"""Counting the items that an exchange meets, with everything that can be made ready made ready once per operation."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mockserver.bounded import Room
from mockserver.contract.document import Document
from mockserver.contract.model import Contract, Operation
from mockserver.coverage.items.bodies import sent_body
from mockserver.coverage.items.declared import OperationItems
from mockserver.coverage.items.named_errors import NamedErrors
from mockserver.coverage.items.values import AddCovered, IndexOf, compile_shape
from mockserver.exchange import Exchange, Reply, Request
from mockserver.validation.pairs import UndecodableError, split_cookies, split_query
from mockserver.validation.styles import MISSING, ReadSent, SentValues, is_one_value, reader

MOST_QUERIES, LONGEST_QUERY = 64, 2048  # queries of an operation whose items are remembered, and their bytes


class SchemeItem(NamedTuple):
    """A security scheme: the index of its item, and what tells whether a request carries a key of it."""

    item: int
    carried: Callable[[Request], bool]


class Tally:
    """How often exchanges met the same items: counted once, not item by item.

    Attributes:
        items: The indexes of the items.
        times: How often, since it was added to the counts.
        has_named: Whether a reply's body tells of one more item.
    """

    __slots__ = ("has_named", "items", "times")

    def __init__(self, items: tuple[int, ...], *, has_named: bool = False) -> None:
        self.items = items
        self.has_named = has_named
        self.times = 0

    def settle(self, counts: list[int]) -> None:
        """Add it to the counts."""
        for index in self.items:
            counts[index] += self.times
        self.times = 0


class Sent(NamedTuple):
    """One parameter: the index of its item, what covers its values, and what reads them.

    Attributes:
        name: As it stands in a request: of a header field in lower case.
        cover: None where its values have nothing to cover.
    """

    name: str
    item: int
    cover: AddCovered | None
    read: ReadSent


class ItemCounter:
    """Counts which items of one operation exchanges meet, by their indexes.

    Attributes:
        end: The index of the list's end; -1 for what has no pages.
    """

    def __init__(
        self,
        contract: Contract,
        items: OperationItems,
        index_of: IndexOf,
        schemes: Mapping[str, SchemeItem],
        room: Room,
    ) -> None:
        operation, document = items.operation, contract.document
        self.end = index_of[items.walk] if items.walk is not None else -1
        self._operation = operation
        path = sent_at(document, items, "path", index_of)
        self._always = (index_of[items.item], *(each.item for each in path))
        self._unanswered = Tally(self._always)
        self._outcomes: dict[tuple[int, str | None], Tally] = {}  # by status and kind of error
        self._status_of = {key: index_of[item] for key, item in items.statuses.items()}
        self._query = sent_at(document, items, "query", index_of)
        self._cookies = sent_at(document, items, "cookie", index_of)
        self._headers = [
            (sent.name.lower().encode("latin-1"), sent)
            for sent in sent_at(document, items, "header", index_of)
        ]
        self._path = [(sent.name, sent.cover) for sent in path if sent.cover is not None]
        self._body = compile_shape(items.body, index_of)
        self._more = bool(self._headers or self._cookies or self._path or self._body)
        self._errors = NamedErrors(items, index_of, room)
        names = dict.fromkeys(name for alternative in operation.security for name in alternative)
        self._schemes = [schemes[name] for name in names if name in schemes]
        self._lists = in_one_value(document, operation)
        self._queries: dict[bytes, Tally] = {}

    def count(self, exchange: Exchange, counts: list[int]) -> None:
        """Count every item that an exchange meets; those of most in tallies, which `settle` adds."""
        request, reply = exchange.request, exchange.reply
        if reply is None or not exchange.taken:  # what its client never saw is not covered
            self._unanswered.times += 1
        else:
            tally = self._outcomes.get((reply.status, exchange.kind)) or self._learn(reply, exchange.kind)
            tally.times += 1
            if tally.has_named and (index := self._errors.nearest(reply)) is not None:
                counts[index] += 1
        if exchange.caller is not None:
            for index, carried in self._schemes:
                if carried(request):
                    counts[index] += 1
        if request.query:
            tally = self._queries.get(request.query) or self._learn_query(request.query, counts)
            tally.times += 1
        if self._more:
            self._count_rest(exchange, counts)

    def settle(self, counts: list[int]) -> None:
        """Add the tallies to the counts."""
        for tally in (self._unanswered, *self._outcomes.values(), *self._queries.values()):
            tally.settle(counts)

    def _learn(self, reply: Reply, kind: str | None) -> Tally:
        status = reply.status
        response = self._operation.response(status)
        items = self._always if response is None else (*self._always, self._status_of[response.status])
        named = self._errors.bodies(status) if status >= 400 else {}
        body = next(iter(named.values())) if len(named) == 1 else named.get(kind or "")
        if body is not None:
            items = (*items, body.item)
        tally = self._outcomes[status, kind] = Tally(items, has_named=bool(named) and body is None)
        return tally

    def _learn_query(self, query: bytes, counts: list[int]) -> Tally:
        if len(self._queries) >= MOST_QUERIES or len(query) > LONGEST_QUERY:
            self.settle(counts)
            self._queries.clear()
        tally = self._queries[query] = Tally(self._of_query(query))
        return tally

    def _of_query(self, raw: bytes) -> tuple[int, ...]:
        try:
            return tuple(met(self._query, split_query(raw, lists=self._lists)))
        except UndecodableError:
            return ()

    def _count_rest(self, exchange: Exchange, counts: list[int]) -> None:
        """Count what is seldom there: header fields, cookies, values in the path, a body."""
        headers, call = exchange.request.headers, exchange.call
        found: set[int] = set()
        for field, sent in self._headers:
            if field in headers:
                self._add_header(sent, headers[field], found)
        if self._cookies and b"cookie" in headers:
            found |= met(self._cookies, split_cookies(headers[b"cookie"].decode("latin-1")))
        if call is not None:
            for name, cover in self._path:
                if name in call.path:
                    cover(call.path[name], found)
        if self._body is not None and exchange.request.body:
            self._body(sent_body(exchange), found)
        for index in found:
            counts[index] += 1

    @staticmethod
    def _add_header(sent: Sent, value: bytes, found: set[int]) -> None:
        found.add(sent.item)
        if sent.cover is not None:
            found |= met([sent], {sent.name: [value.decode("latin-1")]})


def sent_at(document: Document, items: OperationItems, location: str, index_of: IndexOf) -> list[Sent]:
    """The parameters of one location; a query that is one value is in the query, too."""
    here = {location, "querystring"} if location == "query" else {location}
    declared = {p.name: p for p in items.operation.parameters if p.location in here}
    return [
        Sent(p.name, index_of[p.item], compile_shape(p.shape, index_of), reader(document, declared[p.name]))
        for p in items.parameters
        if p.location in here
    ]


def met(parameters: list[Sent], values: SentValues) -> set[int]:
    """The items that values of one location meet."""
    found: set[int] = set()
    for _, item, cover, read in parameters:
        try:
            value = read(values)
        except UndecodableError:
            continue
        if value is not MISSING:
            found.add(item)
            if cover is not None:
                cover(value, found)
    return found


def in_one_value(document: Document, operation: Operation) -> frozenset[str]:
    """The query parameters whose elements stand in one value."""
    query = (p for p in operation.parameters if p.location == "query")
    return frozenset(p.name for p in query if is_one_value(document, p))
