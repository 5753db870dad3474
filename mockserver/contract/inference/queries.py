"""What the query parameters of lists and gets do: cut pages, choose rows, order them, choose what is shown of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.filtering import Filters, Role
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.ordering import Sorts
from mockserver.contract.inference.paging import Paging
from mockserver.contract.inference.paging_styles import style_of
from mockserver.contract.inference.selecting import kept_by
from mockserver.contract.inference.stamps import newest_first, order_said
from mockserver.contract.inference.uses import Use
from mockserver.contract.model import Open

Effect = tuple[str, Any, str]  # a place below the operation's `x-mock`, the value there, and why


class Queries:
    """The query parameters of one use.

    Attributes:
        left_open: Questions about those of which nothing tells what they do, once their effects are read.
    """

    def __init__(self, reader: Reader, use: Use, key: str, paging: Paging) -> None:
        """Take a use, the field of its resource's key, and how it cuts pages."""
        self._reader = reader
        self._use = use
        self._key = key
        self._paging = paging
        self.left_open: list[Open] = []

    def effects(self) -> Iterator[Effect]:
        """What its `x-mock` would say of them; nothing for a use that neither lists rows nor gets one."""
        if self._use.behaviour == "list":
            yield from self._order_and_pages()
            yield from self._of_list()
        elif self._use.behaviour == "get":
            members = union(self._reader.shapes, self._use.resource.shown)
            for name, param in self._use.op.query.items():
                role = kept_by(self._reader.shapes, param, members)
                yield from _at(name, role) if role is not None else ()

    def _order_and_pages(self) -> Iterator[Effect]:
        shapes, use, paging = self._reader.shapes, self._use, self._paging
        order = order_said(shapes, use)
        if paging.style:
            style = style_of(self._reader, use, paging)
            yield "pagination", style.name, style.why
            yield from self._parts(style.roles)
            first_alone = paging.style == "size" and "by" not in style.mock
            order = order or (newest_first(shapes, use) if first_alone else None)
        if order is not None:
            yield ("sort", *order)

    def _of_list(self) -> Iterator[Effect]:
        shapes, use, op = self._reader.shapes, self._use, self._use.op
        # What this list shows, before what others show of its rows: clients filter by what they see.
        own = [c for c in use.resource.collections if c.own.get("get", (None,))[0] is op]
        rows = [shape for c in own for shape in c.shown] or use.resource.shown
        filters, sorts = Filters(shapes, rows, self._key, use.resource.main.noun), Sorts(shapes, rows)
        members = union(shapes, rows)
        for name, param in op.query.items():
            if name in self._paging.names:
                continue
            # The order first: `sort=name` names a property, and is no filter of it.
            role = kept_by(shapes, param, members) or sorts.role(op, param) or filters.role(op, param)
            if role is None:
                role = Role({"no_effect": "nothing in a row is like it"}, "no property of a row has its name")
                self.left_open.append(_unknown(op, name))
            yield from _at(name, role)

    def _parts(self, roles: Mapping[str, str]) -> Iterator[Effect]:
        """The parts of a list's parameters in cutting pages."""
        members: dict[str, dict[str, str]] = {}
        parts = self._paging.parts
        for part in (*parts.values(), *self._paging.spare):
            role = roles.get(part.role)
            if part.member and role:
                members.setdefault(part.name, {})[part.member] = role
            elif role:
                yield f"parameters/{escape(part.name)}/page", role, part.why
            elif not part.member:
                why = f"pages are cut by `{', '.join(p.name for p in parts.values())}`"
                yield f"parameters/{escape(part.name)}/no_effect", why, why
        for name, held in members.items():
            yield f"parameters/{escape(name)}/page", held, f"`{name}` holds {', '.join(held)}"


def _at(name: str, role: Role) -> Iterator[Effect]:
    return ((f"parameters/{escape(name)}/{key}", value, role.why) for key, value in role.mock.items())


def _unknown(op: Op, name: str) -> Open:
    question = f"{op.name}: `{name}` has no effect, for no property of a row is like it"
    return Open(
        op.pointer, question, f"`x-mock: {{parameters: {{{name}: {{filter: ...}}}}}}` at the operation"
    )
