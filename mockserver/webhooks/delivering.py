"""Delivering, in a thread of its own: there is none before the first delivery, nor once all is done.

To each receiver one delivery is sent after the other, in the order of what happened; one that failed waits for its time
and holds up no other.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Final

from mockserver.bounds import MOST_UNDELIVERED
from mockserver.state.namespaces import NamespaceState
from mockserver.webhooks.delivery import DROPPED, REFUSED, WAITING, Attempt, Delivery, ReceivedEvent
from mockserver.webhooks.hosts import AllowedHosts, RefusedHostError
from mockserver.webhooks.waiting import Lane, WaitingDeliveries

if TYPE_CHECKING:
    from mockserver.webhooks.posting import Sender

LINGER: Final = 2.0  # seconds that the thread waits for more
MOST_FAILURES: Final = 100  # that are kept for who waits: of handlers in this process, and broken payloads
MOST_AT_ONCE: Final = 50  # receivers that are sent to at the same time

logger = logging.getLogger("mockserver")


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
        self._waiting = WaitingDeliveries()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._ends = False
        self.failures: deque[tuple[str, BaseException]] = deque(maxlen=MOST_FAILURES)

    def expect(self, namespace: str) -> None:
        """Know that there will be something to deliver, once a reply is sent."""
        with self._changed:
            self._waiting.expected[namespace] += 1

    def come(self, namespace: str) -> None:
        """Have what was expected."""
        with self._changed:
            self._waiting.expected[namespace] -= 1
            if not self._waiting.expected[namespace]:
                del self._waiting.expected[namespace]
            self._changed.notify_all()

    def take(self, delivery: Delivery, *, again: bool = True, hold: bool = False) -> None:
        """Deliver something now. From any thread.

        Args:
            delivery: What, and where to.
            again: Whether it is delivered again later where it fails.
            hold: Whether what comes next for its receiver is delivered before.
        """
        with self._changed:
            if len(self._waiting) >= MOST_UNDELIVERED:
                delivery.end(DROPPED, f"{MOST_UNDELIVERED} deliveries wait already")
                logger.error("webhooks: %s is not delivered: %s", delivery.event.name, delivery.problem)
                return
            delivery.outcome = WAITING
            self._waiting.put(delivery, again=again, hold=hold)
            self._ensure_thread()
            self._poke()

    def watch(self, state: NamespaceState) -> None:
        """Carry out the changes that rows of a state wait for when they are due: they may be events."""
        with self._changed:
            if state not in self._waiting.states:
                self._waiting.states.append(state)
            self._ensure_thread()
            self._poke()

    def forget(self, wanted: Callable[[Delivery], bool]) -> None:
        """Deliver no more what is wanted, but for what is on its way."""
        with self._changed:
            self._waiting.forget(wanted)
            self._poke()
            self._changed.notify_all()

    def wait(self, timeout: float, namespace: str) -> bool:
        """Wait until nothing of a namespace is on its way, but for what its clock has not come to.

        Returns:
            Whether that was so in time.
        """
        until = monotonic() + timeout
        with self._changed:
            while self._waiting.is_busy(namespace):
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

    def _ensure_thread(self) -> None:
        if self._thread is None and not self._ends:
            self._thread = Thread(target=self._work, daemon=True, name="mockserver-webhooks")
            self._thread.start()

    def _poke(self) -> None:
        """Wake the thread, if it runs already; one that starts looks by itself."""
        if self._loop is not None and self._wake is not None:
            self._loop.call_soon_threadsafe(self._wake.set)

    def _clock_moved(self) -> None:
        with self._changed:
            self._poke()

    # in the thread

    def _work(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        from mockserver.webhooks.posting import Sender  # noqa: PLC0415 - a client is needed from here on

        sender, tasks = Sender(self._hosts), set[asyncio.Task[None]]()
        wake, room = asyncio.Event(), asyncio.Semaphore(MOST_AT_ONCE)
        loop = asyncio.get_running_loop()
        with self._changed:
            self._loop, self._wake = loop, wake
        try:
            while not self._ends:
                wake.clear()
                self._settle()
                with self._changed:
                    places, pause = self._due()
                tasks = {each for each in tasks if not each.done()}
                tasks |= {asyncio.ensure_future(self._deliver_to(each, sender, room)) for each in places}
                if not await _woken(wake, pause) and self._leave(loop):
                    break
        finally:
            self._end(loop)
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await sender.close()

    def _settle(self) -> None:
        """Carry out the changes of rows that are due; without the lock, as they may be events that are taken."""
        with self._changed:
            states = [each for each in self._waiting.states if each.transitions.due <= each.clock.time()]
            for state in states:
                self.expect(state.namespace)  # who waits does so for what comes of it
        for state in states:
            try:
                state.settle()
            finally:
                self.come(state.namespace)

    def _due(self) -> tuple[list[Lane], float | None]:
        """The receivers that have to be sent to, and for how long nothing else has to be done."""
        waiting = self._waiting
        waiting.move_due()
        self._watch_clocks()
        places, left = waiting.begun(), waiting.seconds_left()
        return places, LINGER if left is None and waiting.is_empty() else left

    def _watch_clocks(self) -> None:
        """Be told of the clocks by which something waits."""
        for clock in self._waiting.clocks():
            if self._clock_moved not in clock.waiting:
                clock.waiting = (*clock.waiting, self._clock_moved)

    def _leave(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether there is nothing to do; another thread is started for what comes next."""
        with self._changed:
            if not self._waiting.is_empty():
                return False
            self._end(loop)
            return True

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._changed:
            if self._loop is loop:  # else another thread has begun already
                self._thread = self._loop = self._wake = None
                self._waiting.stop()
                self._changed.notify_all()

    async def _deliver_to(self, place: Lane, sender: "Sender", room: asyncio.Semaphore) -> None:
        """Deliver what waits for one receiver, in order."""
        while True:
            with self._changed:
                queued = self._waiting.next(place)
                if queued is None:
                    self._changed.notify_all()
                    self._poke()
                    return
            delivery, again = queued
            async with room:
                await self._attempt(delivery, sender, again=again)
            with self._changed:
                if delivery.due is not None and not delivery.gone:
                    self._waiting.put_later(delivery)
                    self._watch_clocks()
            self._tell(delivery)

    async def _attempt(self, delivery: Delivery, sender: "Sender", *, again: bool) -> None:
        import httpx  # noqa: PLC0415 - as above

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
    async def _sent(delivery: Delivery, headers: dict[str, str], sender: "Sender") -> int | None:
        receiver, event = delivery.receiver, delivery.event
        if receiver.handler is not None:
            receiver.handler(ReceivedEvent(event, headers, len(delivery.attempts) + 1))
            return None
        return await sender.send(receiver.url, event.body, headers, delivery.rules.timeout)


async def _woken(wake: asyncio.Event, pause: float | None) -> bool:
    """Wait to be woken; whether that was before the pause was over."""
    try:
        await asyncio.wait_for(wake.wait(), pause)
    except TimeoutError:
        return False
    return True
