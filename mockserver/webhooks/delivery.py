"""What is delivered: an event, where to, and what became of each attempt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from mockserver.clock import Clock
from mockserver.contract.mock import SignatureRule, WebhookRules
from mockserver.webhooks.signatures import signed_headers

MOST_ATTEMPTS = 100  # that are kept of a delivery: redeliveries add to those of the schedule
WAITING, DELIVERED, FAILED, REFUSED, BROKEN, LOST, DROPPED = (
    "waiting", "delivered", "failed", "refused", "broken", "lost", "dropped",
)  # fmt: skip
OUTCOMES = (WAITING, DELIVERED, FAILED, REFUSED, BROKEN, LOST, DROPPED)


@dataclass(frozen=True, slots=True)
class EventMessage:
    """Something that has happened.

    Attributes:
        id: Its name among all events: the same for each delivery of it.
        name: What sort it is: `customer.created`.
        vendor, namespace: Whose.
        moment: When, by the server's clock.
        body: What is sent.
        cause: The number of the request in the journal that caused it; None where none did.
        media_type: Of the body.
    """

    id: str
    name: str
    vendor: str
    namespace: str
    moment: float
    body: bytes
    cause: int | None = None
    media_type: str = "application/json"

    @property
    def json(self) -> Any:
        """The payload, read."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """What a handler in this process is given of a delivery.

    Attributes:
        event: What has happened.
        headers: What would be sent with it, names in lower case; signed where the subscription has a secret.
        attempt: Which attempt this is, from 1.
    """

    event: EventMessage
    headers: Mapping[str, str]
    attempt: int = 1

    @property
    def name(self) -> str:
        """What sort of event it is."""
        return self.event.name

    @property
    def body(self) -> bytes:
        """The payload, as it is sent."""
        return self.event.body

    @property
    def json(self) -> Any:
        """The payload, read."""
        return self.event.json


Handler = Callable[[ReceivedEvent], object]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where events are delivered.

    Attributes:
        url: The address; of a handler, a name for it.
        secret: What signs; None for nothing.
        subscription: The row, or the subscription of the control plane, that asks for it; empty for the document.
        handler: What is called in this process in the place of a request.
    """

    url: str
    secret: str | None = None
    subscription: str = ""
    handler: Handler | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver.

    Attributes:
        at: When, by the server's clock.
        status: What was answered; None where nothing was.
        error: Why that is no success; empty for one.
        seconds: How long it took.
        headers: What was sent.
    """

    at: float
    status: int | None
    error: str
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)


class Delivery:
    """An event on its way to a receiver.

    Attributes:
        id: Its name on this server.
        event, receiver: What, and where to.
        rules: How it is signed and sent again.
        headers: What is sent with it, beside its signature.
        clock: The time by which it is sent again.
        outcome: One of `OUTCOMES`.
        attempts: What became of each, in order.
        due: When the next one is, by the clock; None where there is none.
        problem: Why it was not sent at all.
        gone: Whether it was forgotten while it was being sent.
        hold: Whether what comes next for its receiver is sent before.
    """

    __slots__ = (
        "attempts", "clock", "due", "event", "gone", "headers", "hold", "id", "outcome", "problem", "receiver", "rules",
    )  # fmt: skip

    def __init__(
        self,
        id_: str,
        event: EventMessage,
        receiver: Receiver,
        rules: WebhookRules,
        headers: Mapping[str, str],
        clock: Clock,
    ) -> None:
        self.id = id_
        self.event = event
        self.receiver = receiver
        self.rules = rules
        self.headers = headers
        self.clock = clock
        self.outcome = WAITING
        self.attempts: list[Attempt] = []
        self.due: float | None = None
        self.problem = ""
        self.gone = self.hold = False

    @property
    def place(self) -> tuple[str, str]:
        """What is delivered to in order: the receiver of a namespace."""
        return self.event.namespace, self.receiver.url

    def sent_headers(self) -> dict[str, str]:
        """What is sent with it now, names in lower case."""
        timestamp, rule = int(self.clock.time()), self.rules.signature
        if rule is None and self.receiver.secret:
            rule = SignatureRule()
        signature = signed_headers(rule, self.receiver.secret, self.event.id, timestamp, self.event.body)
        return {"content-type": self.event.media_type, **self.headers, **signature}

    def note(self, attempt: Attempt, *, again: bool) -> None:
        """Note what became of an attempt, and when the next one is.

        Args:
            attempt: The attempt.
            again: Whether one that failed is followed by another, as the schedule says.
        """
        self.attempts.append(attempt)
        del self.attempts[:-MOST_ATTEMPTS]
        if not attempt.error:
            self.end(DELIVERED)
        elif again and len(self.attempts) <= len(self.rules.retries):
            self.due = self.clock.time() + self.rules.retries[len(self.attempts) - 1]
        else:
            self.end(FAILED)

    def end(self, outcome: str, problem: str = "") -> None:
        """Be sent no more."""
        self.outcome, self.due, self.problem = outcome, None, problem
