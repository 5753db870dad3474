"""Rows that nobody lists and nobody makes: one for each path that is asked, from the beginning, until it is deleted."""

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours.locating import RowLocator
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call
from mockserver.rows import Order, Row, TenantRows
from mockserver.services import Services

GONE = "x-gone"  # the field of what is left of a row that was deleted
REVIVING = frozenset({"PUT", "POST"})


class StandingLocator(RowLocator):
    """Finds the row that a path stands for, as `RowLocator` does; it is stored when it is first changed."""

    def __init__(self, operation: Operation, services: Services) -> None:
        """Compile, for an operation on a resource that is `standing`."""
        super().__init__(services.contract, operation, last_is_key=False)
        self._made = services.rows
        self._revives = operation.method.upper() in REVIVING
        self._order = Order([], self._key)

    def own(self, call: Call, tenant: TenantRows) -> dict[str, Any]:
        """What the path says of the row, which no body changes."""
        return self.values(call, tenant)

    def locate(self, call: Call, tenant: TenantRows) -> Row:
        """The row, stored or not.

        Raises:
            ApiError: `not_found` for one that was deleted, or whose parent is not there.
        """
        given = self.values(call, tenant)
        row = self._stored(given, tenant)
        if row is None:
            data = self._fresh(given, call)
            return Row(str(data[self._key]), data)
        if GONE in row.data:
            raise ApiError(ErrorKind.NOT_FOUND, resource=self._resource)
        return row

    def stored(self, call: Call, tenant: TenantRows) -> Row:
        """The row, stored now; one that was deleted is there again where the operation puts it there.

        Raises:
            ApiError: As `locate` does.
        """
        given = self.values(call, tenant)
        row = self._stored(given, tenant)
        if row is None:
            return tenant.insert(self._resource, self._fresh(given, call))
        if GONE not in row.data:
            return row
        if not self._revives:
            raise ApiError(ErrorKind.NOT_FOUND, resource=self._resource)
        return tenant.replace(self._resource, row, self._fresh(given, call))

    def remove(self, call: Call, tenant: TenantRows) -> Row:
        """Take the row away, and remember that it is gone.

        Raises:
            ApiError: As `locate` does.
        """
        self.locate(call, tenant)
        row = self.stored(call, tenant)
        left = {**self.values(call, tenant), self._key: row.data[self._key], GONE: True}
        tenant.replace(self._resource, row, left)
        return row

    def _stored(self, given: dict[str, Any], tenant: TenantRows) -> Row | None:
        """The row as it was stored; of a path without parameters, the only one."""
        row = tenant.get(self._resource, _key(given))
        if row is not None:
            return row
        if given:
            return self.find(given, tenant)
        return next(iter(tenant.select(self._resource, self._order, None, None)), None)

    def _fresh(self, given: Mapping[str, Any], call: Call) -> dict[str, Any]:
        """The row as it is before anything was done to it."""
        made = self._made
        key = _key(given)
        told = {self._key: key, **given}
        return {
            **(made.standing(self._resource, call.caller.tenant, key, told) if made is not None else {}),
            **told,
        }


def _key(given: Mapping[str, Any]) -> str:
    """What identifies a row: all that its path says."""
    return "/".join(map(str, given.values())) or "1"


def locator_of(operation: Operation, services: Services) -> RowLocator:
    """What finds the row of an operation's path."""
    if services.contract.resource(operation.mock.resource).standing:
        return StandingLocator(operation, services)
    return RowLocator(services.contract, operation, last_is_key=True)
