"""What is remembered of the latest things only."""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping that forgets its oldest entries, many at a time: one by one, a dict is slow to find the first.

    It has the latest `most` entries, and fewer than `most` older ones.
    """

    __slots__ = ("_most", "_new", "_old")

    def __init__(self, most: int) -> None:
        self._most = most
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The value of a key, None where it has none."""
        found = self._new.get(key)
        return self._old.get(key) if found is None else found

    def __setitem__(self, key: K, value: V) -> None:
        """Remember a value; it is the latest then."""
        self._new[key] = value
        if len(self._new) >= self._most:
            self._old, self._new = self._new, {}

    def discard(self, key: K) -> None:
        """Forget a key, if it is remembered."""
        self._new.pop(key, None)
        self._old.pop(key, None)

    def __contains__(self, key: K) -> bool:
        """Whether a key is remembered."""
        return key in self._new or key in self._old

    def __bool__(self) -> bool:
        """Whether anything is remembered."""
        return bool(self._new or self._old)
