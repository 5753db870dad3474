"""Asking again what was refused."""

from mockserver.coverage.clients.breaches import is_broken
from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.requests import status_of
from mockserver.coverage.clients.rules.base import Describe, Finding, Rule, When
from mockserver.validation.sameness import same_fields


def unchanged_repetition(call: ClientCall, history: History) -> Describe | None:
    """A refused request that comes again as it was, header fields included.

    What broke its contract does so whatever was done since. Else it has to be the client's very next call: another one
    may have lifted what was in the way.
    """
    if call.earlier is None:
        return None
    if call.order != call.earlier.order + 1 and not is_broken(call.earlier.exchange):
        return None
    if not same_fields(call.earlier.exchange.request, call.exchange.request, call.counted_fields):
        return None
    return describe_repetition


def describe_repetition(call: ClientCall) -> Finding:
    """The refusal, and the call that met it again."""
    earlier = call.earlier or call
    message = f"repeated a request that was answered {status_of(earlier.exchange)}, with nothing changed"
    return Finding(message, (earlier.evidence, call.evidence))


RULE = Rule(
    name="repeated-unchanged",
    severity="warning",
    description="Ignored a 4xx and repeated the request unchanged.",
    help=(
        "What was refused for what it says is refused again for as long as it says the same. Do not retry a 4xx; "
        "change the request, or give up. Those that time can lift (404, 408, 409, 423, 424, 425, 429) are left out."
    ),
    window=600,
    when=When.REPEATED,
    check=unchanged_repetition,
)
