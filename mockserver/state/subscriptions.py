"""Where a test has events sent: the subscriptions of a namespace that no row of a document is."""

from dataclasses import dataclass, field
from typing import Any

from mockserver.bounds import MOST_SUBSCRIPTIONS
from mockserver.faults.active import ActiveMark, ActiveSet, IdNumbers


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where events are sent.

    Attributes:
        id: Its name on this server.
        url: The address.
        events: The names of the events, `*` in one for any text.
        vendor: Whose events; None for all.
        secret: What signs the deliveries; None for what the document says.
        handler: What is called in this process in the place of a request.
    """

    id: str
    url: str
    events: tuple[str, ...] = ("*",)
    vendor: str | None = None
    secret: str | None = None
    handler: Any = field(default=None, compare=False)

    def as_json(self) -> dict[str, Any]:
        """What is shown of it: not its secret."""
        found = {"id": self.id, "url": self.url, "events": list(self.events), "vendor": self.vendor}
        return {name: value for name, value in found.items() if value is not None} | {
            "signed": self.secret is not None
        }


@dataclass(frozen=True, slots=True)
class SubscriptionsSet:
    """Subscriptions have been added or removed.

    Attributes:
        active: Those that there are, the latest first.
    """

    active: tuple[Subscription, ...]


class Subscriptions(ActiveSet[Subscription]):
    """The subscriptions of one namespace."""

    def __init__(self, numbers: IdNumbers | None = None) -> None:
        super().__init__("subscriptions", MOST_SUBSCRIPTIONS, _set, numbers)

    def clear(self, vendor: str | None = None) -> None:
        """Remove all of them, or those of one vendor alone."""
        self.keep(lambda each: vendor not in {None, each.vendor})

    def apply(self, change: SubscriptionsSet) -> None:
        """Have those that were set elsewhere."""
        with self.lock:
            self._take(change.active)


def _set(active: tuple[Subscription, ...], _: ActiveMark[Subscription] | None) -> SubscriptionsSet:
    return SubscriptionsSet(active)
