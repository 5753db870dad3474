"""Reading which page of a list a call got, and whether its reply says that more pages follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from mockserver.behaviours.listing.pagination import STYLES, Numbering, Roles
from mockserver.bounded import Room
from mockserver.contract.mock import Pagination
from mockserver.contract.model import Contract, Operation
from mockserver.exchange import Call, Exchange, PageInfo
from mockserver.rows import dig
from mockserver.validation.json_text import read_json
from mockserver.validation.sameness import Pair, sorted_pairs

TELLING = ("has_more", "total", "total_pages", "next", "next_url")  # facts that let a client know the end
ONWARD = ("next", "previous")  # facts that are None where no page follows
LONGEST_QUERY = 2048  # bytes of queries that are remembered


@dataclass(slots=True)  # made for every call of a list, and frozen ones are slow to make
class ReceivedPage:
    """One page that a client got.

    Attributes:
        start: Rows before it; None where pages are reached by cursors.
        count: Rows in it.
        last: Whether none follows in the direction of the walk; None where the reply does not say.
        next: What asks for the page after it: a number, an offset, a cursor; None for none.
        cursors: The cursors that the reply gave out.
    """

    start: int | None
    count: int
    last: bool | None
    next: Any
    cursors: tuple[str, ...] = ()


class AskedPage(NamedTuple):
    """What a call says of the page that it asks for.

    Attributes:
        role, name: The part that chooses the page, and what the document calls its parameter.
        value: What it says: `1`; None for the first page where cursors lead to the others.
        is_explicit: Whether the call itself says so, and no default of the document's.
        beside: Another parameter that chooses a page, and is sent as well; empty for none.
        filters: Every parameter that is not about pages: what tells the list from the operation's others.
    """

    role: str
    name: str
    value: Any
    is_explicit: bool
    beside: str
    filters: tuple[Pair, ...]


class PageReader:
    """Reads the pages of one list operation.

    Attributes:
        numbering: How its pages are counted; None where they are reached by cursors.
        opaque: Whether a cursor means something to the server alone, and is no row's key.
        tells: Whether its replies let a client know the end.
        operation: The list.
    """

    def __init__(self, contract: Contract, operation: Operation, room: Room) -> None:
        declared = operation.mock.pagination or Pagination()
        style = STYLES[declared.style]
        self.operation = operation
        self.numbering = style.counted(declared)
        self.opaque = "cursor" in style.moving
        self._moving = style.moving
        self._roles = Roles(operation)
        self._size = declared.size
        self._paths = dict(_paths(declared.body if declared.says("body") else "$rows"))
        self.tells = any(fact in str(declared) for fact in (f"$page.{name}" for name in TELLING))
        self._paging = {self.name(part).encode() for part in (*style.moving, "size")}
        self._asked: dict[bytes, AskedPage] = {}
        self._room = room

    def name(self, part: str) -> str:
        """What the document calls the parameter of a part: `page`, `page[number]`; the part where none has it."""
        return self._roles.sent_as(part) or part

    def wanted(self, exchange: Exchange) -> AskedPage:
        """What a call says of the page that it asks for; where several parameters choose one, the first counts.

        Args:
            exchange: The call. Of one that was read to its end, its query tells all of that: it is read once.
        """
        query = exchange.request.query
        if exchange.call is None or not exchange.valid or len(query) > LONGEST_QUERY:
            return self._read_asked(exchange.call, query)
        found = self._asked.get(query)
        if found is None:
            found = self._read_asked(exchange.call, query)
            self._room.keep(self._asked, query, found)
        return found

    def _read_asked(self, call: Call | None, query: bytes) -> AskedPage:
        sent = {role: self._roles.get(call, role) for role in self._moving} if call is not None else {}
        roles = [role for role, value in sent.items() if value is not None]
        role = roles[0] if roles else self._moving[0]
        value = sent[role] if roles else (self.numbering.first if self.numbering else None)
        pairs, name = sorted_pairs(query), self.name(role)
        return AskedPage(
            role,
            name,
            value,
            is_explicit=any(pair.name == name.encode() for pair in pairs),
            beside=self.name(roles[1]) if len(roles) > 1 else "",
            filters=tuple(pair for pair in pairs if pair.name not in self._paging),
        )

    def read(self, exchange: Exchange, asked: AskedPage) -> ReceivedPage | None:
        """The page that a call got; None for an error, and for a reply that was not made from the list.

        Args:
            exchange: The call.
            asked: What it asked for.
        """
        if exchange.reply is None or exchange.reply.status != 200 or exchange.call is None:
            return None
        value = asked.value
        facts = exchange.call.page or self._of_reply(exchange, value)
        if facts is None:
            return None
        if self.numbering is not None and isinstance(value, int):
            return self._numbered(exchange, facts, self.numbering, value)
        return by_cursor(facts, back=asked.role == "before")

    def _numbered(
        self, exchange: Exchange, facts: PageInfo, numbering: Numbering, value: int
    ) -> ReceivedPage:
        count, more = facts["count"], facts.get("has_more")
        size = facts.get("size") or self._size_of(exchange)
        start = facts.get("offset", numbering.before(value, size))
        coming = numbering.following(value, count)
        return ReceivedPage(start, count, None if more is None else not more, coming)

    def _size_of(self, exchange: Exchange) -> int:
        size = self._roles.get(exchange.call, "size", self._size) if exchange.call is not None else self._size
        return size if isinstance(size, int) else self._size

    def _of_reply(self, exchange: Exchange, value: Any) -> PageInfo | None:
        """The facts of a recorded page, as far as its body has them; None where it has no rows."""
        try:
            body = read_json(exchange.reply.body if exchange.reply else b"")
        except (ValueError, RecursionError):
            return None
        found = {name: dig(body, path) for name, path in self._paths.items()}
        rows = found.pop("rows", None)
        if not isinstance(rows, list):
            return None
        # A template names facts as `$page` has them; of the others, and of values that are none, nothing is known.
        known = {name: None if value == "" else value for name, value in found.items() if _is_fact(value)}
        facts = cast("PageInfo", {**{name: None for name in ONWARD if name in self._paths}, **known})
        facts["count"] = len(rows)
        if not isinstance(facts.get("has_more"), bool):
            more = self._has_more(exchange, facts, value)
            if more is not None:
                facts["has_more"] = more
        return facts

    def _has_more(self, exchange: Exchange, facts: PageInfo, value: Any) -> bool | None:
        """Whether pages follow, where the reply says so in no word of its own; None where it does not say."""
        numbering = self.numbering
        if numbering is None or not isinstance(value, int):
            return None
        if numbering.of_pages and isinstance(facts.get("total_pages"), int):
            return value - numbering.first + 1 < facts["total_pages"]
        if isinstance(facts.get("total"), int):
            return numbering.before(value, self._size_of(exchange)) + facts["count"] < facts["total"]
        return None if facts["count"] else False


def by_cursor(facts: PageInfo, *, back: bool) -> ReceivedPage:
    """A page that a cursor led to, from its facts; `back` tells that the walk goes towards the first page."""
    coming = facts.get("previous") if back else facts.get("next")
    known = ("previous" if back else "next") in facts or facts.get("has_more") is not None
    cursors = tuple(str(value) for value in (facts.get("next"), facts.get("previous")) if value is not None)
    return ReceivedPage(None, facts["count"], coming is None if known else None, coming, cursors)


def _is_fact(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | str)


def _paths(template: Any, steps: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where a page's template puts which fact: `has_more` at `("pagination", "has_more")`."""
    if isinstance(template, Mapping):
        for name, member in template.items():
            yield from _paths(member, (*steps, name))
    elif template == "$rows":
        yield "rows", steps
    elif isinstance(template, str) and template.startswith("$page."):
        yield template.removeprefix("$page.").rstrip("?"), steps
