"""Answering without any state: the response's template or example is the whole answer."""

from mockserver.behaviours.base import Behave, Behaviour, Result
from mockserver.behaviours.locating import RowLocator
from mockserver.contract.model import Operation
from mockserver.exchange import Call
from mockserver.services import Services


def respond(operation: Operation, services: Services) -> Behave:
    """No rows; those that the path goes through, as parameters say with `of`, have to be there."""
    parents = RowLocator(services.contract, operation, last_is_key=False)
    found = Result("found")
    if not parents.parents:
        return lambda call: found

    def behave(call: Call) -> Result:
        parents.demand_parents(call, call.rows)
        return found

    return behave


RESPOND = Behaviour(respond, needs_resource=False, template=None, note="no state")
