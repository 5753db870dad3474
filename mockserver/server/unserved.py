"""What answers an operation that cannot be served, and a request that there is no room for."""

from collections.abc import Mapping

from mockserver.access.credentials import ANONYMOUS
from mockserver.contract.model import Operation
from mockserver.errors import FullError
from mockserver.exchange import Call, Exchange, Reply
from mockserver.rendering.encoding import to_json
from mockserver.replies.error_bodies import problem
from mockserver.replies.error_writer import PROBLEM_TYPE
from mockserver.replies.reasons import reason_field
from mockserver.state.namespaces import Namespaces

KIND = "unserved"
FULL = "full"


class Unserved:
    """Answers 501 (RFC 9110, 15.6.2) with the reason, which was told at start."""

    long: None = None  # it never takes long

    def __init__(self, operation: Operation, reason: str) -> None:
        self.operation = operation
        detail = f"{operation.id} cannot be served: {reason}"
        self._reply = Reply(
            501, (*PROBLEM_TYPE, reason_field(detail)), to_json(problem(501, detail=detail)), KIND
        )

    def answer(self, exchange: Exchange, namespaces: Namespaces, templates: Mapping[str, bytes]) -> Reply:
        """The same for every request; the arguments are those of `Plan.answer`."""
        exchange.call = Call(exchange.request, ANONYMOUS, namespaces.enter(exchange.namespace))
        exchange.started = exchange.call.moment
        exchange.kind = KIND
        return self._reply


def no_room(exchange: Exchange, error: FullError, moment: float) -> Reply:
    """A 507 (RFC 4918, 11.5) with what to do about it; the exchange is told of it, and of its moment."""
    exchange.kind, exchange.started, detail = FULL, moment, str(error)
    return Reply(507, (*PROBLEM_TYPE, reason_field(detail)), to_json(problem(507, detail=detail)), FULL)
