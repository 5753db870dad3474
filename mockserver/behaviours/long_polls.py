"""Long polling: calls that wait for a change where they have nothing new to be shown (RFC 6202, 2)."""

from collections.abc import Callable
from functools import partial

from mockserver.behaviours.base import Result
from mockserver.bounds import LONGEST_WAIT
from mockserver.clock import UNITS, span_of
from mockserver.contract.mock import LongPollRule
from mockserver.contract.model import Operation
from mockserver.exchange import NOTHING, Call, Reply
from mockserver.exchange.long_poll import LongPoll
from mockserver.exchange.stream import Tell
from mockserver.language.conditions import compile_condition
from mockserver.language.expressions import compile_expression
from mockserver.rows import Change
from mockserver.services import Services
from mockserver.state.namespaces import NamespaceState

CONDITIONS = (b"if-none-match", b"if-modified-since")


class LongPolls:
    """Says which calls of one operation wait, and for what."""

    def __init__(self, operation: Operation, services: Services, rule: LongPollRule) -> None:
        """Compile.

        Args:
            operation, services: What, and with what.
            rule: How long, and for what.

        Raises:
            ExpressionError: For an expression or an operator that is unknown.
        """
        self._resource = operation.mock.resource
        self._lists = operation.mock.behaviour == "list"
        links = services.contract.links(self._resource)
        self._until = None if rule.until is None else compile_condition(rule.until, links)
        self._asked = None if rule.asked is None else compile_expression(rule.asked)
        self._unit, self._usual = UNITS[rule.unit], span_of(rule.time)

    def of(self, reply: Reply, result: Result, call: Call, state: NamespaceState) -> LongPoll | None:
        """What a call waits for; None for one that is answered at once.

        Args:
            reply, result: What it would be answered, and what that shows.
            call, state: What is answered, and where.
        """
        seconds = self._seconds(call)
        if seconds <= 0 or call.request.method == "HEAD" or not self._is_idle(reply, result, call):
            return None
        keys = None if self._lists else {row.key for row in result.rows}
        feed = state.feeding()
        after = feed.latest

        def join(tell: Tell) -> Callable[[], None]:
            def hear(_: int, change: Change) -> None:
                theirs = change.resource == self._resource and change.tenant == call.caller.tenant
                if theirs and (keys is None or change.key in keys):
                    tell(b"!")

            return feed.join(after, hear)

        once = not self._lists and self._until is None and not _is_conditional(call)
        return LongPoll(min(seconds, LONGEST_WAIT), join, partial(state.settle), once)

    def _seconds(self, call: Call) -> float:
        asked = None if self._asked is None else self._asked(call, NOTHING)
        if isinstance(asked, int | float) and not isinstance(asked, bool):
            return asked * self._unit
        try:
            return span_of(asked) if isinstance(asked, str) else self._usual
        except ValueError:
            return self._usual

    def _is_idle(self, reply: Reply, result: Result, call: Call) -> bool:
        """Whether there is nothing new to be shown."""
        if reply.status == 304 or not result.rows:
            return reply.status == 304 or self._lists
        if self._lists or _is_conditional(call):
            return False
        return self._until is None or not self._until(result.rows[0], call, call.rows)


def _is_conditional(call: Call) -> bool:
    return any(name in call.request.headers for name in CONDITIONS)


def long_polls(operation: Operation, services: Services) -> LongPolls | None:
    """What makes calls of an operation wait; None for one whose calls never do.

    Raises:
        ExpressionError: As `LongPolls`.
    """
    rule = operation.mock.long_poll
    return None if rule is None else LongPolls(operation, services, rule)
