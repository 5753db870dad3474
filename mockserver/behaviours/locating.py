"""Finding the row, or the parent, that the path of a call names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract.model import Contract, Operation, Parameter
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call
from mockserver.rows import Row, TenantRows, dig, path_of


@dataclass(frozen=True, slots=True)
class NamedParent:
    """A row that a path parameter names, and that has to exist.

    Attributes:
        param: The parameter.
        resource: Whose row it is.
        key: The field of its key.
        field: The stored field of the rows below that holds it; None for none.
        above: The field of its own that holds the key of the parent before it; None where it belongs to none.
        by: The fields by one of which it is named; none for its key.
    """

    param: str
    resource: str
    key: tuple[str, ...]
    field: str | None
    above: str | None
    by: tuple[str, ...]


class RowLocator:
    """Finds what the path of a call names, by the stored fields that its parameters name.

    Attributes:
        fields: Parameters, each with the stored field that it names.
        parents: The rows that the path goes through, the outermost first.
    """

    def __init__(
        self, contract: Contract, operation: Operation, *, last_is_key: bool, by_match: bool = True
    ) -> None:
        """Compile.

        Args:
            contract, operation: Whose paths.
            last_is_key: Whether the last path parameter names a row, not a parent.
            by_match: Whether the operation's `match` says which fields the parameters name.
        """
        self._resource = operation.mock.resource or ""
        self._key = contract.key_of(self._resource)
        names: list[Parameter] = [p for p in sorted_by_place(operation) if p.location == "path"]
        match = (operation.mock.match or ()) if by_match else ()
        fields: list[tuple[str, str]] = []
        parents: list[NamedParent] = []
        for index, parameter in enumerate(names):
            default = self._key if last_is_key and index == len(names) - 1 else parameter.name
            declared = match[index] if index < len(match) else field_of(parameter, default)
            if declared is not None:
                fields.append((parameter.name, declared))
            parent = _parent(contract, self._resource, parameter, declared, parents[-1] if parents else None)
            if parent is not None:
                parents.append(parent)
        self.fields = fields
        self.parents = parents
        own = names[-1] if names and last_is_key and not match else None
        self._by = own.mock.by if own is not None else ()
        self._own = own.name if own is not None else ""

    def demand_parents(self, call: Call, tenant: TenantRows) -> dict[str, Any]:
        """The fields that hold the keys of the rows that the path refers to, with these keys as they are stored.

        Raises:
            ApiError: `not_found`, about the parent's resource.
        """
        found: dict[str, Any] = {}
        before: Any = None
        for parent in self.parents:
            row = row_named(tenant, parent.resource, call.path[parent.param], parent.by)
            if row is None or (parent.above is not None and not same(row.data.get(parent.above), before)):
                raise ApiError(ErrorKind.NOT_FOUND, resource=parent.resource)
            before = dig(row.data, parent.key)
            if parent.field is not None:
                found[parent.field] = before
        return found

    def values(self, call: Call, tenant: TenantRows) -> dict[str, Any]:
        """Stored fields by name, as the path gives them.

        Raises:
            ApiError: As `demand_parents` does.
        """
        if not self.fields and not self.parents:
            return {}
        keys = self.demand_parents(call, tenant) if self.parents else {}
        return {field: keys.get(field, call.path[name]) for name, field in self.fields}

    def locate(self, call: Call, tenant: TenantRows) -> Row:
        """The row.

        Raises:
            ApiError: `not_found`.
        """
        wanted = self.values(call, tenant)
        if self._by:
            row = row_named(tenant, self._resource, call.path[self._own], self._by)
            wanted[self._key] = None if row is None else dig(row.data, path_of(self._key))
        found = self.find(wanted, tenant)
        if found is None:
            raise ApiError(ErrorKind.NOT_FOUND, resource=self._resource)
        return found

    def given(self, call: Call, tenant: TenantRows) -> dict[str, Any]:
        """The fields of a new row that the path tells: its key, or that by which it is named, and its parents'.

        Raises:
            ApiError: As `demand_parents` does.
        """
        found = self.values(call, tenant)
        if self._by:
            found.pop(self._key, None)
            found[self._by[0]] = call.path[self._own]
        return found

    def own(self, call: Call, tenant: TenantRows) -> dict[str, Any]:
        """What the path says of the row that a body may not change, beside its key: nothing."""
        return {}

    def stored(self, call: Call, tenant: TenantRows) -> Row:
        """The row, to be changed; as `locate`."""
        return self.locate(call, tenant)

    def find(self, wanted: dict[str, Any], tenant: TenantRows) -> Row | None:
        """The row whose fields equal all of `wanted`, None when there is none."""
        if self._key in wanted:
            row = tenant.get(self._resource, str(wanted[self._key]))
            if row is None or len(wanted) == 1:
                return row
            others = (field for field in wanted if field != self._key)
            return row if all(same(row.data.get(field), wanted[field]) for field in others) else None
        field, value = next(iter(wanted.items()))
        for row in tenant.having(self._resource, field, value):
            if all(same(row.data.get(field), value) for field, value in wanted.items()):
                return row
        return None


def row_named(tenant: TenantRows, resource: str, value: Any, by: Sequence[str] = ()) -> Row | None:
    """The row of a resource that a value names: by its key, or by the first of several fields that finds one."""
    if not by:
        return tenant.get(resource, str(value))
    return next((row for field in by for row in tenant.having(resource, field, value)), None)


def field_of(parameter: Parameter, default: str) -> str | None:
    """The stored field that a path parameter names, None for none."""
    declared = parameter.mock.field
    if declared is False:
        return None
    return declared or default


def same(stored: Any, asked: Any) -> bool:
    """Whether a stored value is the one that a path names: numbers are texts there."""
    return bool(stored == asked) or (stored is not None and str(stored) == str(asked))


def sorted_by_place(operation: Operation) -> list[Parameter]:
    """The parameters of an operation, path parameters in the order of the path, others that name rows last."""
    at = {p.name: operation.path.find("{" + p.name + "}") for p in operation.parameters}
    return sorted(operation.parameters, key=lambda p: (p.location == "path" and at[p.name] < 0, at[p.name]))


def _parent(
    contract: Contract, resource: str, parameter: Parameter, field: str | None, before: NamedParent | None
) -> NamedParent | None:
    """The row that a parameter names: of the resource that it says, else of the one that its field refers to."""
    referring = contract.resource(resource).references.get(field or "")
    target = parameter.mock.of or (referring.resource if referring is not None else None)
    if target is None:
        return None
    above = None
    if parameter.mock.of is not None and before is not None:
        references = contract.resource(target).references.items()
        above = next((name for name, other in references if other.resource == before.resource), None)
    return NamedParent(
        parameter.name, target, path_of(contract.key_of(target)), field, above, parameter.mock.by
    )
