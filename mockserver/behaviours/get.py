"""Getting one row."""

from mockserver.behaviours.base import Behave, Behaviour, Result
from mockserver.behaviours.standing_rows import locator_of
from mockserver.contract.model import Operation
from mockserver.errors import ErrorKind
from mockserver.exchange import Call
from mockserver.services import Services


def get(operation: Operation, services: Services) -> Behave:
    """The row that the path names."""
    locator = locator_of(operation, services)

    def behave(call: Call) -> Result:
        return Result("found", [locator.locate(call, call.rows)])

    return behave


GET = Behaviour(
    get, keys=("match", "download", "long_poll"), raises=lambda contract, operation: [ErrorKind.NOT_FOUND]
)
