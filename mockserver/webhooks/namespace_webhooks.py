"""The events of one namespace, for tests: who is told, what was delivered, and delivering it again."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, overload

from mockserver.bounds import LONGEST_WAIT, quoted_value
from mockserver.bounds import seconds as bounded_seconds
from mockserver.errors import MockserverError, UsageError, hint
from mockserver.state.subscriptions import Subscription
from mockserver.webhooks.delivery import OUTCOMES, Delivery, Handler
from mockserver.webhooks.hosts import RefusedHostError
from mockserver.webhooks.hub import Webhooks
from mockserver.webhooks.receivers import fits_pattern

EventNames = str | Iterable[str]
ALL = ("*",)


class UndeliveredError(MockserverError):
    """Something was not delivered in time."""


class NoDeliveryError(MockserverError):
    """An id that no delivery has."""


class NamespaceWebhooks:
    """The events of one namespace."""

    def __init__(self, hub: Webhooks, namespace: str = "") -> None:
        """Take all events of a server."""
        self._hub = hub
        self._namespace = namespace

    # who is told

    @property
    def events(self) -> list[str]:
        """The names of the events that the documents have."""
        found = (name for source in self._hub.sources.values() for name in source.events.names)
        return list(dict.fromkeys(found))

    @property
    def subscriptions(self) -> list[Subscription]:
        """Those of tests, the oldest first; the rows that subscribe are among the rows."""
        return [*self._hub.states.at(self._namespace).subscriptions]

    def subscribe(
        self, url: str, events: EventNames = ALL, *, vendor: str | None = None, secret: str | None = None
    ) -> Subscription:
        """Have events delivered to an address.

        Args:
            url: The address, on this machine or on a host that is allowed.
            events: Their name or names, `*` in one for any text.
            vendor: Whose; None for all.
            secret: What signs the deliveries; None for what the document says.

        Raises:
            UsageError: For an event or a vendor that there is not, or an address that nothing may be sent to.
        """
        try:
            self._hub.check(url)
        except RefusedHostError as refused:
            raise UsageError(f"url: {refused}") from None
        names = (events,) if isinstance(events, str) else tuple(events)
        return self._subscribe(url, names, vendor, secret, None)

    @overload
    def on(
        self, events: EventNames = ALL, *, vendor: str | None = None, secret: str | None = None
    ) -> Callable[[Handler], Handler]: ...
    @overload
    def on(
        self, events: EventNames, handler: Handler, *, vendor: str | None = None, secret: str | None = None
    ) -> Subscription: ...
    def on(
        self,
        events: EventNames = ALL,
        handler: Handler | None = None,
        *,
        vendor: str | None = None,
        secret: str | None = None,
    ) -> Any:
        """Have events delivered to a function of this process: `handler`, else the one that is decorated.

        It is called in a thread, with a `ReceivedEvent`. What it raises makes the delivery fail, and comes out of
        `wait`.

        Args:
            events: Their name or names, `*` in one for any text.
            handler: The function.
            vendor: Whose events; None for all.
            secret: What signs the deliveries; None for what the document says.

        Raises:
            UsageError: For an event or a vendor that there is not.
        """
        names = (events,) if isinstance(events, str) else tuple(events)
        if handler is not None:
            return self._subscribe("", names, vendor, secret, handler)

        def decorated(function: Handler) -> Handler:
            self._subscribe("", names, vendor, secret, function)
            return function

        return decorated

    def _subscribe(
        self,
        url: str,
        events: tuple[str, ...],
        vendor: str | None,
        secret: str | None,
        handler: Handler | None,
    ) -> Subscription:
        sources = self._hub.sources
        if vendor is not None and vendor not in sources:
            raise UsageError(
                f"vendor: {quoted_value(vendor)} has no events; {hint(vendor, sources, 'with events')}"
            )
        known = self.events if vendor is None else sources[vendor].events.names
        for event in events:
            if not any(fits_pattern(name, event) for name in known):
                raise UsageError(f"there is no event {quoted_value(event)}; {hint(event, known, 'events')}")

        def made(id_: str) -> Subscription:
            return Subscription(id_, url or f"handler:{id_}", events, vendor, secret, handler)

        return self._hub.states[self._namespace].subscriptions.have(made)

    def find(self, id_: str) -> Subscription | None:
        """The subscription of an id; None where there is none."""
        return next((each for each in self.subscriptions if each.id == id_), None)

    def remove(self, subscription: Subscription) -> None:
        """Tell it no more."""
        kept = self._hub.states.at(self._namespace).subscriptions
        kept.keep(lambda each: each.id != subscription.id)

    def clear(self) -> None:
        """Remove every subscription of tests."""
        self._hub.states.at(self._namespace).subscriptions.clear()

    # what was delivered

    def __iter__(self) -> Iterator[Delivery]:
        """Every delivery that is remembered, the oldest first."""
        return iter(self._hub.deliveries(self._namespace))

    def deliveries(
        self, event: str | None = None, outcome: str | None = None, vendor: str | None = None
    ) -> list[Delivery]:
        """Those that are remembered, the oldest first.

        Args:
            event, vendor: Of which event, of whose; None for any.
            outcome: What became of them: `waiting`, `delivered`, `failed`, `refused`, `broken`, `lost` or `dropped`.

        Raises:
            UsageError: For another outcome.
        """
        if outcome is not None and outcome not in OUTCOMES:
            raise UsageError(f"outcome: there is no {quoted_value(outcome)}; {hint(outcome, OUTCOMES)}")
        return [
            each
            for each in self
            if event in {None, each.event.name}
            and outcome in {None, each.outcome}
            and vendor in {None, each.event.vendor}
        ]

    def delivery(self, id_: str) -> Delivery:
        """The delivery of an id.

        Raises:
            NoDeliveryError: When there is none that is remembered.
        """
        for each in self:
            if each.id == id_:
                return each
        raise NoDeliveryError(
            f"there is no delivery {quoted_value(id_)} in this namespace; the latest are remembered"
        )

    def redeliver(self, delivery: Delivery | str) -> Delivery:
        """Deliver once more, now, under the event's own id; where that fails, it is not tried again.

        Raises:
            NoDeliveryError: When there is none of that id.
            UsageError: For one whose payload is broken: that is never sent.
        """
        found = self.delivery(delivery) if isinstance(delivery, str) else delivery
        self._hub.redeliver(found)
        return found

    def is_idle(self) -> bool:
        """Whether all that is due is delivered."""
        return self._hub.wait(self._namespace, 0)

    def wait(self, seconds: float = 10) -> None:
        """Wait until all that is due by the clock is delivered, or has failed.

        Args:
            seconds: How long at most.

        Raises:
            UndeliveredError: When it takes longer.
            BrokenPayloadError: When the payload of an event breaks its schema: it was not sent.
            Exception: What a handler of this process has raised.
        """
        seconds = min(bounded_seconds("seconds", seconds), LONGEST_WAIT)
        if not self._hub.wait(self._namespace, seconds):
            waiting = [
                f"{each.event.name} to {each.receiver.url}" for each in self.deliveries(outcome="waiting")
            ]
            raise UndeliveredError(f"not delivered within {seconds:g} s: {', '.join(waiting[:5])}")
        for failure in self._hub.failures(self._namespace):
            raise failure
