"""Mappings that hold only so much: what a server remembers must not grow with what clients send."""

from collections.abc import Callable, Sized
from itertools import islice
from typing import TypeVar

K = TypeVar("K")
S = TypeVar("S", bound=Sized)
V = TypeVar("V")


class Recent(dict[K, V]):
    """A dict that forgets its oldest entries, many at a time: one by one, it would be slow to find the first.

    It has the latest `most` entries, and at most `spare` older ones. Reading costs what a dict's does. Only assignment
    keeps the bounds, and makes an entry the latest.
    """

    __slots__ = ("_limit", "_most")

    def __init__(self, most: int, spare: int | None = None) -> None:
        """Begin empty.

        Args:
            most: How many are kept.
            spare: How many more there may be before the oldest are forgotten; nearly as many by default.
        """
        super().__init__()
        self._most = most
        self._limit = most + (most - 1 if spare is None else spare)

    def __setitem__(self, key: K, value: V) -> None:
        """Remember a value; it is the latest then."""
        self.pop(key, None)
        super().__setitem__(key, value)
        if len(self) > self._limit:
            for old in list(islice(self, len(self) - self._most)):
                self.discard(old)

    def discard(self, key: K) -> None:
        """Forget a key, if it is remembered: another thread may have been quicker."""
        self.pop(key, None)


class Memo(Recent[S, V]):
    """The values of a function by its arguments, each made when it is first asked for: `memo[argument]`."""

    __slots__ = ("_longest", "_make")

    def __init__(self, make: Callable[[S], V], most: int, longest: int) -> None:
        """Take the function, and the bounds.

        Args:
            make: What makes a value of an argument.
            most: How many are kept at once; half of them at least.
            longest: The length from which on an argument's value is made each time.
        """
        super().__init__(most // 2, most - most // 2)
        self._make = make
        self._longest = longest

    def __missing__(self, argument: S) -> V:
        """Make a value, and keep it."""
        value = self._make(argument)
        if len(argument) < self._longest:
            self[argument] = value
        return value
