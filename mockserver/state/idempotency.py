"""Answers that idempotency keys bring back (draft-ietf-httpapi-idempotency-key-header, 2.6)."""

from mockserver.clock import Clock
from mockserver.exchange import Reply

Slot = tuple[str, str, str]  # credential, operation, key


class MismatchError(Exception):
    """A key came with another request than the first time."""


class KeptReplies:
    """Replies by idempotency key, each for a while by the server's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[Slot, tuple[bytes, float, Reply]] = {}

    def get(self, slot: Slot, fingerprint: bytes) -> Reply | None:
        """The reply kept for a key, None when there is none or its time is over.

        Raises:
            MismatchError: When the key was used for a request with another fingerprint.
        """
        kept = self._kept.get(slot)
        if kept is None or kept[1] <= self._clock.time():
            return None
        if kept[0] != fingerprint:
            raise MismatchError
        return kept[2]

    def keep(self, slot: Slot, fingerprint: bytes, reply: Reply, ttl: float) -> None:
        """Keep a reply for `ttl` seconds."""
        self._kept[slot] = (fingerprint, self._clock.time() + ttl, reply)

    def reset(self) -> None:
        """Forget every reply."""
        self._kept.clear()

    def snapshot(self) -> dict[Slot, tuple[bytes, float, Reply]]:
        """What is kept, to come back to."""
        return dict(self._kept)

    def restore(self, mark: dict[Slot, tuple[bytes, float, Reply]]) -> None:
        """Back to a mark."""
        self._kept = dict(mark)
