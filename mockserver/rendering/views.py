"""Views: how a stored row looks where a response schema shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.mock import SchemaMock
from mockserver.contract.model import Contract
from mockserver.exchange import Call
from mockserver.language.conditions import compile_condition, compile_value
from mockserver.language.relations import Links
from mockserver.rendering import view_members
from mockserver.rendering.encoding import to_json
from mockserver.rendering.renderings import Renderings
from mockserver.rendering.view_members import Field, Get
from mockserver.rows import ABSENT, Order, Row, RowPage, Rows, path_of
from mockserver.state.kept_files import FILE

MAX_DEPTH = 12  # views inside views; a circle of schemas ends here
ROW, TENANT, CALL = range(3)
NOT_RENDERED = (-1, b"")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a view.

    Attributes:
        name: What it is called.
        get: What reads it.
        missing: What is shown where a row does not have it; ABSENT for nothing.
        nullable: Whether null is a value of it.
        extension: Whether it is shown only when a call asks for it.
        depends: What it depends on: `ROW`, `TENANT` or `CALL`.
    """

    name: str
    get: Get
    missing: Any
    nullable: bool
    extension: bool
    depends: int


Repair = Callable[[dict[str, Any], str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of rows whose resource says what they look like.

    Attributes:
        hidden: Fields that are not shown where a schema, which names no member, shows the whole row.
        repair: Makes what is shown of the row with a key valid.
    """

    hidden: frozenset[str]
    repair: Repair


class Form:
    """One choice of a view's members.

    Attributes:
        depends: What it shows beside the row itself: `ROW` nothing, `TENANT` related rows, `CALL` the time or the call.
    """

    __slots__ = ("_hidden", "_members", "_renderings", "_repair", "depends")

    def __init__(self, members: Sequence[Member], whole: Whole | None, renderings: Renderings) -> None:
        self._renderings = renderings
        self._hidden = whole.hidden if whole is not None and not members else None
        self._repair = whole.repair if whole is not None else None
        self._members = [
            (member.name, member.get.name, None, member.missing, member.nullable)
            if isinstance(member.get, Field)
            else (member.name, "", member.get, member.missing, member.nullable)
            for member in members
        ]
        self.depends = max((member.depends for member in members), default=ROW)

    def show(self, row: Row, call: Call, rows: Rows) -> dict[str, Any]:
        """The row as an object.

        Args:
            row: What is shown.
            call: For expressions and the clock.
            rows: The tenant's rows.
        """
        shown: dict[str, Any] = {}
        data = row.data
        for name, field, get, missing, nullable in self._members:
            if get is not None:
                value = get(row, call, rows)
                if value is ABSENT:
                    value = missing
            else:
                value = data.get(field, missing)
            if value is ABSENT or (value is None and not nullable):
                continue
            shown[name] = value
        if self._hidden is not None:
            shown = {name: value for name, value in data.items() if name not in self._hidden}
        return shown if self._repair is None else self._repair(shown, row.key)

    def render(self, row: Row, call: Call, rows: Rows) -> bytes:
        """The row as JSON; remembered in the row while nothing that it shows can change, and there is room."""
        if self.depends == CALL:
            return to_json(self.show(row, call, rows))
        version = 0 if self.depends == ROW else rows.version
        kept = row.views.get(self)
        if kept is not None and kept[0] == version:
            return kept[1]
        rendered = to_json(self.show(row, call, rows))
        self._renderings.keep(row, self, version, rendered)
        return rendered

    def render_all(self, shown: Sequence[Row], call: Call, rows: Rows) -> bytes:
        """Rows as a JSON array."""
        if self.depends == CALL:
            return to_json([self.show(row, call, rows) for row in shown])
        version = 0 if self.depends == ROW else rows.version
        if not isinstance(shown, RowPage):
            return self._join(shown, call, rows, version)
        kept = shown.views.get(self)
        if kept is not None and kept[0] == version:
            return kept[1]
        rendered = self._join(shown, call, rows, version)
        self._renderings.keep(shown, self, version, rendered)
        return rendered

    def _join(self, shown: Sequence[Row], call: Call, rows: Rows, version: int) -> bytes:
        texts = [kept[1] for row in shown if (kept := row.views.get(self, NOT_RENDERED))[0] == version]
        if len(texts) < len(shown):
            texts = [self.render(row, call, rows) for row in shown]
        return b"[" + b",".join(texts) + b"]"


class View:
    """The members that a schema shows of a row, compiled.

    Attributes:
        plain: The form without extensions: members that are shown only when a call asks for them.
    """

    def __init__(self, members: Sequence[Member], whole: Whole | None, renderings: Renderings) -> None:
        self._members = members
        self._whole = whole
        self._renderings = renderings
        self._extensions = frozenset(member.name for member in members if member.extension)
        self._forms: dict[frozenset[str], Form] = {}
        self.plain = self.form(frozenset())

    def form(self, chosen: frozenset[str]) -> Form:
        """The form with the extensions that a call chose; other names choose nothing."""
        added = chosen & self._extensions
        found = self._forms.get(added)
        if found is None:
            shown = [member for member in self._members if not member.extension or member.name in added]
            found = self._forms[added] = Form(shown, self._whole, self._renderings)
        return found


class ViewCompiler:
    """Makes the views of one contract."""

    def __init__(self, contract: Contract, repairs: Callable[[Any], Repair] | None = None) -> None:
        """Take a contract, and what makes of a schema what mends the rows that it shows."""
        self._contract = contract
        self._repairs = repairs
        self._renderings = Renderings()
        self._views: dict[
            tuple[int, str | None], tuple[Any, View]
        ] = {}  # by the identity of a schema, which is kept
        self.document = contract.document

    def view(self, schema: Any, resource: str | None, depth: int = 0) -> View:
        """The view of `schema` on rows of `resource`: one for all who show it, who share what is rendered by it."""
        if depth:
            return self._view(schema, resource, depth)
        found = self.document.resolve(schema)
        kept = self._views.get((id(found), resource))
        if kept is None:
            kept = self._views[id(found), resource] = (found, self._view(schema, resource, 0))
        return kept[1]

    def _view(self, schema: Any, resource: str | None, depth: int) -> View:
        if depth > MAX_DEPTH:
            return View([], None, self._renderings)
        needed, links = schemas.required(self.document, schema), self._contract.links(resource)
        found = []
        for name, raw in schemas.properties(self.document, schema).items():
            get, depends = self._getter(name, raw, links, resource, depth)
            if get is not None:
                nullable = schemas.is_nullable(self.document, raw)
                missing = None if name in needed and nullable else ABSENT
                extension = schemas.mock_of(self.document, raw).extend
                found.append(Member(name, get, missing, nullable, extension, depends))
        return View(found, self._whole(schema, resource), self._renderings)

    def around(self, schema: Any, resource: str | None, inside: Sequence[str]) -> View:
        """The view of an object that has a row at the end of a path of members; what else it has, its schema makes."""
        if not inside:
            return self.view(schema, resource)
        raw = schemas.properties(self.document, schema).get(inside[0], {})
        inner = self.around(raw, resource, inside[1:]).plain
        get = view_members.composed(inner.show, frozenset(), nullable=False)
        member = Member(inside[0], get, ABSENT, False, False, inner.depends)
        return View([member], self._whole(schema, resource), self._renderings)

    def spread(self, schema: Any, resource: str | None) -> View:
        """The view of a row in an object that has members beside those of the row."""
        return self.view(schema, resource)

    def _whole(self, schema: Any, resource: str | None) -> Whole | None:
        declared = self._contract.resource(resource)
        if self._repairs is None or not declared.row:
            return None
        return Whole(frozenset((*declared.hidden, FILE)), self._repairs(schema))

    def _getter(
        self, name: str, schema: Any, links: Links, resource: str | None, depth: int
    ) -> tuple[Get | None, int]:
        """What reads one member, None where it is never shown; and what it depends on."""
        mock = schemas.mock_of(self.document, schema)
        field = name if mock.field is None else mock.field
        if field is False or (
            isinstance(schema, Mapping) and self.document.resolve(schema).get("writeOnly") is True
        ):
            return None, ROW
        if mock.value == "$row":
            whole = self.view(schema, resource, depth + 1)
            return whole.plain.show, whole.plain.depends
        if mock.says("value"):
            evaluate = compile_value(mock.value, links)
            return view_members.computed(evaluate), CALL if "$" in str(mock.value) else ROW
        if mock.test is not None:
            return view_members.tested(compile_condition(mock.test, links)), _depends(mock.test)
        if mock.of_related is not None:
            return self._related(mock, schema, links, depth)
        if mock.parent is not None:
            return self._parent(mock.parent, schema, links, depth)
        if schemas.is_composed(self.document, schema):
            return self._composed(schema, resource, depth)
        return view_members.stored(path_of(field)), ROW

    def _composed(self, schema: Any, resource: str | None, depth: int) -> tuple[Get, int]:
        inner = self.view(schema, resource, depth + 1).plain
        required = schemas.required(self.document, schema)
        nullable = schemas.is_nullable(self.document, schema)
        return view_members.composed(inner.show, required, nullable=nullable), inner.depends

    def _related(self, mock: SchemaMock, schema: Any, links: Links, depth: int) -> tuple[Get, int]:
        kind, mark = mock.of_related or ("", "")
        name, _, field = mark.partition(".")
        relation, where = links.related[name], mock.where
        target = relation.resource
        test = compile_condition(where, links.to(target)) if where else None
        order = Order(relation.sort, self._contract.key_of(target)) if relation.sort is not None else None
        find = view_members.related(target, relation.by, test, order)
        if kind == "rows":
            view = self.view(schemas.items(self.document, schema), target, depth + 1).plain
            return view_members.embedded(find, view.show), max(_depends(where), view.depends)
        if kind == "count":
            get = view_members.counted_distinct(find, path_of(field)) if field else view_members.counted(find)
        else:
            get = (view_members.distinct if kind == "values" else view_members.latest)(find, path_of(field))
        return get, _depends(where)

    def _parent(self, mark: str, schema: Any, links: Links, depth: int) -> tuple[Get, int]:
        field, _, member = mark.partition(".")
        target = links.references[field]
        if member:
            return view_members.parent(
                target, path_of(field), view_members.stored(path_of(member)), None
            ), TENANT
        view = self.view(schema, target, depth + 1).plain
        return view_members.parent(target, path_of(field), view.show, ABSENT), max(TENANT, view.depends)


def _depends(condition: Any) -> int:
    """What a condition depends on: other rows of the tenant, or the call where it holds an expression."""
    return CALL if "$" in str(condition) else TENANT
