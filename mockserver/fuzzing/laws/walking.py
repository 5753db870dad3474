"""Walking a list: pages asked for one after the other, by what the document says of its parameters and replies."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract.mock import Origin, Pagination
from mockserver.contract.model import Operation, Parameter
from mockserver.fuzzing.laws.arguments import Arguments
from mockserver.fuzzing.laws.base import LawBroken, NotJudged
from mockserver.fuzzing.laws.server_under_test import Answered, CallValues, ServerUnderTest
from mockserver.rendering.encoding import to_json
from mockserver.replies.success_responses import successes
from mockserver.rows import ABSENT, Row, dig, path_of

MOST_ROWS = 2_000
MOST_PAGES = 60
NEXT_LINKS = ("$page.next_url", "$page.links.next", "$page.paths.next")
LINK = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')
MOVING: Mapping[str, Sequence[str]] = {
    "page": ("number", "cursor"),
    "offset": ("offset", "cursor"),
    "cursor": ("cursor",),
    "keyset": ("after",),
}
TRY_SIZES = (100, 50, 20, 10, 5, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows as they are shown, what it was asked for with, and the whole reply.

    Attributes:
        size: How many rows were asked for; None for the usual number.
    """

    rows: Sequence[Any]
    sent: CallValues
    answer: Answered
    size: int | None = None


