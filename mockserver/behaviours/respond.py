"""Answering without any state: the response's template or example is the whole answer."""

from mockserver.behaviours.base import Behave, Behaviour, Result
from mockserver.contract.model import Operation
from mockserver.exchange import Call
from mockserver.services import Services


def respond(operation: Operation, services: Services) -> Behave:
    """No rows."""

    def behave(call: Call) -> Result:
        return Result("found")

    return behave


RESPOND = Behaviour(respond, needs_resource=False, template=None, note="no state")
