"""Which calls of an operation may take so long that others should not wait for them on the loop."""

from functools import cached_property

from mockserver.bounds import MANY_VALUES
from mockserver.contract.model import Operation
from mockserver.exchange import Exchange
from mockserver.replies.writer import ReplyWriter
from mockserver.services import Services

TRIED = 8  # calls that were refused, after which one that is carried out is not expected any more


class LongWork:
    """The first call that is carried out, for which much is made that is kept; all of them, where that is much.

    Attributes:
        cold: How many more calls may be that first one.
        looms: Whether `expected` has to be asked of every call, and not only of those that prefer something.
    """

    def __init__(self, operation: Operation, services: Services, replies: ReplyWriter) -> None:
        """Take an operation, and what writes its answers."""
        self._operation = operation
        self._services = services
        self.cold = TRIED if services.rows is not None or replies.generates else 0
        self.looms = True  # until it was asked once while nothing is cold

    def expected(self, exchange: Exchange) -> bool:
        """Whether a call may take long."""
        prefer = exchange.prefer
        self.looms = bool(self.cold) or self._always
        return self.looms or (prefer is not None and bool(prefer.dynamic))

    def answered(self, exchange: Exchange) -> None:
        """Take a call that was answered while it is cold."""
        self.cold = 0 if exchange.valid else self.cold - 1

    @cached_property
    def _always(self) -> bool:
        """Whether so much is made for each call."""
        least, responses = self._services.values.least, self._operation.responses.values()
        schemas = [media.schema for response in responses for media in response.content.values()]
        return any(least(schema) > MANY_VALUES for schema in schemas if schema is not None)
