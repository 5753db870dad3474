"""Answers that idempotency keys bring back (draft-ietf-httpapi-idempotency-key-header, 2.6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mockserver.bounded import Weighed
from mockserver.bounds import KEPT_REPLIES, KEPT_REPLIES_SIZE
from mockserver.clock import Clock
from mockserver.exchange import Reply

FEWEST = 1024  # replies among which none is looked for whose time is over
OF_EACH = 512  # bytes that a reply takes beside its body and its key
Slot = tuple[str, str, str]  # credential, operation, key


class MismatchError(Exception):
    """A key came with another request than the first time."""


@dataclass(frozen=True, slots=True)
class ReplyKept:
    """A reply that an idempotency key brings back.

    Attributes:
        slot: Whose key, of which operation.
        fingerprint: What tells the request that it was the reply to.
        until: Unix time from which on it is forgotten.
        reply: The reply.
    """

    slot: Slot
    fingerprint: bytes
    until: float
    reply: Reply


class KeptReplies:
    """Replies by idempotency key, each for a while by the server's clock; when there are too many, the oldest go.

    Attributes:
        record: Told of each reply that is kept.
    """

    def __init__(self, clock: Clock, most: int = KEPT_REPLIES, most_bytes: int = KEPT_REPLIES_SIZE) -> None:
        """Begin with none; there are as many as `most` at once, and as many bytes of them."""
        self._clock = clock
        self._most = most
        self._most_bytes = most_bytes
        self.restore({})
        self._swept = FEWEST
        self.record: Callable[[ReplyKept], object] | None = None

    def get(self, slot: Slot, fingerprint: bytes) -> Reply | None:
        """The reply kept for a key, None when there is none or its time is over.

        Raises:
            MismatchError: When the key was used for a request with another fingerprint.
        """
        kept = self._kept.get(slot)
        if kept is None or kept.until <= self._clock.time():
            return None
        if kept.fingerprint != fingerprint:
            raise MismatchError
        return kept.reply

    def keep(self, slot: Slot, fingerprint: bytes, reply: Reply, ttl: float) -> None:
        """Keep a reply for `ttl` seconds."""
        kept = ReplyKept(slot, fingerprint, self._clock.time() + ttl, reply)
        self.apply(kept)
        if self.record is not None:
            self.record(kept)

    def apply(self, change: ReplyKept) -> None:
        """Keep a reply that was given elsewhere."""
        self._kept[change.slot] = change
        if len(self._kept) > self._swept:
            self._sweep()

    def _sweep(self) -> None:
        """Forget replies whose time is over; again when there are twice as many as are left."""
        now = self._clock.time()
        self.restore({slot: kept for slot, kept in self._kept.items() if kept.until > now})
        self._swept = max(FEWEST, 2 * len(self._kept))

    def since_begun(self) -> Iterable[ReplyKept]:
        """What leads from none to those that are kept."""
        return self._kept.values()

    def unchanged(self) -> bool:
        """Whether no reply is kept whose time is not over."""
        now = self._clock.time()
        return not any(kept.until > now for kept in list(self._kept.values()))

    def reset(self) -> None:
        """Forget every reply."""
        self.restore({})

    def snapshot(self) -> dict[Slot, ReplyKept]:
        """What is kept, to come back to."""
        return dict(self._kept)

    def restore(self, mark: Mapping[Slot, ReplyKept]) -> None:
        """Back to a mark."""
        self._kept: Weighed[Slot, ReplyKept] = Weighed(self._most, self._most_bytes, _size, mark)


def _size(kept: ReplyKept) -> int:
    """About how many bytes a reply takes."""
    return OF_EACH + len(kept.slot[2]) + len(kept.reply.body)
