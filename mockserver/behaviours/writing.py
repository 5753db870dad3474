"""From a request body to stored fields: declared, writable properties only."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.conditions import compile_value
from mockserver.contract import schemas
from mockserver.contract.model import Operation, is_json
from mockserver.errors import ApiError, Violation
from mockserver.exchange import Call
from mockserver.expressions import ABSENT, Evaluate, dig, path_of
from mockserver.rows import Links, Row, TenantRows
from mockserver.services import Services
from mockserver.store.base import DuplicateError

MAX_DEPTH = 12
Take = Callable[[Any, dict[str, Any]], None]


class BodyFields:
    """Which stored field each property of a schema writes."""

    def __init__(self, services: Services, schema: Any, relations: Mapping[str, Any], depth: int = 0) -> None:
        self.free = True
        self._takes: dict[str, Take] = {}
        self.relations: dict[str, tuple[Mapping[str, Any], BodyFields]] = {}
        document = services.contract.document
        for name, raw in schemas.properties(document, schema).items():
            self.free = False
            resolved = document.resolve(raw)
            mock = resolved.get("x-mock", {}) if isinstance(resolved, Mapping) else {}
            field = mock.get("field", name)
            if field is False or (isinstance(resolved, Mapping) and resolved.get("readOnly")):
                continue
            relation = mock.get("rows", name)
            if relation in relations and "array" in schemas.types(document, raw):
                target = services.contract.resource(relations[relation]["resource"]).get("related", {})
                inner = BodyFields(services, schemas.items(document, raw), target, depth + 1)
                self.relations[name] = (relations[relation], inner)
                continue
            nested = BodyFields(services, raw, {}, depth + 1) if depth < MAX_DEPTH else None
            if nested is not None and schemas.is_composed(document, raw):
                self._takes[name] = _spread(nested)
            else:
                self._takes[name] = _take(
                    path_of(field), nested if nested is not None and not nested.free else None
                )

    def take(self, body: Any) -> dict[str, Any]:
        """The stored fields that `body` sets."""
        if not isinstance(body, Mapping):
            return {}
        if self.free:
            return dict(body)
        found: dict[str, Any] = {}
        for name, take in self._takes.items():
            if name in body:
                take(body[name], found)
        return found


def _take(path: tuple[str, ...], nested: BodyFields | None) -> Take:
    def take(value: Any, into: dict[str, Any]) -> None:
        if nested is not None and isinstance(value, Mapping):
            value = nested.take(value)
        place(into, path, value)

    return take


def _spread(nested: BodyFields) -> Take:
    """An object whose members are fields of the row itself."""

    def take(value: Any, into: dict[str, Any]) -> None:
        for field, inner in nested.take(value).items():
            old = into.get(field)
            into[field] = {**old, **inner} if isinstance(old, dict) and isinstance(inner, dict) else inner

    return take


def place(into: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set the value at a path, making the objects on the way."""
    for step in path[:-1]:
        inner = into.get(step)
        into[step] = into = dict(inner) if isinstance(inner, Mapping) else {}
    into[path[-1]] = value


