"""What every style of pagination does."""

from abc import ABC, abstractmethod
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from mockserver.contract.document import steps
from mockserver.contract.mock import Pagination
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Order, Row, Selected

Ways = Mapping[str, Mapping[str, Any] | None]
FURTHER = (
    "is_first", "is_last", "has_previous", "first_row", "last_row", "next_offset", "previous_offset", "next_number",
    "previous_number", "first_key", "last_key",
)  # fmt: skip
CURSORS = frozenset({"cursor", "after", "before"})  # their default is where a list begins, or ends
REL = {"next": "next", "previous": "prev", "first": "first", "last": "last"}  # RFC 8288, by IANA's registry


@dataclass(slots=True)  # made for every list, and frozen ones are slow to make
class Listing:
    """A list before it is cut.

    Attributes:
        rows: Every matching row, in order.
        order: Their order.
        criteria: The filters that they were selected by.
        find: A row of the list's resource by its key, whether it matches or not.
    """

    rows: Selected
    order: Order
    criteria: tuple[Any, ...]
    find: Callable[[str], Row | None]


class Roles:
    """Which parameter plays which part, by `x-mock.page`.

    Attributes:
        names: Part to parameter.
        members: Part to the member of that parameter, where it is an object.
        several: Where more than one parameter plays a part, each with its default: what differs from that is meant.
    """

    def __init__(self, operation: Operation) -> None:
        paging = operation.mock.pagination
        self._linked = paging.by or "" if paging is not None else ""
        self.names: dict[str, str] = {}
        self.members: dict[str, str] = {}
        playing: dict[str, dict[str, Any]] = {}
        for parameter in operation.parameters:
            for role, member in parameter.mock.parts.items():
                self.names.setdefault(role, parameter.name)
                if member:
                    self.members[role] = member
                else:
                    playing.setdefault(role, {})[parameter.name] = parameter.schema.get("default")
        self._begin = {name: usual for role in CURSORS for name, usual in playing.get(role, {}).items()}
        self.several = {role: usual for role, usual in playing.items() if len(usual) > 1}

    def get(self, call: Call, role: str, default: Any = None) -> Any:
        """The value that the call sends for a part; `default` where it sends none."""
        name = self.names.get(role)
        if name is None:
            return default
        if role in self.several:
            usual = self.several[role].items()
            name = next((each for each, value in usual if call.query.get(each, value) != value), name)
        if role not in self.members:
            value = call.query.get(name, default)
            return default if value is not None and value == self._begin.get(name) else value
        holder = call.query.get(name)
        return holder.get(self.members[role], default) if isinstance(holder, Mapping) else default

    def sent_as(self, role: str) -> str:
        """The name that a part has in a query: `page[number]` for a member."""
        name = self.names.get(role)
        if name is None:
            return self._linked
        return f"{name}[{self.members[role]}]" if role in self.members else name


@dataclass(frozen=True, slots=True)
class Numbering:
    """How pages are counted that can be asked for in any order.

    Attributes:
        first: The number of the first page.
        of_pages: Whether pages are counted, not the rows that lie before them.
    """

    first: int
    of_pages: bool

    def before(self, number: int, size: int) -> int:
        """How many rows lie before a page."""
        return (number - self.first) * size if self.of_pages else number - self.first

    def following(self, number: int, count: int) -> int:
        """The number of the page that follows one of so many rows."""
        return number + (1 if self.of_pages else count)


