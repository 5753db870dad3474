"""Remembering the failed calls of a client, and telling which later calls are the same request once more."""

from collections import deque
from collections.abc import Iterable, Mapping

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


# A refused call, with what was read of its body, where that has members: it tells most others from it without a digest.
RefusedCall = tuple[ClientCall, object]


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

    def go_well(self, request: Request, resource: str, order: int) -> bool:
        """Take a call that did not fail.

        Args:
            request: What it asked for.
            resource: Whose rows it read; empty for none.
            order: The client's how many-th call it is.

        Returns:
            Whether one of the failed calls may be the same request.
        """
        if self._waiting:
            if resource:
                self.looked[resource] = order
            return bool(self._refused) or _target(request) in self._targets
        return bool(self._refused)

    def refused_before(self, call: ClientCall) -> ClientCall | None:
        """Remember a call that was refused; the latest one that was the same, and refused: None for none."""
        refused = self._refused
        while refused and call.order - refused[0][0].order > MOST_BETWEEN:
            refused.popleft()
        body = _members(call)
        found = _same_of(refused, call, body) if refused else None
        if was_refused(call.exchange):
            light = call.light()
            refused.append((light, body if light is call else None))
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


def _members(call: ClientCall) -> object:
    """What was read of a call's body, where that has members; None for every other body."""
    body = call.exchange.call.body if call.exchange.call is not None else None
    return body if type(body) is dict else None


def _same_of(refused: Iterable[RefusedCall], call: ClientCall, body: object) -> ClientCall | None:
    """The latest of refused calls that is the same request as another, and was answered before that was sent."""
    found = None
    for earlier, said in refused:
        if earlier.judged is not call.judged or (body is not None and said is not None and body != said):
            continue  # another operation, or a body that was read as another value
        if _is_same(earlier, call) and not sent_meanwhile(earlier.exchange, call.exchange):
            found = earlier
    return found


def _is_same(one: ClientCall, other: ClientCall) -> bool:
    """Whether two calls ask for the same; where they do not ask at the same place, no digest is needed to know."""
    return (
        _target(one.exchange.request) == _target(other.exchange.request)
        and one.preference == other.preference
        and one.digest == other.digest
    )


def _may_come_again(call: ClientCall) -> bool:
    """Whether a rule asks about a call once it comes again: it may have been done, or was told when to come."""
    judged = call.judged
    if judged is not None and judged.key is not None and may_have_happened(call.exchange):
        return True
    return status_of(call.exchange) in ASKING


def _target(request: Request) -> tuple[str, bytes]:
    return request.method, canonical_place(request.place)
