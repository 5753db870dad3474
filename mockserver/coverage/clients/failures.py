"""Remembering the failed calls of a client, and telling which later calls are the same request once more."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mockserver.bounded import Recent
from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.requests import (
    ASKING,
    has_failed,
    may_have_happened,
    sent_meanwhile,
    status_of,
    was_refused,
)
from mockserver.exchange import Request
from mockserver.validation.sameness import canonical_place

MOST_FAILURES = 64  # failed requests that are remembered; the oldest are forgotten
MOST_PREFERENCES = 8  # of one failed request
MOST_REFUSALS = 4  # refused requests that are remembered
MOST_BETWEEN = 16  # calls after which a refused request is forgotten


class RefusedCall(NamedTuple):
    """A refused call, with what tells most others from it without a digest.

    Attributes:
        target: What it asked for: method, place, and what it preferred (RFC 7240).
        body: What was read of its body, where that has members; None for every other body.
    """

    call: ClientCall
    target: tuple[str, bytes, bytes | None]
    body: object


class Failures:
    """The failed calls of one client that it may send again.

    A rule asks about two kinds alone: what was refused and is refused again for as long as it says the same, which
    matters for a few calls; and what may have been done, or was told when to come again, which matters for as long as
    the windows of the rules.

    Attributes:
        looked: The latest call that read rows of a resource while a failed one was remembered, by its `order`.
    """

    def __init__(self) -> None:
        self.looked: Recent[str, int] = Recent(MOST_FAILURES)
        self._refused: deque[RefusedCall] = deque(maxlen=MOST_REFUSALS)
        # the latest of each request by its digest, and by what it preferred (RFC 7240)
        self._waiting: Recent[bytes, Mapping[bytes | None, ClientCall]] = Recent(MOST_FAILURES)
        # methods and places of these, as many as they can be, those included that were repeated since
        self._targets: Recent[tuple[str, bytes], bool] = Recent(2 * MOST_FAILURES)

    def concern(self, request: Request) -> bool:
        """Whether one of them may be the same request."""
        return bool(self._refused) or (bool(self._waiting) and _target(request) in self._targets)

    def look(self, resource: str, order: int) -> None:
        """Remember that the client read rows of a resource."""
        if self._waiting and resource:
            self.looked[resource] = order

    def refused_before(self, call: ClientCall) -> ClientCall | None:
        """Remember a call that was refused; the latest one that was the same, and refused: None for none."""
        refused, is_refused = self._refused, was_refused(call.exchange)
        while refused and call.order - refused[0].call.order > MOST_BETWEEN:
            refused.popleft()
        if not (refused or is_refused):
            return None
        asks = _refused_call(call)
        found = _same_of(refused, asks)
        if is_refused:
            light = call.light()
            refused.append(asks if light is call else _refused_call(light))
        return found

    def failed_before(self, call: ClientCall) -> ClientCall | None:
        """Remember a call that may come again; the latest one that was the same, and may have: None for none."""
        may_come_again = _may_come_again(call)
        if not (self._waiting or may_come_again):
            return None
        target = _target(call.exchange.request)
        if not may_come_again and target not in self._targets:
            return None  # no digest is needed to know that it is none of them
        known = self._waiting.get(call.digest) or {}
        earlier = known.get(call.preference)
        if may_come_again:
            kept = known if len(known) < MOST_PREFERENCES else {}
            self._waiting[call.digest] = {**kept, call.preference: call.light()}
            self._targets[target] = True
        elif known:
            self._forget(call, known)
        return None if earlier is None or sent_meanwhile(earlier.exchange, call.exchange) else earlier

    def _forget(self, call: ClientCall, known: Mapping[bytes | None, ClientCall]) -> None:
        """Forget what is over by a call: what was done at last has failed under no preference."""
        left = {prefer: each for prefer, each in known.items() if prefer != call.preference}
        if left and has_failed(call.exchange):
            self._waiting[call.digest] = left
        else:
            self._waiting.discard(call.digest)


def _refused_call(call: ClientCall) -> RefusedCall:
    exchange = call.exchange
    body = exchange.call.body if exchange.call is not None else None
    target = (*_target(exchange.request), call.preference)
    return RefusedCall(call, target, body if isinstance(body, dict) else None)


def _same_of(refused: Iterable[RefusedCall], asks: RefusedCall) -> ClientCall | None:
    """The latest of refused calls that is the same request as another, and was answered before that was sent."""
    call, target, body = asks
    found = None
    for earlier, asked, said in refused:
        if asked != target or (body is not None and said is not None and body != said):
            continue  # bodies that were read as different values are not the same
        if earlier.digest == call.digest and not sent_meanwhile(earlier.exchange, call.exchange):
            found = earlier
    return found


def _may_come_again(call: ClientCall) -> bool:
    """Whether a rule asks about a call once it comes again: it may have been done, or was told when to come."""
    keyed = call.judged is not None and call.judged.key is not None
    status = status_of(call.exchange)
    return status in ASKING or (keyed and may_have_happened(call.exchange))


def _target(request: Request) -> tuple[str, bytes]:
    return request.method, canonical_place(request.place)
