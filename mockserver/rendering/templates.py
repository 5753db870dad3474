"""Templates: JSON with expressions in it, compiled against the response schema that describes the result."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from mockserver.contract import schemas
from mockserver.exchange import Call
from mockserver.expressions import ABSENT, ExpressionError, compile_expression, is_expression
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.views import ViewCompiler
from mockserver.rows import Row, Rows

SPREAD = "..."
VIOLATIONS = ("$each", "$group", "$join")
EMPTY: Sequence[Row] = ()


class Shown:
    """What a template shows: the rows that a behaviour found, and the tenant's rows around them."""

    __slots__ = ("rows", "tenant")

    def __init__(self, tenant: Rows, rows: Sequence[Row] = EMPTY) -> None:
        self.tenant = tenant
        self.rows = rows


Render = Callable[[Call, Shown], Any]


class TemplateCompiler:
    """Compiles the templates of one operation."""

    def __init__(self, views: ViewCompiler, resource: str | None, chooser: Chooser) -> None:
        self._views = views
        self._resource = resource
        self._chooser = chooser

    def compile(self, template: Any, schema: Any) -> Render:
        """A function that renders `template` to JSON types, with rows serialised already.

        Args:
            template: JSON with expressions.
            schema: What the response's schema says of the result, for `$row` and `$rows`.

        Raises:
            ExpressionError: For an unknown expression or directive.
        """
        if template == "$rows":
            return self._rows(schema)
        if template == "$row":
            return self._row(schema)
        if isinstance(template, str) and is_expression(template):
            return self._expression(template)
        if isinstance(template, Mapping):
            return self._mapping(template, schema)
        if isinstance(template, list):
            inner = schemas.items(self._views.document, schema)
            elements = [self.compile(element, inner) for element in template]
            return lambda call, shown: [element(call, shown) for element in elements]
        return lambda call, shown: template

    def _rows(self, schema: Any) -> Render:
        view = self._views.view(schemas.items(self._views.document, schema), self._resource)
        chooser = self._chooser

        def rows(call: Call, shown: Shown) -> Any:
            chosen = chooser.added(call) if view.extensions else None
            parts = [view.render(row, call, shown.tenant, chosen) for row in shown.rows]
            return orjson.Fragment(b"[" + b",".join(parts) + b"]")

        return rows

    def _row(self, schema: Any) -> Render:
        view, chooser = self._views.view(schema, self._resource), self._chooser

        def row(call: Call, shown: Shown) -> Any:
            if not shown.rows:
                return ABSENT
            kept = chooser.kept(call)
            chosen = chooser.added(call) if view.extensions else None
            if kept is None:
                return orjson.Fragment(view.render(shown.rows[0], call, shown.tenant, chosen))
            found = view.show(shown.rows[0], call, shown.tenant, chosen)
            return {name: value for name, value in found.items() if name in kept or name in (chosen or ())}

        return row

    def _expression(self, template: str) -> Render:
        evaluate = compile_expression(template)

        def value(call: Call, shown: Shown) -> Any:
            if shown.rows:
                call.row = shown.rows[0].data
            return evaluate(call)

        return value

    def _mapping(self, template: Mapping[str, Any], schema: Any) -> Render:
        if not template.keys().isdisjoint(VIOLATIONS):
            return self._violations(template)
        found = schemas.properties(self._views.document, schema)
        spread = self._views.view(schema, self._resource) if template.get(SPREAD) == "$row" else None
        if SPREAD in template and spread is None:
            raise ExpressionError(f"{SPREAD!r} spreads $row and nothing else")
        members = [
            (name, self.compile(member, found.get(name, {})))
            for name, member in template.items()
            if name != SPREAD
        ]

        def mapping(call: Call, shown: Shown) -> Any:
            result = spread.show(shown.rows[0], call, shown.tenant) if spread and shown.rows else {}
            for name, member in members:
                value = member(call, shown)
                if value is not ABSENT:
                    result[name] = value
            return result

        return mapping

    def _violations(self, template: Mapping[str, Any]) -> Render:
        """`$each`, `$group` and `$join` over the violations of an error."""
        directive = next(name for name in VIOLATIONS if name in template)
        if template[directive] != "violations" or "$as" not in template:
            raise ExpressionError(f"{directive} takes `violations`, and needs `$as`")
        element = self.compile(template["$as"], {})
        by = compile_expression(template["$by"]) if directive == "$group" else None
        separator = str(template.get("$with", ", "))

        def violations(call: Call, shown: Shown) -> Any:
            groups: dict[str, list[Any]] = {}
            for violation in call.facts.get("violations", ()):
                call.facts["violation"] = violation
                groups.setdefault(str(by(call)) if by else "", []).append(element(call, shown))
            if by:
                return groups
            found = groups.get("", [])
            return separator.join(map(str, found)) if directive == "$join" else found

        return violations


def to_json(value: Any) -> bytes:
    """The bytes of a rendered template; integers of any size."""
    try:
        return orjson.dumps(value)
    except TypeError:
        import json  # noqa: PLC0415 - integers over 64 bits, which are rare

        return json.dumps(value, default=_unwrap, ensure_ascii=False).encode()


def _unwrap(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))
