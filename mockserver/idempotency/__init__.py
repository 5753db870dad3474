"""Idempotency keys: the first answer, again."""

from mockserver.idempotency.replays import MismatchError, Replays

__all__ = ["MismatchError", "Replays"]
