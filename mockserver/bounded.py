"""Mappings that hold only so much: what a server remembers must not grow with what clients send."""

from collections.abc import Callable, Sized
from typing import Generic, TypeVar

K = TypeVar("K")
S = TypeVar("S", bound=Sized)
V = TypeVar("V")


class Memo(dict[S, V]):
    """The values of a function by its arguments, each made when it is first asked for: `memo[argument]`.

    A value that is there costs no more than a dict's. When there are `most`, all are forgotten.
    """

    __slots__ = ("_longest", "_make", "_most")

    def __init__(self, make: Callable[[S], V], most: int, longest: int) -> None:
        """Take the function, and the bounds.

        Args:
            make: What makes a value of an argument.
            most: How many are kept at once.
            longest: The length from which on an argument's value is made each time.
        """
        super().__init__()
        self._make = make
        self._most = most
        self._longest = longest

    def __missing__(self, argument: S) -> V:
        """Make a value, and keep it."""
        value = self._make(argument)
        if len(argument) < self._longest:
            if len(self) >= self._most:
                self.clear()
            self[argument] = value
        return value


class Recent(Generic[K, V]):
    """The latest entries of a mapping: it forgets the oldest, many at a time, since one by one a dict is slow.

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
