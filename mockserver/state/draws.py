"""Values that look drawn by lot, and are the same for the same seed, request and history."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from mockserver.bounds import MOST_DRAWS
from mockserver.exchange import Request

SHORT = 256  # bytes: a request that is hashed whole for each value that it draws


@dataclass(slots=True)  # made for every request that draws, and frozen ones are slow to make
class Drawn:
    """A request has drawn something: so often by now.

    Attributes:
        key: What it is known by, in this process and in any other: all of it, or its digest.
        count: How often it came.
    """

    key: bytes
    count: int


@dataclass(slots=True)  # as above
class CounterMoved:
    """A counter has given a number; None: it has given none yet.

    Attributes:
        name: The counter's.
        number: The latest.
    """

    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class DrawsForgotten:
    """Of so many requests that drew something, the first are forgotten.

    Attributes:
        begun: The highest count of one that is: who comes again starts above it.
    """

    begun: int


class Draws:
    """How often each request came that drew something, and the numbers that counters have given.

    Attributes:
        seed: Where every value starts from.
        record: Told of each request.
    """

    __slots__ = ("_begun", "_counts", "_latest", "_most", "record", "seed")

    def __init__(self, seed: int, most: int = MOST_DRAWS) -> None:
        """Begin with nothing counted; of more than `most` requests, the first half is forgotten."""
        self.seed = seed
        self._most = most
        self._begun = 0  # the highest count that is forgotten: who starts above it draws nothing again
        self.record: Callable[[Drawn | CounterMoved | DrawsForgotten], object] | None = None
        self._counts: dict[bytes, int] = {}
        self._latest: dict[str, int] = {}

    def count(self, key: bytes) -> int:
        """Count a request; how often it came so far."""
        self._counts[key] = found = self._counts.get(key, self._begun) + 1
        if len(self._counts) > self._most:
            self._forget()
        if self.record is not None:
            self.record(Drawn(key, found))
        return found

    def uncount(self, key: bytes, count: int) -> None:
        """Count a request as if it had not come for the `count`th time; not where it came again since then."""
        if self._counts.get(key) != count:
            return
        if count - 1 > self._begun:
            self._counts[key] = count - 1
        else:
            del self._counts[key]
        if self.record is not None:
            self.record(Drawn(key, count - 1))

    def number(self, name: str, start: int) -> tuple[int, int | None]:
        """The next number of a counter, and the one before it."""
        before = self._latest.get(name)
        number = start if before is None else before + 1
        self._tell_number(name, number)
        return number, before

    def unnumber(self, name: str, number: int, before: int | None) -> None:
        """Take back a number, where the counter has given none since then."""
        if self._latest.get(name) == number:
            self._tell_number(name, before)

    def _tell_number(self, name: str, number: int | None) -> None:
        self.apply(change := CounterMoved(name, number))
        if self.record is not None:
            self.record(change)

    def apply(self, change: Drawn | CounterMoved | DrawsForgotten) -> None:
        """Count a request that came elsewhere, or a number that was given there."""
        if isinstance(change, DrawsForgotten):
            self._begun = change.begun
            return
        if isinstance(change, CounterMoved):
            if change.number is None:
                self._latest.pop(change.name, None)
            else:
                self._latest[change.name] = change.number
            return
        if not change.count:
            self._counts.pop(change.key, None)
            return
        self._counts[change.key] = change.count
        if len(self._counts) > self._most:
            self._forget()

    def _forget(self) -> None:
        gone = list(islice(self._counts, self._most // 2))
        self._begun = max(self._begun, *(self._counts.pop(key) for key in gone))

    def since_begun(self) -> Iterator[Drawn | CounterMoved | DrawsForgotten]:
        """What leads from nothing counted to the counts that there are."""
        if self._begun:
            yield DrawsForgotten(self._begun)
        for key, found in self._counts.items():
            yield Drawn(key, found)
        for name, number in self._latest.items():
            yield CounterMoved(name, number)

    def unchanged(self) -> bool:
        """Whether nothing was drawn or numbered."""
        return not self._counts and not self._latest

    def reset(self) -> None:
        """Forget every request and number."""
        self._counts.clear()
        self._latest.clear()
        self._begun = 0

    def snapshot(self) -> tuple[int, dict[bytes, int], dict[str, int]]:
        """The counts, to come back to."""
        return self._begun, self._counts.copy(), self._latest.copy()

    def restore(self, mark: tuple[int, dict[bytes, int], dict[str, int]]) -> None:
        """Back to a mark."""
        self._begun, self._counts, self._latest = mark[0], mark[1].copy(), mark[2].copy()


class SeededDraw:
    """Values that depend on the seed, the request, and how often the same request came before."""

    __slots__ = ("_count", "_counted", "_draws", "_given", "_number", "_request", "_sent")

    def __init__(self, draws: Draws, request: Request) -> None:
        self._draws = draws
        self._request = request
        self._sent = b""
        self._count = self._number = 0
        self._counted = False
        self._given: tuple[tuple[str, int, int | None], ...] = ()

    def _next(self) -> bytes:
        draws = self._draws
        if not self._counted:  # a request that draws nothing is not counted
            sent = self._request.whole()
            self._sent = sent if len(sent) <= SHORT else blake2b(sent).digest()
            self._count, self._counted = draws.count(self._sent), True
        self._number += 1
        return blake2b(b"%b:%d:%d:%d" % (self._sent, draws.seed, self._count, self._number)).digest()

    def undo(self) -> None:
        """Let what was drawn count no more: it is drawn again when the same request comes again."""
        if self._counted:
            self._draws.uncount(self._sent, self._count)
            self._counted = False
        for given in reversed(self._given):
            self._draws.unnumber(*given)
        self._given = ()

    def next(self, name: str, start: int) -> int:
        """The next number of a counter, whose first one is `start`."""
        number, before = self._draws.number(name, start)
        self._given = (*self._given, (name, number, before))
        return number

    def uuid(self) -> str:
        """A UUID, version 4 (RFC 9562, 5.4)."""
        drawn = self._next()
        text = drawn.hex()
        variant = "89ab"[drawn[16] & 3]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"

    def hex(self, length: int) -> str:
        """Hexadecimal characters."""
        text = ""
        while len(text) < length:
            text += self._next().hex()
        return text[:length]

    def digits(self, length: int) -> str:
        """Decimal digits, the first of them not 0."""
        smallest = 10 ** (length - 1)
        return str(smallest + int.from_bytes(self._next(), "big") % (9 * smallest))