class Pager(ABC):
    """Cuts the rows of one list operation.

    Attributes:
        parts: The parts that parameters may play, each with what it is called.
        moving: Those that choose the page; the first that a call sends counts.
        numbering: How pages are counted; None where they are reached by cursors.
        raises: The kinds of error that a call of such a page may be answered with.
        note: What the vocabulary's page says of the style beside its name.
    """

    parts: ClassVar[Mapping[str, str]]
    moving: ClassVar[tuple[str, ...]]
    numbering: ClassVar[Numbering | None] = None
    raises: ClassVar[tuple[str, ...]] = ()
    note: ClassVar[str] = ""

    def __init__(self, declared: Pagination, operation: Operation, secret: bytes) -> None:
        """Compile.

        Args:
            declared: The operation's pagination.
            operation: The list.
            secret: Signs cursors.
        """
        self.declared = declared
        self.first = declared.first
        told = str([(r.mock.members, r.mock.headers) for r in operation.responses.values()])
        self.telling = "$page.links" in told or "$page.paths" in told or "$page.link" in told
        self.telling |= any(f"$page.{name}" in told for name in FURTHER)
        self.roles = Roles(operation)
        self.secret = secret
        self._default_size = declared.size
        self.links = "_url" in str((declared.body, declared.headers))

    @classmethod
    def counted(cls, declared: Pagination) -> Numbering | None:
        """How the pages of a document's pagination are counted; None where they are reached by cursors."""
        usual = cls.numbering
        return replace(usual, first=declared.first) if usual is not None and usual.of_pages else usual

    @abstractmethod
    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """The rows of the page that the call asks for, and what `$page` reads.

        Args:
            call: The call, its parameters validated.
            listing: The whole list that the call selects.

        Raises:
            ApiError: `invalid_cursor`.
        """

    def size(self, call: Call) -> int:
        """Rows per page; none where the document's schema admits a negative number and the call sends one."""
        return max(0, self.number(call, "size", self._default_size))

    def number(self, call: Call, role: str, default: int) -> int:
        """The number that a call sends in a role; the usual one also where a schema admits what is none."""
        try:
            return int(self.roles.get(call, role, default))
        except (TypeError, ValueError, OverflowError):
            return default

    def start(self, cursor: Any) -> int:
        """How many rows a cursor passes over, of styles that count rows and give out cursors as well.

        Raises:
            ApiError: `invalid_cursor`, for one that no page gave out.
        """
        found = passed_over(cursor)
        if found is None:
            raise self.refuse("cursor")
        return found

    def url(self, call: Call, changes: Mapping[str, Any]) -> str:
        """The path of this call with parameters changed; None removes one."""
        query = dict(parse_qsl(call.request.query.decode("latin-1"), keep_blank_values=True))
        query |= {name: str(value) for name, value in changes.items() if value is not None}
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
        return f"{call.request.path.decode('latin-1')}?{urlencode(query)}"

    def tell(self, call: Call, facts: PageInfo, rows: Sequence[Row], ways: Ways) -> PageInfo:
        """The facts of a page with those that few templates ask for.

        Args:
            call: The call.
            facts: What every template may ask for.
            rows: Of the page.
            ways: For each neighbour and each end, the values of parts that ask for it, None for none.
        """
        if "cursor" in self.roles.names and self._goes_by_cursor(call):
            ways = self._by_cursor(facts, ways)
        paths = {
            way: None
            if parts is None
            else self.url(call, {self.roles.sent_as(r): v for r, v in parts.items()})
            for way, parts in ways.items()
        }
        here = call.request.origin()
        links = {way: None if path is None else here + path for way, path in paths.items()}
        told = [
            f'<{link}>; rel="{REL[way]}"' for way, link in links.items() if link is not None and way in REL
        ]
        start, count, more = facts["offset"], facts["count"], facts["has_more"]
        number = facts.get("number")
        return {
            **facts,
            "is_first": start == 0,
            "is_last": not more,
            "has_previous": start > 0,
            "first_row": start + 1 if count else None,
            "last_row": start + count if count else None,
            "next_offset": start + count if more else None,
            "previous_offset": max(0, start - facts["size"]) if start else None,
            "next_number": number + 1 if number is not None and more else None,
            "previous_number": number - 1 if number is not None and start else None,
            "first_key": rows[0].key if rows else None,
            "last_key": rows[-1].key if rows else None,
            "paths": paths,
            "links": links,
            "link": ", ".join(told) or None,
        }

    def _goes_by_cursor(self, call: Call) -> bool:
        """Whether a list that takes numbers and cursors is asked by a cursor, or for its beginning by none of them."""
        asked = dict(parse_qsl(call.request.query.decode("latin-1"), keep_blank_values=True))
        return self.roles.sent_as("cursor") in asked or not any(
            self.roles.sent_as(role) in asked for role in self.moving
        )

    def _by_cursor(self, facts: PageInfo, ways: Ways) -> Ways:
        """The ways of a page that is reached by a cursor: numbers beside one would say otherwise."""
        without = dict.fromkeys(self.moving)
        return {
            **{way: None if parts is None else {"cursor": None, **parts} for way, parts in ways.items()},
            "next": {**without, "cursor": facts["next"]} if facts.get("next") else None,
            "previous": {**without, "cursor": facts["previous"]} if facts.get("previous") else None,
            "self": {},
        }

    def refuse(self, role: str, keyword: str = "unknown_cursor") -> ApiError:
        """The error of a cursor that cannot be used."""
        name = self.roles.names.get(role, role)
        text = f"{name} is not a cursor of this list"
        _, body, pointer = name.partition("$request.body#")
        place = ("body", tuple(steps(pointer))) if body else ("query", (name,))
        violation = Violation(*place, keyword, {}, text, {}, ErrorKind.INVALID_CURSOR)
        return ApiError(ErrorKind.INVALID_CURSOR, violations=[violation])


def token(number: int) -> str:
    """A text that stands for so many rows to pass over."""
    return urlsafe_b64encode(f"o{number}".encode()).rstrip(b"=").decode()


def passed_over(text: Any) -> int | None:
    """How many rows a text of `token` passes over, None for another text."""
    try:
        raw = urlsafe_b64decode(str(text).encode("ascii") + b"=" * (-len(str(text)) % 4)).decode()
    except ValueError:
        return None
    return int(raw[1:]) if raw[:1] == "o" and raw[1:].isdecimal() and raw[1:].isascii() else None
