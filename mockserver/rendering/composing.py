"""Bodies of which some members are told and the rest is an example: made of constants once, and of what is told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from mockserver.contract import schemas
from mockserver.contract.document import Document, steps
from mockserver.contract.mock import EACH, rows_inside
from mockserver.exchange import Call
from mockserver.rendering.encoding import to_json
from mockserver.rendering.templates import Shown, TemplateCompiler, Text

NULL = b"null"


class Composer:
    """Compiles the `x-mock.members` of a response."""

    def __init__(self, document: Document, templates: TemplateCompiler) -> None:
        """Take the document, and what compiles the templates of its operation."""
        self._document = document
        self._templates = templates

    def text(self, members: Mapping[str, Any], schema: Any, base: Callable[[], Any]) -> Text:
        """A function that renders a body.

        Args:
            members: Templates by the JSON pointer of their place.
            schema: Of the whole body.
            base: Makes what the body is apart from them; asked when the first body is rendered.

        Raises:
            ExpressionError: For an unknown expression or directive.
        """
        tree: dict[str, Any] = {}
        inside = rows_inside(members)
        for pointer, template in members.items():
            path = tuple(steps(pointer))
            if EACH in path:
                continue
            if not path:
                return self._templates.text(template, schema, inside.get(path, ()))
            holder = tree
            for step in path[:-1]:
                holder = holder.setdefault(step, {})
            holder[path[-1]] = (template, inside.get(path, ()))
        compiled = self._compiled(tree, schema)
        made: list[Text] = []

        def body(call: Call, shown: Shown) -> bytes | None:
            if not made:
                made.append(self._whole(compiled, base()))
            return made[0](call, shown)

        return body

    def _compiled(self, tree: Mapping[str, Any], schema: Any) -> dict[str, Any]:
        """The texts of the members, in the shape of the body."""
        found = schemas.properties(self._document, schema)
        needed = schemas.required(self._document, schema)
        compiled: dict[str, Any] = {}
        for name, inner in tree.items():
            its = found.get(name, {})
            if isinstance(inner, tuple):
                template, inside = inner
                compiled[name] = self._member(template, inside, its, needed=name in needed)
            else:
                compiled[name] = self._compiled(inner, its)
        return compiled

    def _member(self, template: Any, inside: Sequence[str], schema: Any, *, needed: bool) -> Text:
        text = self._templates.text(template, schema, inside)
        if schemas.is_nullable(self._document, schema):
            return (lambda call, shown: text(call, shown) or NULL) if needed else text
        kinds = schemas.types(self._document, schema)
        spare = (
            (b'""' if "string" in kinds else b"0" if kinds & {"integer", "number"} else None)
            if needed
            else None
        )

        def member(call: Call, shown: Shown) -> bytes | None:
            found = text(call, shown)
            return spare if found is None or found == NULL else found

        return member

    def _whole(self, compiled: Mapping[str, Any], base: Any) -> Text:
        """An object: what is told where it is told, the rest as it is."""
        rest = base if isinstance(base, Mapping) else {}
        parts: list[tuple[bytes, Text]] = []
        for name in dict.fromkeys([*rest, *compiled]):
            inner = compiled.get(name)
            if inner is None:
                text = _constant(to_json(rest[name]))
            elif isinstance(inner, Mapping):
                text = self._whole(inner, rest.get(name))
            else:
                text = inner
            parts.append((orjson.dumps(name) + b":", text))

        def object_(call: Call, shown: Shown) -> bytes:
            found = [(name, text(call, shown)) for name, text in parts]
            return b"{" + b",".join(name + value for name, value in found if value is not None) + b"}"

        return object_


def _constant(value: bytes) -> Text:
    return lambda call, shown: value