class Writer:
    """Makes and stores the rows that one operation writes."""

    def __init__(self, operation: Operation, services: Services) -> None:
        self._contract = services.contract
        self.resource: str = operation.mock["resource"]
        declared = self._contract.resource(self.resource)
        self.relations: Mapping[str, Any] = declared.get("related", {})
        self.fields = BodyFields(services, body_schema(operation), self.relations)
        links = self._contract.links(self.resource)
        self._set = compile_fields(operation.mock.get("set", {}), links)
        self._on_create = {
            name: compile_fields(rule.get("on_create", {}), links.to(name))
            for name, rule in self._contract.mock.get("resources", {}).items()
        }
        self._on_update = compile_fields(declared.get("on_update", {}), links)

    def new(self, call: Call, given: Mapping[str, Any], resource: str | None = None) -> dict[str, Any]:
        """The fields of a new row: those given, those that the operation sets, those that every new row gets."""
        data = dict(given)
        if resource is None:
            evaluate_into(data, self._set, call)
        missing = [
            (field, get) for field, get in self._on_create[resource or self.resource] if field not in data
        ]
        evaluate_into(data, missing, call)
        key = self._contract.key_of(resource or self.resource)
        if key not in data:
            data[key] = call.draw.uuid()
        return data

    def insert(self, call: Call, tenant: TenantRows, data: dict[str, Any]) -> Row:
        """Store a new row and the related rows that came in the body with it.

        Raises:
            ApiError: `not_found` for a reference that leads nowhere, or the kind of a unique rule that is broken.
        """
        self.check_references(self.resource, data, tenant)
        row = refusing(self.resource, lambda: tenant.insert(self.resource, data))
        if isinstance(call.body, Mapping):
            self.insert_related(call, tenant, row, call.body)
        return row

    def insert_related(self, call: Call, tenant: TenantRows, row: Row, body: Mapping[str, Any]) -> None:
        """Store the rows of arrays in `body` that are named as a relation of `row`."""
        for name, (relation, fields) in self.fields.relations.items():
            for element in body.get(name) or ():
                given = {relation["by"]: row.key, **fields.take(element)}
                self.add(call, tenant, relation["resource"], given)

    def add(self, call: Call, tenant: TenantRows, resource: str, given: Mapping[str, Any]) -> None:
        """Store a new row of another resource."""
        data = self.new(call, given, resource)
        refusing(resource, lambda: tenant.insert(resource, data))

    def change(self, call: Call, tenant: TenantRows, row: Row, changes: Mapping[str, Any]) -> Row:
        """Store a row with changes.

        Raises:
            ApiError: As `insert` does.
        """
        data = {**row.data, **changes}
        evaluate_into(data, self._set, call)
        evaluate_into(data, self._on_update, call)
        data[self._contract.key_of(self.resource)] = row.data[self._contract.key_of(self.resource)]
        self.check_references(self.resource, changes, tenant)
        return refusing(self.resource, lambda: tenant.replace(self.resource, row, data))

    def check_references(self, resource: str, data: Mapping[str, Any], tenant: TenantRows) -> None:
        """Do nothing when every row that `data` refers to exists.

        Raises:
            ApiError: `not_found`, about the resource that is referred to.
        """
        for field, target in self._contract.resource(resource).get("references", {}).items():
            value = dig(data, path_of(field))
            if value is not ABSENT and value is not None and tenant.get(target, str(value)) is None:
                raise ApiError("not_found", resource=target)


def body_schema(operation: Operation) -> Any:
    """The schema of an operation's JSON body, else of its first; an empty one without a body."""
    if operation.body is None:
        return {}
    media = [media for name, media in operation.body.content.items() if is_json(name)]
    found = media or list(operation.body.content.values())
    return found[0].schema if found else {}


def compile_fields(declared: Mapping[str, Any], links: Links) -> list[tuple[str, Evaluate]]:
    """Fields with what evaluates them."""
    return [(field, compile_value(value, links)) for field, value in declared.items()]


def evaluate_into(data: dict[str, Any], fields: list[tuple[str, Evaluate]], call: Call) -> None:
    """Set fields to evaluated values, each of which sees the ones before it as `$row`."""
    for field, get in fields:
        call.row = data
        value = get(call)
        if value is not ABSENT:
            data[field] = value


def refusing(resource: str, write: Callable[[], Row]) -> Row:
    """The row that `write` stores.

    Raises:
        ApiError: The kind of the unique rule that is broken, with a violation for each of its fields.
    """
    try:
        return write()
    except DuplicateError as error:
        violations = [
            Violation("body", path, "unique", {}, f"{'.'.join(path)} is taken", {}, error.rule.error)
            for path in error.rule.paths
        ]
        raise ApiError(error.rule.error, resource=resource, violations=violations) from None
