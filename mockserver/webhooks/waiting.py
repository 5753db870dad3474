"""What waits to be delivered: to each receiver in order, later by a clock, or behind what comes after it."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from time import monotonic

from mockserver.bounds import MOST_UNDELIVERED
from mockserver.clock import Clock
from mockserver.state.namespaces import NamespaceState
from mockserver.state.transitions import NEVER
from mockserver.webhooks.delivery import Delivery

HOLD = 3.0  # seconds that a delivery waits for one that overtakes it
Lane = tuple[str, str]  # namespace and receiver
Queued = tuple[Delivery, bool]  # and whether it is tried again where it fails


class WaitingDeliveries:
    """Deliveries that wait; who reads or changes them holds a lock.

    Attributes:
        running: The receivers that are being sent to.
        under_way: What is being sent.
        expected: How many replies of each namespace are on their way first.
        states: Those in which rows wait for a change, which may be an event.
    """

    def __init__(self) -> None:
        self._lanes: dict[Lane, deque[Queued]] = {}
        self._held: dict[Lane, tuple[Queued, float]] = {}
        self._later: dict[str, Delivery] = {}
        self.running: set[Lane] = set()
        self.under_way: dict[Lane, Delivery] = {}
        self.expected: Counter[str] = Counter()
        self.states: list[NamespaceState] = []

    def __len__(self) -> int:
        return len(self._later) + len(self._held) + sum(map(len, self._lanes.values()))

    def put(self, delivery: Delivery, *, again: bool, hold: bool) -> None:
        """Have something delivered now, or behind what comes next for its receiver, if anything does."""
        self._later.pop(delivery.id, None)
        delivery.due = None
        held = self._held.pop(delivery.place, None)
        if hold and held is None:
            self._held[delivery.place] = ((delivery, again), monotonic() + HOLD)
            return
        self._lane(delivery.place).append((delivery, again))
        if held is not None:
            self._lane(delivery.place).append(held[0])

    def put_later(self, delivery: Delivery) -> None:
        """Have something delivered when it is due."""
        self._later[delivery.id] = delivery

    def _lane(self, place: Lane) -> deque[Queued]:
        return self._lanes.setdefault(place, deque(maxlen=MOST_UNDELIVERED))

    def move_due(self) -> None:
        """Have delivered what is due by now."""
        for id_, each in list(self._later.items()):
            if each.due is None or each.due <= each.clock.time():
                del self._later[id_]
                if each.due is not None:
                    each.due = None
                    self._lane(each.place).append((each, True))
        for place, (queued, until) in list(self._held.items()):
            if until <= monotonic():
                del self._held[place]
                self._lane(place).append(queued)
        self.states = [each for each in self.states if each.transitions.due < NEVER]

    def begun(self) -> list[Lane]:
        """The receivers to which something is to be sent and nothing is; they are being sent to from now on."""
        places = [*(self._lanes.keys() - self.running)]
        self.running.update(places)
        return places

    def next(self, place: Lane) -> Queued | None:
        """What is sent to a receiver next; None for nothing: it is not being sent to any more."""
        self.under_way.pop(place, None)
        if not self._lanes.get(place):
            self._lanes.pop(place, None)
            self.running.discard(place)
            return None
        queued = self._lanes[place].popleft()
        self.under_way[place] = queued[0]
        return queued

    def stop(self) -> None:
        """Forget what is being sent."""
        for place in self.running:
            self._lanes.pop(place, None)
        self.running.clear()
        self.under_way.clear()

    def forget(self, wanted: Callable[[Delivery], bool]) -> None:
        """Deliver no more what is wanted; what is being sent is not sent again."""
        for place in list(self._lanes):
            kept = [pair for pair in self._lanes[place] if not wanted(pair[0])]
            self._lanes[place].clear()
            self._lanes[place].extend(kept)
            if not kept and place not in self.running:
                del self._lanes[place]
        self._later = {id_: each for id_, each in self._later.items() if not wanted(each)}
        self._held = {place: pair for place, pair in self._held.items() if not wanted(pair[0][0])}
        for each in self.under_way.values():
            each.gone = each.gone or wanted(each)

    def is_busy(self, namespace: str) -> bool:
        """Whether something of a namespace is to be delivered by now."""
        if self.expected[namespace]:
            return True
        if any(place[0] == namespace for place in (*self._lanes, *self.running, *self._held)):
            return True
        if any(
            each.namespace == namespace and each.transitions.due <= each.clock.time() for each in self.states
        ):
            return True
        waiting = (each for each in self._later.values() if each.event.namespace == namespace)
        return any(each.due is not None and each.due <= each.clock.time() for each in waiting)

    def is_empty(self) -> bool:
        """Whether nothing waits, nor is being sent."""
        return not (self._lanes or self._later or self._held or self.running or self.states)

    def clocks(self) -> Iterator[Clock]:
        """Those by which something waits."""
        yield from (each.clock for each in self._later.values())
        yield from (each.clock for each in self.states)

    def seconds_left(self) -> float | None:
        """How long it is until something is due; None where nothing comes to it by itself."""
        dues = [(each.due, each.clock) for each in self._later.values() if each.due is not None]
        dues += [(each.transitions.due, each.clock) for each in self.states]
        left = [due - clock.time() for due, clock in dues if not clock.frozen]
        left += [until - monotonic() for _, until in self._held.values()]
        return max(0.0, min(left)) if left else None
