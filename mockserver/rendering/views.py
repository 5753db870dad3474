"""Views: how a stored row looks where a response schema shows it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.mock import SchemaMock
from mockserver.contract.model import Contract
from mockserver.language.conditions import compile_condition, compile_value
from mockserver.language.relations import Links
from mockserver.rendering import view_members
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.renderings import Renderings
from mockserver.rendering.view_forms import CALL, ROW, TENANT, Member, Repair, View, Whole
from mockserver.rendering.view_members import Get
from mockserver.rows import ABSENT, Order, path_of
from mockserver.state.kept_files import FILE

MAX_DEPTH = 12  # views inside views; a circle of schemas ends here


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

    def chosen(self, schema: Any, resource: str | None, chooser: Chooser) -> View:
        """The view of an operation whose calls choose some of the members, or whole rows in place of their keys."""
        view = self.view(schema, resource)
        if not (chooser.extends or chooser.rows):
            return view
        found = schemas.properties(self.document, schema)
        instead = {
            name: self._row_of(name, found[name], target)
            for name, target in chooser.rows.items()
            if name in found
        }
        return view.choosing(chooser.extends - schemas.required(self.document, schema), instead)

    def _row_of(self, name: str, schema: Any, target: str) -> Member:
        """The row whose key a member holds; what it holds, where there is no such row."""
        shown = self.view(schema, target, 1).plain
        row = view_members.parent(target, (name,), shown.show, ABSENT)
        get = view_members.either(row, view_members.stored((name,)))
        return Member(name, get, ABSENT, False, False, max(TENANT, shown.depends))

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
        field = (
            self._contract.resource(resource).spelled.get(name, name) if mock.field is None else mock.field
        )
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
