"""Delivering, in a thread of its own: there is none before the first delivery, nor once all is done.

To each receiver one delivery is sent after the other, in the order of what happened; one that failed waits for its time
and holds up no other.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic, perf_counter
from typing import Final

import httpx

from mockserver.bounds import MOST_UNDELIVERED
from mockserver.webhooks.delivery import DROPPED, REFUSED, WAITING, Attempt, Delivery, ReceivedEvent
from mockserver.webhooks.hosts import AllowedHosts, RefusedHostError
from mockserver.webhooks.posting import Sender

LINGER: Final = 2.0  # seconds that the thread waits for more
MOST_FAILURES: Final = 100  # that are kept for who waits: of handlers in this process, and broken payloads
MOST_AT_ONCE: Final = 50  # receivers that are sent to at the same time

logger = logging.getLogger("mockserver")
Lane = tuple[str, str]


class Deliverer:
    """Delivers what it is given, and again what failed, by the clock of each delivery.

    Attributes:
        failures: What handlers of this process raised, and payloads that are broken, each with its namespace.
    """

    def __init__(self, hosts: AllowedHosts, tell: Callable[[Delivery], object]) -> None:
        """Begin with nothing to do.

        Args:
            hosts: Says where it may be delivered.
            tell: Called with each delivery of which something became.
        """
        self._hosts = hosts
        self._tell = tell
        self._lanes: dict[Lane, deque[tuple[Delivery, bool]]] = {}
        self._running: set[Lane] = set()
        self._later: dict[str, Delivery] = {}
        self._expected: Counter[str] = Counter()  # replies of each namespace that are on their way first
        self._changed = Condition()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._ends = False
        self.failures: deque[tuple[str, BaseException]] = deque(maxlen=MOST_FAILURES)

    def expect(self, namespace: str) -> None:
        """Know that there will be something to deliver, once a reply is sent."""
        with self._changed:
            self._expected[namespace] += 1

    def come(self, namespace: str) -> None:
        """Have what was expected."""
        with self._changed:
            self._expected[namespace] -= 1
            self._changed.notify_all()

    def take(self, delivery: Delivery, *, again: bool = True) -> None:
        """Deliver something now; where it fails, and `again` says so, later again. From any thread."""
        with self._changed:
            if self._count() >= MOST_UNDELIVERED:
                delivery.end(DROPPED, f"{MOST_UNDELIVERED} deliveries wait already")
                logger.error("webhooks: %s is not delivered: %s", delivery.event.name, delivery.problem)
                return
            self._later.pop(delivery.id, None)
            delivery.outcome, delivery.due = WAITING, None
            self._lanes.setdefault(delivery.place, _lane()).append((delivery, again))
            self._ensure_thread()
            self._poke()

    def forget(self, wanted: Callable[[Delivery], bool]) -> None:
        """Deliver no more what is wanted, but for what is on its way."""
        with self._changed:
            for place in list(self._lanes):
                kept = deque(
                    (pair for pair in self._lanes[place] if not wanted(pair[0])), maxlen=MOST_UNDELIVERED
                )
                self._lanes[place] = kept
                if not kept and place not in self._running:
                    del self._lanes[place]
            self._later = {id_: each for id_, each in self._later.items() if not wanted(each)}
            self._poke()
            self._changed.notify_all()

    def wait(self, timeout: float, namespace: str) -> bool:
        """Wait until nothing of a namespace is on its way, but for what its clock has not come to.

        Returns:
            Whether that was so in time.
        """
        until = monotonic() + timeout
        with self._changed:
            while self._busy(namespace):
                left = until - monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
        return True

    def failures_of(self, namespace: str) -> list[BaseException]:
        """What went wrong in a namespace, and is told once."""
        with self._changed:
            found = [failure for name, failure in self.failures if name == namespace]
            kept = [pair for pair in self.failures if pair[0] != namespace]
            self.failures.clear()
            self.failures.extend(kept)
        return found

    def close(self) -> None:
        """Deliver nothing more; what is on its way is broken off."""
        with self._changed:
            self._ends = True
            thread = self._thread
            self._poke()
        if thread is not None:
            thread.join(5)

    # under the lock

    def _count(self) -> int:
        return len(self._later) + sum(map(len, self._lanes.values()))

    def _busy(self, namespace: str) -> bool:
        if self._expected[namespace] or any(
            place[0] == namespace for place in (*self._lanes, *self._running)
        ):
            return True
        waiting = (each for each in self._later.values() if each.event.namespace == namespace)
        return any(each.due is not None and each.due <= each.clock.time() for each in waiting)

    def _ensure_thread(self) -> None:
        if self._thread is None and not self._ends:
            self._thread = Thread(
                target=lambda: asyncio.run(self._run()), daemon=True, name="mockserver-webhooks"
            )
            self._thread.start()

    def _poke(self) -> None:
        """Wake the thread, if it runs already; one that starts looks by itself."""
        if self._loop is not None and self._wake is not None:
            self._loop.call_soon_threadsafe(self._wake.set)

    def _clock_moved(self) -> None:
        with self._changed:
            self._poke()

    # in the thread

    async def _run(self) -> None:
        sender, tasks = Sender(self._hosts), set[asyncio.Task[None]]()
        wake, room = asyncio.Event(), asyncio.Semaphore(MOST_AT_ONCE)
        with self._changed:
            self._loop, self._wake = asyncio.get_running_loop(), wake
        try:
            while True:
                wake.clear()
                with self._changed:
                    if self._ends:
                        break
                    self._move_due()
                    for place in self._lanes.keys() - self._running:
                        self._running.add(place)
                        tasks.add(asyncio.ensure_future(self._deliver_to(place, sender, room)))
                    pause, idle = self._pause(), not self._lanes and not self._later
                tasks = {each for each in tasks if not each.done()}
                if not await _woken(wake, pause) and idle and self._leave():
                    break
        finally:
            self._end_run()
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await sender.close()

    def _leave(self) -> bool:
        """Whether there is still nothing to do; another thread is started for what comes next."""
        with self._changed:
            if self._lanes or self._later or self._running:
                return False
            self._end_run()
            return True

    def _end_run(self) -> None:
        with self._changed:
            self._thread = self._loop = self._wake = None
            for place in self._running:
                self._lanes.pop(place, None)
            self._running.clear()
            self._changed.notify_all()

    def _move_due(self) -> None:
        for id_, each in list(self._later.items()):
            if each.due is not None and each.due <= each.clock.time():
                del self._later[id_]
                each.due = None
                self._lanes.setdefault(each.place, _lane()).append((each, True))
        self._watch_clocks()

    def _watch_clocks(self) -> None:
        """Be told of the clocks by which something waits."""
        for each in self._later.values():
            if self._clock_moved not in each.clock.waiting:
                each.clock.waiting = (*each.clock.waiting, self._clock_moved)

    def _pause(self) -> float | None:
        """Seconds until something is due; None where no clock comes to it by itself."""
        left = [
            each.due - each.clock.time()
            for each in self._later.values()
            if each.due and not each.clock.frozen
        ]
        if left:
            return max(0.0, min(left))
        return None if self._later or self._lanes else LINGER

    async def _deliver_to(self, place: Lane, sender: Sender, room: asyncio.Semaphore) -> None:
        """Deliver what waits for one receiver, in order."""
        while True:
            with self._changed:
                if not self._lanes.get(place):
                    self._lanes.pop(place, None)
                    self._running.discard(place)
                    self._changed.notify_all()
                    self._poke()
                    return
                delivery, again = self._lanes[place].popleft()
            async with room:
                await self._attempt(delivery, sender, again=again)
            with self._changed:
                if delivery.due is not None:
                    self._later[delivery.id] = delivery
                    self._watch_clocks()
            self._tell(delivery)

    async def _attempt(self, delivery: Delivery, sender: Sender, *, again: bool) -> None:
        at, started, headers = delivery.clock.time(), perf_counter(), delivery.sent_headers()
        status, error = None, ""
        try:
            status = await self._sent(delivery, headers, sender)
        except RefusedHostError as refused:
            delivery.end(REFUSED, str(refused))
            logger.warning("webhooks: %s is not delivered: %s", delivery.event.name, refused)
            return
        except TimeoutError:
            error = f"no answer within {delivery.rules.timeout:g} s"
        except (httpx.HTTPError, OSError) as failed:
            error = f"{type(failed).__name__}: {failed}".rstrip(": ")
        except Exception as failed:  # noqa: BLE001 - a handler of a test may raise anything
            error = f"{type(failed).__name__}: {failed}".rstrip(": ")
            self.failures.append((delivery.event.namespace, failed))
        if status is not None and not 200 <= status < 300:
            error = f"answered {status}" + ("; redirects are not followed" if 300 <= status < 400 else "")
        delivery.note(Attempt(at, status, error, perf_counter() - started, headers), again=again)

    @staticmethod
    async def _sent(delivery: Delivery, headers: dict[str, str], sender: Sender) -> int | None:
        receiver, event = delivery.receiver, delivery.event
        if receiver.handler is not None:
            receiver.handler(ReceivedEvent(event, headers, len(delivery.attempts) + 1))
            return None
        return await sender.send(receiver.url, event.body, headers, delivery.rules.timeout)


def _lane() -> deque[tuple[Delivery, bool]]:
    return deque(maxlen=MOST_UNDELIVERED)


async def _woken(wake: asyncio.Event, pause: float | None) -> bool:
    """Wait to be woken; whether that was before the pause was over."""
    try:
        await asyncio.wait_for(wake.wait(), pause)
    except TimeoutError:
        return False
    return True
