"""Making and storing rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockserver.behaviours.fields import BodyFields, place, row_schema
from mockserver.contract.document import steps
from mockserver.contract.model import Contract, Operation
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import Call
from mockserver.language.conditions import compile_value, is_constant
from mockserver.language.expressions import Evaluate
from mockserver.language.relations import Links
from mockserver.rows import ABSENT, Order, Row, TenantRows, dig, path_of
from mockserver.services import Services
from mockserver.state.kept_files import FILE
from mockserver.state.resource_rules import DuplicateError

if TYPE_CHECKING:
    from mockserver.datagen.seeded import RowMaker

NOTHING_REMOVED: frozenset[str] = frozenset()
Computed = list[tuple[str, Evaluate]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What every row of a resource gets, and what it may refer to.

    Attributes:
        key: The field that identifies it.
        constants, computed: What a new row has in the fields that nobody gave it.
        references: The place of each reference, with the resource that it leads to.
    """

    key: str
    constants: Mapping[str, Any]
    computed: Computed
    references: list[tuple[tuple[str, ...], str]]


def rules_for(contract: Contract, resource: str) -> Rules:
    """The rules of a resource.

    Raises:
        ExpressionError: For an expression in `on_create` that is unknown.
    """
    declared = contract.resource(resource)
    fresh = declared.on_create
    return Rules(
        key=declared.key,
        constants={field: value for field, value in fresh.items() if is_constant(value)},
        computed=compile_fields(
            {field: value for field, value in fresh.items() if not is_constant(value)},
            contract.links(resource),
        ),
        references=[
            (path_of(field), other.resource)
            for field, other in declared.references.items()
            if other.must_exist
        ],
    )


