"""Listing rows: filters, order, page."""

from mockserver.behaviours.base import Behave, Behaviour, Result
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.behaviours.listing.pagination.base import Listing
from mockserver.behaviours.listing.selection import Selection
from mockserver.behaviours.locating import RowLocator
from mockserver.contract.model import Operation
from mockserver.exchange import Call
from mockserver.services import Services


def list_(operation: Operation, services: Services) -> Behave:
    """A list of rows, cut by the operation's pagination, or whole without one."""
    selection = Selection(services.contract, operation)
    parents = RowLocator(services.contract, operation, last_is_key=False)
    resource = selection.resource
    declared = operation.mock.pagination
    pager = STYLES[declared.style](declared, operation, services.secret) if declared else None

    def behave(call: Call) -> Result:
        tenant = call.rows
        keys = parents.demand_parents(call, tenant)
        order, criteria = selection.order(call), selection.criteria(call, keys)
        rows = selection.rows(call, tenant, order, criteria)
        if pager is None:
            call.page = {"total": rows.total, "count": rows.total}
            return Result("found", rows.page(0, rows.total))
        listing = Listing(rows, order, criteria, lambda key: tenant.get(resource, key))
        shown, call.page = pager.cut(call, listing)
        return Result("found", shown)

    return behave


LIST = Behaviour(
    list_,
    keys=("pagination", "where", "sort", "long_poll"),
    parameter_keys=("filter", "sort"),
    template="$rows",
)
