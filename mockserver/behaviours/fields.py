"""From a request body to stored fields: declared, writable properties only."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property, partial
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document, steps
from mockserver.contract.mock import Relation
from mockserver.contract.mock.block_reader import of_schema
from mockserver.contract.model import Operation, is_json
from mockserver.rows import path_of
from mockserver.services import Services

Take = Callable[[Any, dict[str, Any]], None]


class BodyFields:
    """Which stored field each property of a schema writes.

    Attributes:
        free: Whether the schema names no property: everything is stored.
        keeps_rest: Whether properties are stored that the schema does not name, here and in objects below: what admits
            them says so elsewhere, as a discriminator's mapping does.
        relations: The arrays whose elements become rows of their own.
    """

    def __init__(
        self, services: Services, schema: Any, relations: Mapping[str, Relation], *, keeps_rest: bool = False
    ) -> None:
        self.free = True
        self.keeps_rest = keeps_rest
        self._ignored: set[str] = set()
        self._plain: dict[str, str] = {}
        self._takes: list[tuple[str, Take]] = []
        self.relations: dict[str, tuple[Relation, BodyFields]] = {}
        document = services.contract.document
        for name, raw in schemas.properties(document, schema).items():
            self.free = False
            resolved = document.resolve(raw)
            mock = of_schema(resolved)
            field = name if mock.field is None else mock.field
            if field is False or (isinstance(resolved, Mapping) and resolved.get("readOnly")):
                self._ignored.add(name)
                continue
            relation = mock.rows or name
            if relation in relations and "array" in schemas.types(document, raw):
                target = services.contract.resource(relations[relation].resource).related
                inner = BodyFields(services, schemas.items(document, raw), target)
                self.relations[name] = (relations[relation], inner)
                continue
            # Made when a body first has it: a schema may hold itself, and others, in many ways.
            nested = cache(partial(BodyFields, services, raw, {}, keeps_rest=keeps_rest))
            if schemas.is_composed(document, raw):
                self._takes.append((name, _spread(nested)))
            elif schemas.properties(document, raw):
                self._takes.append((name, _take(path_of(field), nested)))
            elif "." in field:
                self._takes.append((name, _take(path_of(field), None)))
            else:
                self._plain[name] = field

    @cached_property
    def names(self) -> frozenset[str]:
        """The properties that can be sent."""
        return frozenset([*self._plain, *(name for name, _ in self._takes), *self.relations])

    @cached_property
    def stored(self) -> frozenset[str]:
        """The stored fields that can be set whole."""
        return frozenset([*self._plain.values(), *(name for name, _ in self._takes)])

    def take(self, body: Any) -> dict[str, Any]:
        """The stored fields that `body` sets."""
        if not isinstance(body, dict):
            return {}
        if self.free:
            return dict(body)
        plain = self._plain
        found = {plain[name]: value for name, value in body.items() if name in plain}
        for name, take in self._takes:
            if name in body:
                take(body[name], found)
        if self.keeps_rest:
            found |= {name: body[name] for name in body.keys() - self.names - self._ignored}
        return found


def _take(path: tuple[str, ...], nested: Callable[[], BodyFields] | None) -> Take:
    def take(value: Any, into: dict[str, Any]) -> None:
        if nested is not None and isinstance(value, Mapping):
            value = nested().take(value)
        place(into, path, value)

    return take


def _spread(nested: Callable[[], BodyFields]) -> Take:
    """An object whose members are fields of the row itself."""

    def take(value: Any, into: dict[str, Any]) -> None:
        for field, inner in nested().take(value).items():
            old = into.get(field)
            into[field] = {**old, **inner} if isinstance(old, dict) and isinstance(inner, dict) else inner

    return take


def place(into: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set the value at a path, making the objects on the way."""
    for step in path[:-1]:
        inner = into.get(step)
        into[step] = into = dict(inner) if isinstance(inner, Mapping) else {}
    into[path[-1]] = value


def body_schema(operation: Operation) -> Any:
    """The schema of an operation's JSON body, else of its first; an empty one without a body."""
    if operation.body is None:
        return {}
    media = [media for name, media in operation.body.content.items() if is_json(name)]
    found = media or list(operation.body.content.values())
    return found[0].schema if found else {}


def row_schema(document: Document, operation: Operation) -> Any:
    """The schema of the row in an operation's body, where that is more than the row."""
    schema = body_schema(operation)
    for step in steps(operation.mock.body):
        listed = step.isdecimal() and "array" in schemas.types(document, schema)
        inner = schemas.items(document, schema) if listed else None
        schema = schemas.properties(document, schema).get(step, {}) if inner is None else inner
    return schema
