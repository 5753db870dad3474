"""Mappings that hold only so much: what a server remembers must not grow with what clients send."""

from collections import deque
from collections.abc import Callable, Mapping, Sized
from contextlib import suppress
from itertools import islice
from typing import Any, TypeVar

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


class Weighed(dict[K, V]):
    """A dict with a bound on its entries and on what they weigh; it forgets the oldest, an eighth of it at once.

    Only assignment and `discard` keep the bounds. Assignment makes an entry the latest.
    """

    __slots__ = ("_most", "_room", "_weigh", "_weight")

    def __init__(self, most: int, room: int, weigh: Callable[[V], int], known: Mapping[K, V]) -> None:
        """Begin.

        Args:
            most: How many are kept.
            room: How much they weigh together.
            weigh: What tells the weight of a value; always the same.
            known: The first entries.
        """
        super().__init__(known)
        self._most = most
        self._room = room
        self._weigh = weigh
        self._weight = sum(map(weigh, known.values()))

    def __setitem__(self, key: K, value: V) -> None:
        """Remember a value; it is the latest then."""
        self.discard(key)
        super().__setitem__(key, value)
        self._weight += self._weigh(value)
        if len(self) > self._most or self._weight > self._room:
            self._make_room()

    def _make_room(self) -> None:
        for old in list(self):
            if len(self) <= self._most * 7 // 8 and self._weight <= self._room * 7 // 8:
                return
            self.discard(old)

    def discard(self, key: K) -> None:
        """Forget a key, if it is remembered."""
        if key in self:
            self._weight -= self._weigh(self.pop(key))


class Room:
    """What several mappings hold at most, all together: the entries that came first are forgotten, whosever they are.

    A bound for each operation alone would be as many times as large as a document has operations.
    """

    __slots__ = ("_entries", "_most")

    def __init__(self, most: int) -> None:
        """Begin empty; `most` is how many entries there may be, half of them the latest at least."""
        self._most = most
        self._entries: deque[tuple[dict[Any, Any], Any]] = deque(maxlen=2 * most)

    def keep(self, holder: dict[K, V], key: K, value: V) -> None:
        """Let a mapping remember a value; one that it has already keeps its turn."""
        known = key in holder
        holder[key] = value
        if known:
            return
        entries = self._entries
        entries.append((holder, key))
        if len(entries) > self._most:
            for _ in range(len(entries) - self._most // 2):
                with suppress(IndexError):  # another thread may have been quicker
                    old, forgotten = entries.popleft()
                    old.pop(forgotten, None)


class Memo(dict[S, V]):
    """The values of a function by its arguments, each made when it is first asked for: `memo[argument]`."""

    __slots__ = ("_longest", "_make", "_room")

    def __init__(self, make: Callable[[S], V], room: Room, longest: int) -> None:
        """Take the function, and the bounds.

        Args:
            make: What makes a value of an argument.
            room: Where the values are kept.
            longest: The length from which on an argument's value is made each time.
        """
        super().__init__()
        self._make = make
        self._room = room
        self._longest = longest

    def __missing__(self, argument: S) -> V:
        """Make a value, and keep it."""
        value = self._make(argument)
        if len(argument) < self._longest:
            self._room.keep(self, argument, value)
        return value