class Walker:
    """Walks the list of one operation.

    Attributes:
        origin: Where its pagination comes from, or the list where it has none.
        sized: Whether a call can say how many rows a page has.
        paged: Whether there is a way to the next page.
    """

    def __init__(self, server: ServerUnderTest, arguments: Arguments, operation: Operation) -> None:
        self._server = server
        self._arguments = arguments
        self.operation = operation
        declared = operation.mock.pagination
        self.origin: Origin = declared.origin_of_all if declared else operation.mock.origin("behaviour")
        self._declared = declared or Pagination()
        self.roles: dict[str, tuple[Parameter, str]] = {}
        for parameter in operation.parameters:
            for role, member in parameter.mock.parts.items():
                self.roles[role] = (parameter, member)
        style = STYLES[declared.style] if declared else None
        self.numbering = style.counted(declared) if style and declared else None
        self.sized = declared is not None and "size" in self.roles
        self.key = server.contract.key_of(operation.mock.resource or "")

    def shown_at(self, field: str) -> tuple[str, ...] | None:
        """Where a row of the list shows a stored field; None where it does not."""
        return self._server.shape(self.operation, successes(self.operation)[0][0]).at(field)

    @cached_property
    def may_be_empty(self) -> bool:
        """Whether the document lets a page have no rows; else one beyond the end shows what is no row."""
        shape = self._server.shape(self.operation, successes(self.operation)[0][0])
        return self._server.vendor.services.values.fits(shape.rows_schema, [])

    @property
    def style(self) -> str:
        """The style of its pages; empty where it has none."""
        return self._declared.style

    @property
    def default_size(self) -> int:
        """How many rows a page has when no call says so."""
        if "size" in self.roles:
            parameter, member = self.roles["size"]
            schema = self._server.contract.document.resolve(parameter.schema)
            default = schema.get("default") if not member else None
            if isinstance(default, int) and not isinstance(default, bool):
                return default
        return self._declared.size

    @property
    def moving(self) -> str:
        """The role of the parameter that chooses the page; empty where none does."""
        return next((role for role in MOVING.get(self.style, ()) if role in self.roles), "")

    def with_role(self, sent: CallValues, role: str, value: Any) -> CallValues:
        """A call with a part in paging."""
        parameter, member = self.roles[role]
        query = dict(sent.query)
        if member:
            query[parameter.name] = {**query.get(parameter.name, {}), member: value}
        else:
            query[parameter.name] = value
        return replace(sent, query=query)

    def admits(self, role: str, value: Any) -> bool:
        """Whether a parameter may have a value in a role."""
        parameter, member = self.roles[role]
        return self._arguments.fits(parameter, {member: value} if member else value)

    def size_value(self, size: int) -> Any:
        """A number of rows as the parameter may have it; ABSENT where it may not."""
        return next((value for value in (size, str(size)) if self.admits("size", value)), ABSENT)

    def sizes(self) -> list[int]:
        """Numbers of rows that a call may ask for, the largest first."""
        return [size for size in TRY_SIZES if self.size_value(size) is not ABSENT] if self.sized else []

    def page(self, sent: CallValues, size: int | None = None) -> Page:
        """One page.

        Raises:
            LawBroken: For a valid call that is refused, or a reply without its rows.
        """
        if size is not None and not sent.linked:
            sent = self.with_role(sent, "size", self.size_value(size))
        answer = self._server.send(self.operation, sent)
        if not answer.good:
            raise LawBroken(f"a valid call is answered {answer.outcome}", self.origin)
        if "$rows" not in answer.shape.places:
            raise NotJudged("its reply has no place for rows", always=True)
        rows = answer.read("$rows")
        if not isinstance(rows, list):
            raise LawBroken("the reply has no array of rows", self.origin)
        return Page(rows, sent, answer, size)

    def following(self, page: Page, base: CallValues) -> CallValues | None:
        """The call for the page after one; None where the reply tells that it is the last.

        Raises:
            NotJudged: When the document has no way to the next page.
        """
        role = self.moving
        if role in ("number", "offset") and self.numbering is not None:
            return self._counted(role, page, base)
        for link in self._links(page.answer):
            return replace(base, linked=urlsplit(link).query) if link else None
        if "$page.next" in page.answer.shape.places or "$page.next" in page.answer.shape.headers:
            following = page.answer.read("$page.next")
            if following in (ABSENT, None, ""):
                return None
            if not role:
                raise NotJudged("no parameter takes the next cursor", always=True)
            return self.with_role(base, role, following)
        if role == "after":
            return self._after(page, base)
        raise NotJudged("the document declares no way to the next page", always=True)

    def _counted(self, role: str, page: Page, base: CallValues) -> CallValues | None:
        if not page.rows or self.numbering is None:
            return None
        if not self.may_be_empty:
            if len(page.rows) < (self.default_size if page.size is None else page.size):
                return None
            raise NotJudged("no page may be empty, and only that tells the end")
        parameter, member = self.roles[role]
        held = page.sent.query.get(parameter.name)
        asked = held.get(member) if member and isinstance(held, Mapping) else held
        number = int(asked) if asked is not None else self.numbering.first
        value: Any = self.numbering.following(number, len(page.rows))
        if not self.admits(role, value):
            value = str(value)
            if not self.admits(role, value):
                raise NotJudged(f"{parameter.name} may not be {value}")
        return self.with_role(base, role, value)

    def _after(self, page: Page, base: CallValues) -> CallValues | None:
        place = page.answer.shape.at(self.key)
        if not page.rows:
            return None
        key = dig(page.rows[-1], place) if place is not None else ABSENT
        if key is ABSENT:
            raise NotJudged("no reply shows the key of a row, which is the cursor", always=True)
        value = next((value for value in (key, str(key)) if self.admits("after", value)), ABSENT)
        if value is ABSENT:
            raise NotJudged("the cursor may not be the key of a row", always=True)
        return self.with_role(base, "after", value)

    def _links(self, answer: Answered) -> list[str | None]:
        """The link to the next page, in a list; None for the end, nothing where replies have no links."""
        for expression in NEXT_LINKS:
            if expression in answer.shape.places or expression in answer.shape.headers:
                found = answer.read(expression)
                return [None if found in (ABSENT, None, "") else str(found)]
        if "$page.link" in answer.shape.headers:
            found = LINK.search(str(answer.headers.get(answer.shape.headers["$page.link"], "")))
            return [found[1] if found else None]
        return []

    def everything(self, sent: CallValues) -> "Listed":
        """The whole list, in the largest pages that can be asked for.

        Raises:
            LawBroken: When the walk does not end, or meets a row twice.
            NotJudged: When there is no way to walk to the end.
        """
        server, asked = self._server, (self.operation.id, repr(sent))
        found = None if server.changed else server.seen.get(asked)
        if found is not None:
            server.calls.extend(found[0])
            return found[1]  # type: ignore[no-any-return]
        before = len(server.calls)
        listed = self._walked(sent)
        if not server.changed:
            server.seen[asked] = (server.calls[before:], listed)
        return listed

    def _walked(self, sent: CallValues) -> "Listed":
        size = next(iter(self.sizes()), None)
        first = page = self.page(sent, size)
        rows = list(page.rows)
        if not self.style:
            return Listed(rows, first)
        for _ in range(MOST_PAGES):
            try:
                coming = self.following(page, sent)
            except NotJudged:
                if size is None or len(rows) >= size:
                    raise
                return Listed(rows, first)
            if coming is None:
                return Listed(rows, first)
            page = self.page(coming, size)
            rows += page.rows
            if len(rows) > MOST_ROWS:
                raise NotJudged(f"it has more than {MOST_ROWS} rows", always=True)
        raise LawBroken(f"a walk does not end after {MOST_PAGES} pages", self.origin)

    def identity(self, row: Any, answer: Answered) -> str:
        """What tells a row from others: its key where replies show that, else all of it."""
        place = answer.shape.at(self.key)
        key = dig(row, place) if place is not None else ABSENT
        return to_json(row if key in (ABSENT, None) else key).decode()

    def identity_of(self, row: Row) -> str:
        """The identity that a stored row has where replies show its key."""
        return to_json(dig(row.data, path_of(self.key))).decode()

    def identities(self, listed: "Listed | Page") -> list[str]:
        """The identities of rows, in order."""
        answer = listed.first.answer if isinstance(listed, Listed) else listed.answer
        return [self.identity(row, answer) for row in listed.rows]


@dataclass(frozen=True, slots=True)
class Listed:
    """A whole list: its rows as they are shown, and its first page."""

    rows: Sequence[Any]
    first: Page
