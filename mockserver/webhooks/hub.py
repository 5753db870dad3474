"""All events of a server: from a change, or a call, to those who are told of it."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import count
from threading import Lock
from typing import Protocol

from mockserver.bounded import Recent
from mockserver.bounds import MOST_DELIVERIES, MOST_DELIVERIES_SIZE, MOST_HOPS
from mockserver.clock import timestamp
from mockserver.contract.callbacks import callbacks_of
from mockserver.errors import UsageError
from mockserver.exchange import HOPS, Exchange, Request
from mockserver.language.expressions import ExpressionError
from mockserver.rows import Change
from mockserver.services import Services
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.state.shared import SharedStates
from mockserver.state.transitions import NEVER, Settled
from mockserver.validation.schema import SchemaError
from mockserver.webhooks.delivering import Deliverer
from mockserver.webhooks.delivery import BROKEN, LOST, REFUSED, Delivery, EventMessage, Receiver
from mockserver.webhooks.hosts import AllowedHosts, RefusedHostError
from mockserver.webhooks.payloads import JSON, BrokenPayloadError
from mockserver.webhooks.receivers import is_named
from mockserver.webhooks.source import EventSource, Happening

MOST_WARNED = 1000  # reasons for which something was refused, and that were told of

logger = logging.getLogger("mockserver")
Follow = Callable[[], None]


class Webhooks:
    """Tells of what happens.

    Attributes:
        sources: The documents that have events, by name.
        listeners: Called with each delivery of which something became.
        states: What all documents share in each namespace: also what a test subscribes to.
    """

    def __init__(
        self, sources: Mapping[str, EventSource], states: SharedStates, allowed: Sequence[str] = ()
    ) -> None:
        """Take what tells, and where it may be told beside this machine."""
        self.sources = sources
        self.states = states
        self.listeners: list[Callable[[Delivery], object]] = []
        self._hosts = AllowedHosts(allowed)
        self._deliverer = Deliverer(self._hosts, self._tell)
        self._log: deque[Delivery] = deque(maxlen=MOST_DELIVERIES)
        self._size = 0
        self._warned: Recent[str, None] = Recent(MOST_WARNED)
        self._numbers = count(1)
        self._counts: Counter[str] = Counter()  # events of each namespace
        states.closers.append(lambda namespace: self._counts.pop(namespace, None))
        self._lock = Lock()

    def follow(self, exchange: Exchange, state: NamespaceState) -> Follow | None:
        """What delivers, once the reply is sent, what a request made happen; None for nothing; never raises."""
        source, call = self.sources.get(exchange.vendor or ""), exchange.call
        if source is None or call is None:
            return None
        if state.transitions.due < NEVER:
            self._deliverer.watch(state)
        try:
            happenings = [*source.of_changes(state, call.changes, exchange), *source.of_call(state, exchange)]
            made = self._made(source, state, happenings, exchange.request.hops + 1)
        except Exception:  # a fault of ours: the reply is sent all the same, the whole story in the log
            logger.exception("webhooks: what %s made happen could not be told", exchange.operation)
            return None
        if not made:
            return None
        self._deliverer.expect(exchange.namespace)
        return partial(self._release, made, exchange.namespace)

    def arranged(self, vendor: str, state: NamespaceState, changes: Sequence[Change], hops: int = 1) -> None:
        """Tell of changes that no request made."""
        source = self.sources.get(vendor)
        if source is not None:
            for delivery in self._made(source, state, source.of_changes(state, changes), hops):
                self._deliverer.take(delivery, hold=delivery.hold)

    def settled(self, vendor: str, namespaces: Namespaces, settled: Settled) -> None:
        """Tell of changes that the time has brought."""
        state = namespaces.find(settled.namespace)
        if state is not None:
            self.arranged(vendor, state, settled.changes, settled.call.request.hops + 1)

    def _release(self, made: Iterable[Delivery], namespace: str) -> None:
        for delivery in made:
            self._deliverer.take(delivery, hold=delivery.hold)
        self._deliverer.come(namespace)

    # what is made of it

    def _made(
        self, source: EventSource, state: NamespaceState, happenings: Iterable[Happening], hops: int
    ) -> list[Delivery]:
        with state.lock:
            return [
                delivery
                for happening in happenings
                for delivery in self._deliveries(source, state, happening, hops)
            ]

    def _deliveries(
        self, source: EventSource, state: NamespaceState, happening: Happening, hops: int
    ) -> Iterator[Delivery]:
        name = happening.event.name
        receivers = [
            *source.receivers(happening, state),
            *(
                (Receiver(each.url, each.secret, each.id, each.handler), False)
                for each in state.shared.subscriptions
                if each.vendor in {None, source.name} and is_named(name, list(each.events))
            ),
        ]
        judged = [(receiver, self._refusal(receiver, hops), seeded) for receiver, seeded in receivers]
        sendable = [(receiver, why) for receiver, why, seeded in judged if not (why and seeded)]
        if not sendable:
            return
        event, problem = self._event(source, state, happening)
        for receiver, why in sendable:
            headers = {**source.headers(happening.call), HOPS.decode(): str(hops)}
            delivery = Delivery(str(next(self._numbers)), event, receiver, source.rules, headers, state.clock)
            if problem or why:
                delivery.end(BROKEN if problem else REFUSED, problem or why or "")
            self._remember(delivery)
            if problem or why:
                self._warn_of(delivery)
                self._tell(delivery)
            else:
                yield from self._struck(delivery, state)

    def _warn_of(self, delivery: Delivery) -> None:
        """Warn of a host that nothing is sent to, once; what is broken was told of when its payload was made."""
        if delivery.outcome == REFUSED and delivery.problem not in self._warned:
            self._warned[delivery.problem] = None
            logger.warning("webhooks: %s is not delivered: %s", delivery.event.name, delivery.problem)

    def _struck(self, delivery: Delivery, state: NamespaceState) -> Iterator[Delivery]:
        """A delivery, as often as it is sent: as a fault has it."""
        fault = None
        if state.faults.active:
            event, receiver = delivery.event, delivery.receiver
            told = Request("POST", receiver.url.encode(), b"", {}, event.id.encode())
            fault = state.faults.strike_delivery(event.vendor, event.name, told, state.seed)
        if fault is not None and fault.delivery == "lost":
            delivery.end(LOST, f"lost by the fault {fault.id}")
            self._tell(delivery)
            return
        delivery.hold = fault is not None and fault.delivery == "shuffled"
        yield delivery
        if fault is not None and fault.delivery == "duplicated":
            yield delivery

    def _refusal(self, receiver: Receiver, hops: int) -> str | None:
        """Why nothing may be sent to a receiver, as far as its address says, and what led to the event."""
        if receiver.handler is not None:
            return None
        if hops > MOST_HOPS:
            return f"{MOST_HOPS} deliveries led to it, one to the other, and there would be no end of them"
        try:
            self._hosts.parse(receiver.url)
        except RefusedHostError as refused:
            return str(refused)
        return None

    def _event(
        self, source: EventSource, state: NamespaceState, happening: Happening
    ) -> tuple[EventMessage, str]:
        """The event, with its payload; and why that cannot be sent, empty where it can."""
        namespace = state.namespace
        self._counts[namespace] += 1
        told = f"{state.seed}:{source.name}:{namespace}:{self._counts[namespace]}"
        id_ = "msg_" + blake2b(told.encode(), digest_size=12).hexdigest()
        call, name, problem, body = happening.call, happening.event.name, "", b""
        call.event = {"id": id_, "name": name, "timestamp": int(call.moment), "time": timestamp(call.moment)}
        media_type = JSON.type
        try:
            payload = happening.event.payload()
            body, media_type = payload.written(call, happening.row), payload.media_type
        except (BrokenPayloadError, SchemaError, ExpressionError) as error:
            problem = str(error)
            logger.error("webhooks: %s: %s; it is not sent", source.name, problem)  # noqa: TRY400 - it says all
            self._deliverer.failures.append((namespace, error.with_traceback(None)))
        cause = happening.cause.number if happening.cause is not None else None
        return EventMessage(id_, name, source.name, namespace, call.moment, body, cause, media_type), problem

    # what became of it

    def _remember(self, delivery: Delivery) -> None:
        with self._lock:
            self._size += len(delivery.event.body)
            while self._log and (len(self._log) == MOST_DELIVERIES or self._size > MOST_DELIVERIES_SIZE):
                self._size -= len(self._log.popleft().event.body)
            self._log.append(delivery)

    def _tell(self, delivery: Delivery) -> None:
        for listener in self.listeners:
            listener(delivery)

    def deliveries(self, namespace: str | None = None) -> list[Delivery]:
        """Those that are remembered, of a namespace if one is named, the oldest first."""
        with self._lock:
            return [each for each in self._log if namespace in {None, each.event.namespace}]

    def check(self, url: str) -> None:
        """Make sure that something may be sent to an address, as far as its text says.

        Raises:
            RefusedHostError: When nothing may.
        """
        self._hosts.parse(url)

    def redeliver(self, delivery: Delivery) -> None:
        """Deliver once more, now; where that fails, it is not tried again.

        Raises:
            UsageError: For one whose payload is broken: that is never sent.
        """
        if not delivery.event.body:
            raise UsageError(f"delivery {delivery.id} was never sent and cannot be: {delivery.problem}")
        self._deliverer.take(delivery, again=False)

    def wait(self, namespace: str = "", timeout: float = 10) -> bool:
        """Wait until all that is due is delivered; whether it was in time."""
        return self._deliverer.wait(timeout, namespace)

    def failures(self, namespace: str) -> list[BaseException]:
        """What went wrong in a namespace that a test has to know, since it was last asked."""
        return self._deliverer.failures_of(namespace)

    def of_causes(self) -> dict[int, list[Delivery]]:
        """The deliveries that are remembered, by the number of the request that caused them."""
        found: dict[int, list[Delivery]] = {}
        for each in self.deliveries():
            if each.event.cause is not None:
                found.setdefault(each.event.cause, []).append(each)
        return found

    def reset(self, vendor: str | None, namespace: str) -> None:
        """Forget subscriptions and deliveries of a namespace, of one vendor if one is named."""

        def gone(delivery: Delivery) -> bool:
            return delivery.event.namespace == namespace and vendor in {None, delivery.event.vendor}

        self.states.at(namespace).subscriptions.clear(vendor)
        self._deliverer.forget(gone)
        self._deliverer.failures_of(namespace)
        with self._lock:
            self._log = deque((each for each in self._log if not gone(each)), maxlen=MOST_DELIVERIES)
            self._size = sum(len(each.event.body) for each in self._log)
            if vendor is None:
                self._counts.pop(namespace, None)

    def close(self) -> None:
        """Deliver nothing more."""
        self._deliverer.close()


class ToldVendor(Protocol):
    """One served document."""

    services: Services
    namespaces: Namespaces


def webhooks_of(vendors: Mapping[str, ToldVendor], states: SharedStates, allowed: Sequence[str]) -> Webhooks:
    """What tells of the events of vendors; those that have none cost nothing.

    Raises:
        SpecError: With a problem for each event that makes no sense.
    """
    sources = {
        name: EventSource(each.services) for name, each in vendors.items() if has_events(each.services)
    }
    found = Webhooks(sources, states, allowed)
    for name in sources:
        namespaces = vendors[name].namespaces
        namespaces.later.arranged.append(partial(found.arranged, name))
        namespaces.later.listeners.append(partial(found.settled, name, namespaces))
    return found


def has_events(services: Services) -> bool:
    """Whether a document has events, or may have: callbacks."""
    contract = services.contract
    return bool(contract.mock.events) or next(callbacks_of(contract), None) is not None
