"""What is told of changes: events, who subscribes to them, how they are signed and sent again."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.mock.block import Block
from mockserver.contract.mock.resources import Condition, Fields

CHANGES = ("created", "updated", "deleted")
# Seconds after each attempt until the next one: the schedule that Standard Webhooks recommends.
RETRIES = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule(Block):
    """An event: on which changes of which resource it happens, and what is sent of it."""

    resource: str | None = None
    on: tuple[str, ...] = CHANGES
    changed: tuple[str, ...] = ()
    when: Condition | None = None
    webhook: str | None = None
    callback: str | None = None
    schema: str | None = None
    payload: Any = None
    to: tuple[str, ...] = ()

    @classmethod
    def spelled_out(cls, raw: Any) -> Mapping[str, Any]:
        """One change, or one address, is short for a list of it."""
        return {
            key: [value] if key in {"on", "to"} and isinstance(value, str) else value
            for key, value in raw.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRule(Block):
    """The resource whose rows say where events are sent, and which."""

    resource: str = ""
    url: str = "url"
    events: str | None = None
    secret: str | None = None
    where: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRule(Block):
    """How a delivery is signed, and by which secret where its subscription has none."""

    style: str = "standard"
    secret: str | None = None
    header: str = ""
    algorithm: str = "sha256"
    encoding: str = "hex"
    signed: str = "{body}"
    value: str = "{signature}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRules(Block):
    """How the events of a document are delivered."""

    subscriptions: SubscriptionRule | None = None
    to: tuple[str, ...] = ()
    payload: Any = None
    headers: Fields = dataclasses.field(default_factory=dict)
    signature: SignatureRule | None = None
    retries: tuple[float, ...] = RETRIES
    timeout: float = 15

    @classmethod
    def spelled_out(cls, raw: Any) -> Mapping[str, Any]:
        """One address is short for a list of it."""
        return {
            key: [value] if key == "to" and isinstance(value, str) else value for key, value in raw.items()
        }
