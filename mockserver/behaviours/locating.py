"""Finding the row, or the parent, that the path of a call names."""

from mockserver.contract.model import Contract, Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call
from mockserver.rows import Row, TenantRows


class Identity:
    """Which stored fields the path parameters of an operation name."""

    def __init__(self, contract: Contract, operation: Operation, *, last_is_key: bool) -> None:
        """Compile; `last_is_key` says that the last path parameter names a row, not a parent."""
        self._resource = operation.mock.resource or ""
        self._key = contract.key_of(self._resource)
        names = [p for p in sorted_by_place(operation) if p.location == "path"]
        match = () if operation.mock.behaviour == "upsert" else operation.mock.match or ()
        fields = []
        for index, parameter in enumerate(names):
            default = self._key if last_is_key and index == len(names) - 1 else parameter.name
            declared = match[index] if index < len(match) else parameter.mock.field or default
            fields.append((parameter.name, declared))
        self.fields = fields
        references = contract.resource(self._resource).references
        self._parents = [(name, references[field]) for name, field in fields if field in references]

    def check_parents(self, call: Call, tenant: TenantRows) -> None:
        """Refuse a path that refers to a row which is not there.

        Raises:
            ApiError: `not_found`, about the parent's resource.
        """
        for name, resource in self._parents:
            if tenant.get(resource, str(call.path[name])) is None:
                raise ApiError(ErrorKind.NOT_FOUND, resource=resource)

    def values(self, call: Call, tenant: TenantRows) -> dict[str, object]:
        """Stored fields by name, as the path gives them.

        Raises:
            ApiError: As `check_parents` does.
        """
        if not self.fields:
            return {}
        self.check_parents(call, tenant)
        return {field: call.path[name] for name, field in self.fields}

    def row(self, call: Call, tenant: TenantRows) -> Row:
        """The row.

        Raises:
            ApiError: `not_found`.
        """
        wanted = self.values(call, tenant)
        found = self.find(wanted, tenant)
        if found is None:
            raise ApiError(ErrorKind.NOT_FOUND, resource=self._resource)
        return found

    def find(self, wanted: dict[str, object], tenant: TenantRows) -> Row | None:
        """The row whose fields equal all of `wanted`, None when there is none."""
        if self._key in wanted:
            row = tenant.get(self._resource, str(wanted[self._key]))
            if row is None or any(
                row.data.get(field) != value for field, value in wanted.items() if field != self._key
            ):
                return None
            return row
        field, value = next(iter(wanted.items()))
        for row in tenant.having(self._resource, field, value):
            if all(row.data.get(field) == value for field, value in wanted.items()):
                return row
        return None


def sorted_by_place(operation: Operation) -> list:  # type: ignore[type-arg]
    """The parameters of an operation, path parameters in the order of the path."""
    return sorted(operation.parameters, key=lambda p: operation.path.find("{" + p.name + "}"))