class Writer:
    """Makes and stores the rows that one operation writes."""

    def __init__(self, operation: Operation, services: Services) -> None:
        contract = services.contract
        self.resource = operation.mock.resource or ""
        declared = contract.resource(self.resource)
        self.relations = declared.related
        schema, told = row_schema(contract.document, operation), bool(declared.row)  # what else a row has
        self.fields = BodyFields(services, schema, self.relations, keeps_rest=told)
        self._place = tuple(steps(operation.mock.body))
        links = contract.links(self.resource)
        self._set = compile_fields(operation.mock.set, links)
        self._on_update = compile_fields(declared.on_update, links)
        written = dict.fromkeys((self.resource, *(each.resource for each in self.relations.values())))
        self._rules = {name: rules_for(contract, name) for name in written}
        self._refers = bool(self._rules[self.resource].references)
        self._made = services.rows

    def sent(self, call: Call) -> dict[str, Any]:
        """The stored fields that a call's body sets."""
        return self.fields.take(dig(call.body, self._place) if self._place else call.body)

    def new(self, call: Call, given: Mapping[str, Any], resource: str | None = None) -> dict[str, Any]:
        """The fields of a new row: those given, those that the operation sets, those that every new row gets."""
        rules = self._rules[resource or self.resource]
        data = {**rules.constants, **given}  # each computed value sees the ones before it
        if resource is None and self._set:
            evaluate_into(data, self._set, call)
        if call.upload is not None and resource is None:
            data[FILE] = call.upload.facts
        for field, get in rules.computed:
            if field not in data and (value := get(call, data)) is not ABSENT:
                data[field] = value
        if self._made is not None and (resource or self.resource) in self._made.plans:
            self._complete(call, data, resource or self.resource, self._made)
        elif rules.key not in data:
            data[rules.key] = call.draw.uuid()
        return data

    def _complete(self, call: Call, data: dict[str, Any], resource: str, made: "RowMaker") -> None:
        """Give a new row what its resource's schemas show, and a key that no row has."""
        draw = call.draw.hex(32)
        lacking = made.lacking(resource, data, self.fields.names, draw)
        _lead(lacking, resource, made, call.rows, draw)
        for field, value in lacking.items():
            data.setdefault(field, value)
        key = path_of(self._rules[resource].key)
        if dig(data, key) not in (ABSENT, None, ""):
            return
        rows = call.rows
        ordered = rows.select(resource, Order([], self._rules[resource].key), None, None)
        last = dig(ordered[-1].data, key) if ordered else None
        place(data, key, made.key(resource, draw, last, lambda text: rows.get(resource, text) is None))

    def insert(self, call: Call, tenant: TenantRows, data: dict[str, Any]) -> Row:
        """Store a new row and the related rows that came in the body with it.

        Raises:
            ApiError: `not_found` for a reference that leads nowhere, or the kind of a unique rule that is broken.
        """
        if self._refers:
            self.check_references(self.resource, data, tenant)
        row = self._store(tenant, self.resource, data)
        if self.fields.relations and isinstance(call.body, Mapping):
            self.insert_related(call, tenant, row, call.body)
        return row

    def insert_related(self, call: Call, tenant: TenantRows, row: Row, body: Mapping[str, Any]) -> None:
        """Store the rows of arrays in `body` that are named as a relation of `row`."""
        key = self._rules[self.resource].key
        for name, (relation, fields) in self.fields.relations.items():
            for element in body.get(name) or ():
                given = {relation.by: row.data[key], **fields.take(element)}
                self.add(call, tenant, relation.resource, given)

    def add(self, call: Call, tenant: TenantRows, resource: str, given: Mapping[str, Any]) -> None:
        """Store a new row of another resource."""
        self._store(tenant, resource, self.new(call, given, resource))

    def change(
        self,
        call: Call,
        tenant: TenantRows,
        row: Row,
        changes: Mapping[str, Any],
        removed: frozenset[str] = NOTHING_REMOVED,
    ) -> Row:
        """Store a row with changes.

        Args:
            call, tenant, row: What changes which row of whom.
            changes: Fields with their new values.
            removed: Fields that it has no more.

        Raises:
            ApiError: As `insert` does.
        """
        key = self._rules[self.resource].key
        data = {**row.data, **changes}
        for field in removed:
            data.pop(field, None)
        evaluate_into(data, self._set, call)
        evaluate_into(data, self._on_update, call)
        if call.upload is not None:
            data[FILE] = call.upload.facts
        place(data, path_of(key), dig(row.data, path_of(key)))
        self.check_references(self.resource, changes, tenant)
        try:
            return tenant.replace(self.resource, row, data)
        except DuplicateError as error:
            raise taken(self.resource, data, error) from None

    def check_references(self, resource: str, data: Mapping[str, Any], tenant: TenantRows) -> None:
        """Refuse data that refers to a row which is not there.

        Raises:
            ApiError: `not_found`, about the resource that is referred to.
        """
        for path, target in self._rules[resource].references:
            value = dig(data, path)
            if value is not ABSENT and value is not None and tenant.get(target, str(value)) is None:
                raise ApiError(ErrorKind.NOT_FOUND, resource=target, unknown=str(value), row=data)

    def _store(self, tenant: TenantRows, resource: str, data: Mapping[str, Any]) -> Row:
        try:
            return tenant.insert(resource, data)
        except DuplicateError as error:
            raise taken(resource, data, error) from None


def _lead(lacking: dict[str, Any], resource: str, made: "RowMaker", rows: TenantRows, draw: str) -> None:
    """Let what was made of a new row lead to rows that there are: to one of each resource, by the draw."""
    for link in made.plans[resource].links:
        if link.resource not in made.plans or dig(lacking, link.path) in (ABSENT, None):
            continue
        key = made.plans[link.resource].key
        there = rows.select(link.resource, Order([], ".".join(key)), None, None)
        if there:
            place(lacking, link.path, dig(there[int(draw[:8], 16) % len(there)].data, key))


def compile_fields(declared: Mapping[str, Any], links: Links) -> Computed:
    """Fields with what evaluates them."""
    return [(field, compile_value(value, links)) for field, value in declared.items()]


def evaluate_into(data: dict[str, Any], fields: Computed, call: Call) -> None:
    """Set fields to evaluated values; one that is absent sets nothing."""
    for field, get in fields:
        value = get(call, data)
        if value is not ABSENT:
            if "." in field:
                place(data, path_of(field), value)
            else:
                data[field] = value


def taken(resource: str, data: Mapping[str, Any], error: DuplicateError) -> ApiError:
    """What a unique rule that is broken raises: its kind, with a violation for each of its fields."""
    rule = error.rule
    violations = [
        Violation("body", path, "unique", {}, f"{'.'.join(path)} is taken", {}, rule.error)
        for path in rule.paths
    ]
    return ApiError(rule.error, resource=resource, violations=violations, row=data)
