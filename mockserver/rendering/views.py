"""Views: how a stored row looks where a response schema shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from mockserver.conditions import compile_condition, compile_value
from mockserver.contract import schemas
from mockserver.contract.model import Contract
from mockserver.exchange import Call
from mockserver.expressions import ABSENT, dig, path_of
from mockserver.rows import Order, Row, Rows

Get = Callable[[Row, Call, Rows], Any]
MAX_DEPTH = 12  # views inside views; a circle of schemas ends here
ROW, TENANT, CALL = range(3)
NOT_RENDERED: tuple[int, bytes | None] = (-1, None)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a view: what reads it, what that depends on, whether null is a value of it."""

    name: str
    get: Get
    nullable: bool
    extension: bool
    depends: int


class View:
    """The members that a schema shows of a row, compiled.

    Attributes:
        extensions: Members that are shown only when a call asks for them.
        depends: What it shows beside the row itself: `ROW` nothing, `TENANT` related rows, `CALL` the time or the call.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = [(member.name, member.get, member.nullable) for member in members]
        self.extensions = frozenset(member.name for member in members if member.extension)
        self._plain_depends = max((member.depends for member in members if not member.extension), default=ROW)
        self.depends = max((member.depends for member in members), default=ROW)

    def show(self, row: Row, call: Call, rows: Rows, chosen: frozenset[str] | None = None) -> dict[str, Any]:
        """The row as an object.

        Args:
            row: What is shown.
            call: For expressions and the clock.
            rows: The tenant's rows.
            chosen: None for everything but extensions; else the names that the call chose (see `Chooser`).
        """
        shown: dict[str, Any] = {}
        for name, get, nullable in self._members:
            if name in self.extensions and (chosen is None or name not in chosen):
                continue
            value = get(row, call, rows)
            if value is ABSENT or (value is None and not nullable):
                continue
            shown[name] = value
        return shown

    def render(self, row: Row, call: Call, rows: Rows, chosen: frozenset[str] | None = None) -> bytes:
        """The row as JSON; remembered in the row for as long as nothing that it shows can change."""
        depends = self._plain_depends if chosen is None else self.depends
        if depends == CALL:
            return orjson.dumps(self.show(row, call, rows, chosen))
        name = (id(self), chosen)
        version, rendered = row.views.get(name, NOT_RENDERED)
        if rendered is None or (depends == TENANT and version != rows.version):
            rendered = orjson.dumps(self.show(row, call, rows, chosen))
            row.views[name] = (rows.version, rendered)
        return rendered


class ViewCompiler:
    """Makes the views of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._document = self.document = contract.document

    def view(self, schema: Any, resource: str | None, depth: int = 0) -> View:
        """The view of `schema` on rows of `resource`."""
        found = schemas.properties(self._document, schema)
        needed = schemas.required(self._document, schema)
        members = []
        for name, raw in found.items():
            get, depends = self._getter(name, raw, resource, depth)
            if get is not None:
                nullable = schemas.is_nullable(self._document, raw)
                read = _or_null(get) if name in needed and nullable else get
                members.append(Member(name, read, nullable, bool(self._mock(raw).get("extend")), depends))
        return View(members)

    def _mock(self, schema: Any) -> Mapping[str, Any]:
        resolved = self._document.resolve(schema)
        return resolved.get("x-mock", {}) if isinstance(resolved, Mapping) else {}

    def _getter(self, name: str, schema: Any, resource: str | None, depth: int) -> tuple[Get | None, int]:
        """What reads one member, None where it is never shown; and what it depends on."""
        mock = self._mock(schema)
        field = mock.get("field", name)
        if field is False or (
            isinstance(schema, Mapping) and self._document.resolve(schema).get("writeOnly") is True
        ):
            return None, ROW
        if mock.get("value") == "$row":
            whole = self.view(schema, resource, depth + 1)
            return whole.show, whole.depends
        if "value" in mock:
            evaluate = compile_value(mock["value"], self._contract.links(resource))
            return (lambda row, call, rows: _with_row(evaluate, row, call)), CALL if "$" in str(
                mock["value"]
            ) else ROW
        depends = CALL if "$" in str(mock.get("where", mock.get("test"))) else TENANT
        if "test" in mock:
            test = compile_condition(mock["test"], self._contract.links(resource))
            return (lambda row, call, rows: test(row, call, rows)), depends
        for kind in ("count", "rows", "values", "latest"):
            if kind in mock:
                get, inner = self._related(kind, mock, schema, resource, depth)
                return get, max(depends, inner)
        if "parent" in mock:
            get, inner = self._parent(mock["parent"], schema, resource, depth)
            return get, max(TENANT, inner)
        return self._stored(field, schema, resource, depth)

    def _stored(self, field: str, schema: Any, resource: str | None, depth: int) -> tuple[Get, int]:
        path = path_of(field)
        if depth < MAX_DEPTH and schemas.is_composed(self._document, schema):
            return self._composed(schema, resource, depth)
        if len(path) == 1:
            return (lambda row, call, rows: row.data.get(field, ABSENT)), ROW
        return (lambda row, call, rows: dig(row.data, path)), ROW

    def _composed(self, schema: Any, resource: str | None, depth: int) -> tuple[Get, int]:
        """An object that is made of the row's own fields; left out while one of its required members is."""
        inner = self.view(schema, resource, depth + 1)
        needed = schemas.required(self._document, schema)
        nullable = schemas.is_nullable(self._document, schema)

        def compose(row: Row, call: Call, rows: Rows) -> Any:
            shown = inner.show(row, call, rows)
            if not needed <= shown.keys() or not any(value is not None for value in shown.values()):
                return None if nullable else ABSENT
            return shown

        return compose, inner.depends

    def _related(
        self, kind: str, mock: Mapping[str, Any], schema: Any, resource: str | None, depth: int
    ) -> tuple[Get, int]:
        name, _, field = mock[kind].partition(".")
        relation = self._contract.links(resource).related[name]
        target, by = relation["resource"], relation["by"]
        where = compile_condition(mock["where"], self._contract.links(target)) if "where" in mock else None
        order = Order(relation["sort"], self._contract.key_of(target)) if "sort" in relation else None

        def found(row: Row, call: Call, rows: Rows) -> Sequence[Row]:
            others = rows.having(target, by, row.key)
            if where:
                others = [other for other in others if where(other, call, rows)]
            return order.sorted(others) if order else others

        path = path_of(field)
        if kind == "count" and not field:
            return (lambda row, call, rows: len(found(row, call, rows))), TENANT
        if kind == "count":
            return (
                lambda row, call, rows: len(_distinct(dig(o.data, path) for o in found(row, call, rows)))
            ), TENANT
        if kind == "values":
            return (
                lambda row, call, rows: _distinct(dig(other.data, path) for other in found(row, call, rows))
            ), TENANT
        if kind == "latest":
            latest: Get = lambda row, call, rows: next(
                (dig(o.data, path) for o in found(row, call, rows)), None
            )
            return latest, TENANT
        if depth >= MAX_DEPTH:
            return (lambda row, call, rows: []), TENANT
        view = self.view(schemas.items(self._document, schema), target, depth + 1)
        return (
            lambda row, call, rows: [view.show(other, call, rows) for other in found(row, call, rows)]
        ), view.depends

    def _parent(self, mark: str, schema: Any, resource: str | None, depth: int) -> tuple[Get, int]:
        """The row that a field refers to, or one of its fields."""
        field, _, member = mark.partition(".")
        target = self._contract.resource(resource or "").get("references", {})[field]
        steps = path_of(field)

        def other(row: Row, rows: Rows) -> Row | None:
            key = dig(row.data, steps)
            return rows.get(target, key) if isinstance(key, str) else None

        if member:
            inner = path_of(member)
            one: Get = lambda row, call, rows: None if (o := other(row, rows)) is None else dig(o.data, inner)  # noqa: E731
            return one, TENANT
        if depth >= MAX_DEPTH:
            return (lambda row, call, rows: ABSENT), ROW
        view = self.view(schema, target, depth + 1)
        whole: Get = lambda row, call, rows: (
            ABSENT if (o := other(row, rows)) is None else view.show(o, call, rows)
        )
        return whole, view.depends


def _or_null(get: Get) -> Get:
    def value_or_null(row: Row, call: Call, rows: Rows) -> Any:
        value = get(row, call, rows)
        return None if value is ABSENT else value

    return value_or_null


def _with_row(evaluate: Callable[[Call], Any], row: Row, call: Call) -> Any:
    call.row = row.data
    return evaluate(call)


def _distinct(values: Any) -> list[Any]:
    return list(dict.fromkeys(value for value in values if value is not ABSENT and value is not None))
