"""Templates: JSON with expressions in it, compiled against the response schema that describes the result."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from mockserver.contract import schemas
from mockserver.exchange import NOTHING, Call
from mockserver.language.expressions import ExpressionError, Subject, compile_expression, is_expression
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.encoding import to_json
from mockserver.rendering.views import ViewCompiler
from mockserver.rows import ABSENT, Row

SPREAD = "..."
ROWS = ("$rows", "$row")
VIOLATIONS = ("$each", "$group", "$join")
EMPTY: Sequence[Row] = ()


class Shown:
    """What a template shows: rows that a behaviour found, or the error of a call.

    Attributes:
        rows: The rows; for one row, that row alone.
        violations: What `$each`, `$group` and `$join` go through.
        subject: The fields that `$row.FIELD` reads, or `$violation.FIELD` in what is said of each violation.
    """

    __slots__ = ("rows", "subject", "violations")

    def __init__(
        self,
        rows: Sequence[Row] = EMPTY,
        violations: Sequence[Subject] = (),
        subject: Subject | None = None,
    ) -> None:
        self.rows = rows
        self.violations = violations
        self.subject = subject or (rows[0].data if rows else NOTHING)


Render = Callable[[Call, Shown], Any]
Text = Callable[[Call, Shown], bytes | None]  # None for what is absent


class TemplateCompiler:
    """Compiles the templates of one operation."""

    def __init__(
        self, views: ViewCompiler, resource: str | None, chooser: Chooser, *, about: str = "row"
    ) -> None:
        self._views = views
        self._resource = resource
        self._chooser = chooser
        self._about = about

    def compile(self, template: Any, schema: Any) -> Render:
        """A function that renders `template` to JSON types, with rows serialised already.

        Args:
            template: JSON with expressions.
            schema: What the response's schema says of the result, for `$row` and `$rows`.

        Raises:
            ExpressionError: For an unknown expression or directive.
        """
        if template in ROWS:
            return _fragment(self.text(template, schema))
        if isinstance(template, str) and is_expression(template):
            return self._expression(template)
        if isinstance(template, Mapping):
            return self._mapping(template, schema)
        if isinstance(template, list):
            inner = schemas.items(self._views.document, schema)
            elements = [self.compile(element, inner) for element in template]
            return lambda call, shown: [element(call, shown) for element in elements]
        return lambda call, shown: template

    def text(self, template: Any, schema: Any, inside: Sequence[str] = ()) -> Text:
        """As `compile`, to JSON text; `inside` leads to the row in each element of `$rows`."""
        if template == "$rows":
            return self._rows(schema, inside)
        if template == "$row":
            return self._row(schema)
        if isinstance(template, Mapping) and SPREAD not in template and _holds_rows(template):
            return self._object(template, schema)
        if not (isinstance(template, (Mapping, list)) or is_expression(template)):
            constant = to_json(template)
            return lambda call, shown: constant
        render = self.compile(template, schema)
        return lambda call, shown: None if (value := render(call, shown)) is ABSENT else to_json(value)

    def _object(self, template: Mapping[str, Any], schema: Any) -> Text:
        found = schemas.properties(self._views.document, schema)
        members = [
            (b"," + orjson.dumps(name) + b":", self.text(member, found.get(name, {})))
            for name, member in template.items()
        ]

        def object_(call: Call, shown: Shown) -> bytes:
            parts = [b"{"]
            for name, member in members:
                value = member(call, shown)
                if value is not None:
                    parts += (name, value)
            if len(parts) > 1:
                parts[1] = parts[1][1:]  # no comma before the first
            parts.append(b"}")
            return b"".join(parts)

        return object_

    def _rows(self, schema: Any, inside: Sequence[str]) -> Text:
        items = schemas.items(self._views.document, schema)
        chooser = self._chooser
        view = (
            self._views.around(items, self._resource, inside)
            if inside
            else self._views.chosen(items, self._resource, chooser)
        )

        def rows(call: Call, shown: Shown) -> bytes:
            return view.form(chooser.added(call)).render_all(shown.rows, call, call.rows)

        needed = schemas.required(self._views.document, items)

        def some(call: Call, shown: Shown) -> bytes:
            kept = chooser.kept(call)
            if kept is None:
                return rows(call, shown)
            added = chooser.added(call)
            form = view.form(added)
            return to_json(
                [_part(form.show(row, call, call.rows), kept | added | needed) for row in shown.rows]
            )

        return some if chooser.keeps and not inside else rows

    def _row(self, schema: Any) -> Text:
        view, chooser = self._views.chosen(schema, self._resource, self._chooser), self._chooser
        needed = schemas.required(self._views.document, schema)

        def row(call: Call, shown: Shown) -> bytes | None:
            if not shown.rows:
                return None
            kept, added = chooser.kept(call), chooser.added(call)
            form = view.form(added)
            if kept is None:
                return form.render(shown.rows[0], call, call.rows)
            return to_json(_part(form.show(shown.rows[0], call, call.rows), kept | added | needed))

        return row

    def _expression(self, template: str) -> Render:
        evaluate = compile_expression(template, about=self._about)
        return lambda call, shown: evaluate(call, shown.subject)

    def _mapping(self, template: Mapping[str, Any], schema: Any) -> Render:
        if not template.keys().isdisjoint(VIOLATIONS):
            return self._violations(template)
        found = schemas.properties(self._views.document, schema)
        spread = self._views.spread(schema, self._resource).plain if template.get(SPREAD) == "$row" else None
        if SPREAD in template and spread is None:
            raise ExpressionError(f"{SPREAD!r} spreads $row and nothing else")
        members = [
            (name, self.compile(member, found.get(name, {})))
            for name, member in template.items()
            if name != SPREAD
        ]

        def mapping(call: Call, shown: Shown) -> Any:
            result = spread.show(shown.rows[0], call, call.rows) if spread and shown.rows else {}
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
        compiler = TemplateCompiler(self._views, self._resource, self._chooser, about="violation")
        element = compiler.compile(template["$as"], {})
        by = compile_expression(template["$by"], about="violation") if directive == "$group" else None
        separator = str(template.get("$with", ", "))

        def violations(call: Call, shown: Shown) -> Any:
            groups: dict[str, list[Any]] = {}
            for violation in shown.violations:
                named = str(by(call, violation)) if by else ""
                about = Shown(shown.rows, shown.violations, violation)
                groups.setdefault(named, []).append(element(call, about))
            if by:
                return groups
            found = groups.get("", [])
            return separator.join(map(str, found)) if directive == "$join" else found

        return violations


def _part(shown: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Some of the members of what is shown."""
    return {name: value for name, value in shown.items() if name in names}


def _holds_rows(template: Any) -> bool:
    if isinstance(template, Mapping):
        return any(_holds_rows(member) for member in template.values())
    return template in ROWS


def _fragment(text: Text) -> Render:
    return lambda call, shown: ABSENT if (found := text(call, shown)) is None else orjson.Fragment(found)
