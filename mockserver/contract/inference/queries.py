"""What the query parameters of lists and gets do: cut pages, choose rows, order them, choose what is shown of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import escape, steps
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.filtering import Filters
from mockserver.contract.inference.findings import Role
from mockserver.contract.inference.identity import CERTAIN_KEYS
from mockserver.contract.inference.operations import Op, Param, Reader
from mockserver.contract.inference.ordering import Sorts
from mockserver.contract.inference.paging import Paging
from mockserver.contract.inference.paging_styles import style_of
from mockserver.contract.inference.relations import Relations
from mockserver.contract.inference.selecting import added_by, kept_by
from mockserver.contract.inference.stamps import newest_first, order_said
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import norm, stem_of_id
from mockserver.contract.model import Open

UNFOUND = "nothing in the document shows which value rows have, and no other operation shows or makes one"

Effect = tuple[str, Any, str]  # a place below the operation's `x-mock`, the value there, and why


class Queries:
    """The query parameters of one use.

    Attributes:
        left_open: Questions about those of which nothing tells what they do, once their effects are read.
    """

    def __init__(self, reader: Reader, relations: Relations, use: Use, key: str, paging: Paging) -> None:
        """Take a use, the field of its resource's key, and how it cuts pages."""
        self._reader = reader
        self._relations = relations
        self._use = use
        self._op = use.op.asking if use.behaviour == "list" else use.op
        self._key = key
        self._paging = paging
        self.left_open: list[Open] = []

    def effects(self) -> Iterator[Effect]:
        """What its `x-mock` would say of them; nothing for a use that neither lists rows nor gets one."""
        spelled = self._op.spelled
        for place, value, why in self._effects():
            kind, _, rest = place.partition("/")
            name, key = steps(f"/{rest}")[0] if rest else "", rest.rpartition("/")[2]
            if kind == "parameters" and name in spelled:
                if key != "no_effect":  # of members of a body nothing need be said
                    yield f"{kind}/{escape(spelled[name])}/{key}", value, why
            else:
                yield place, value, why

    def _effects(self) -> Iterator[Effect]:
        if self._use.behaviour == "list":
            yield from self._order_and_pages()
            yield from self._of_list()
        elif self._use.behaviour == "get":
            members = union(self._reader.shapes, self._use.resource.shown)
            for name, param in self._use.op.query.items():
                role = self._selects(param, members)
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

    def _selects(self, param: Param, members: Mapping[str, Structure]) -> Role | None:
        """What a parameter chooses of what is shown of a row."""
        shapes, resource = self._reader.shapes, self._use.resource
        return kept_by(shapes, param, members) or added_by(
            shapes, param, resource.shown, lambda: self._relations.rows_for_keys(resource)
        )

    def _of_list(self) -> Iterator[Effect]:
        shapes, use, op = self._reader.shapes, self._use, self._op
        # What this list shows, before what others show of its rows: clients filter by what they see.
        own = [c for c in use.resource.collections if c.own.get("get", (None,))[0] is use.op]
        rows = [shape for c in own for shape in c.shown] or use.resource.shown
        filters, sorts = Filters(shapes, rows, self._key, use.resource.main.noun), Sorts(shapes, rows)
        members = union(shapes, rows)
        for name, param in op.query.items():
            if name in self._paging.names:
                continue
            # The order first: `sort=name` names a property, and is no filter of it.
            role = self._selects(param, members) or sorts.role(op, param) or filters.role(op, param)
            if role is None:
                role = Role({"no_effect": "nothing in a row is like it"}, "no property of a row has its name")
                if name not in op.spelled:
                    self.left_open.append(_unknown(op, name))
            elif self._finds_none(param, role):
                role = Role({"no_effect": "no row would be found"}, UNFOUND)
            yield from _at(name, role)

    def _finds_none(self, param: Param, role: Role) -> bool:
        """Whether a list cannot be asked without a text that no client could know: nothing else shows its rows."""
        facts = (param.node.get("example"), *(param.shape.facts.get(fact) for fact in ("example", "default")))
        shown = (
            any(fact is not None for fact in facts) or bool(param.shape.options) or "examples" in param.node
        )
        if not param.required or shown or param.shape.kind != "string" or "filter" not in role.mock:
            return False
        field = str(role.mock["filter"].get("field", "")).rpartition(".")[2]
        if stem_of_id(field) or norm(field) in CERTAIN_KEYS:
            return False  # the key of a row that another list may show
        others = [
            c for c in self._use.resource.collections if c.own.get("get", (None,))[0] is not self._use.op
        ]
        return not others and "post" not in self._use.resource.main.own

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
