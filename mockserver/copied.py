"""Sequences and mappings for copying on write: a copy shares with its original all but what was changed since."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any, ClassVar, Self, TypeVar, overload

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")

Bisect = Callable[..., int]  # `bisect_left` or `bisect_right`


class Blocks(Sequence[T]):
    """A sequence that is never changed; with a member more or less, it is another one, which shares nearly all blocks.

    Attributes:
        total: How many members there are.
    """

    __slots__ = ("_blocks", "_starts", "total")

    most: ClassVar[int] = 512  # members of a new block; a block is cut in two when it has twice as many

    def __init__(self, members: Iterable[T] = ()) -> None:
        every = list(members)
        self._blocks = [every[at : at + self.most] for at in range(0, len(every), self.most)] or [every]
        self._starts: list[int] | None = None
        self.total = len(every)

    def _with(self, at: int, blocks: list[list[T]], more: int) -> Self:
        """The same with other blocks in the place of one."""
        twin = type(self)()
        twin._blocks = [*self._blocks[:at], *blocks, *self._blocks[at + 1 :]] or [[]]  # noqa: SLF001 - of the same class
        twin.total = self.total + more
        return twin

    def inserted(self, member: T, key: Callable[[T], Any]) -> Self:
        """The same with one more member, behind those that its key does not come before; they are sorted by it."""
        at, place = self._found(bisect_right, key(member), key)
        block = self._blocks[at]
        longer = [*block[:place], member, *block[place:]]
        half = self.most if len(longer) >= 2 * self.most else len(longer)
        return self._with(at, [each for each in (longer[:half], longer[half:]) if each], 1)

    def without(self, member: T, key: Callable[[T], Any]) -> Self:
        """The same without a member that it has; they are sorted by a key."""
        at = 0 if len(self._blocks) == 1 else self._found(bisect_left, key(member), key)[0]
        while member not in (block := self._blocks[at]):
            at += 1  # others with the same key come before it
        place = block.index(member)
        shorter = [*block[:place], *block[place + 1 :]]
        return self._with(at, [shorter] if shorter else [], -1)

    def bisected(self, bisect: Bisect, wanted: Any, key: Callable[[T], Any]) -> int:
        """The index that `bisect` finds for a value in what is sorted by a key."""
        at, place = self._found(bisect, wanted, key)
        return self._begin()[at] + place

    def _found(self, bisect: Bisect, wanted: Any, key: Callable[[T], Any]) -> tuple[int, int]:
        """The block, and the index in it."""
        blocks, last = self._blocks, len(self._blocks) - 1
        at = bisect(blocks, wanted, 0, last, key=lambda block: key(block[-1])) if last else 0
        return at, bisect(blocks[at], wanted, key=key)

    def _begin(self) -> list[int]:
        """How many members come before each block."""
        if self._starts is None:
            self._starts = [0, *accumulate(map(len, self._blocks[:-1]))]
        return self._starts

    def cut(self, start: int, stop: int) -> list[T]:
        """The members from `start` to before `stop`, of which neither is negative."""
        if len(self._blocks) == 1:
            return self._blocks[0][start:stop]
        starts = self._begin()
        at = bisect_right(starts, start) - 1
        found = self._blocks[at][start - starts[at] : stop - starts[at]]
        for begin, block in zip(starts[at + 1 :], self._blocks[at + 1 :], strict=True):
            if begin >= stop:
                break
            found += block[: stop - begin]
        return found

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(self._blocks)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self.total)
            return self.cut(start, stop) if step == 1 else [*self][index]
        if not -self.total <= index < self.total:
            raise IndexError(index)
        starts, index = self._begin(), index % self.total
        at = bisect_right(starts, index) - 1
        return self._blocks[at][index - starts[at]]


class Layered(dict[K, V | None]):
    """A mapping over one that others have, too, and that is never changed; its own entries are what differs.

    It is read by `mapping[key]`, which is None for a key that there is not; no value is None.
    """

    __slots__ = ("base",)

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.base: Mapping[K, V] = {}

    def __missing__(self, key: K) -> V | None:
        """What is shared."""
        return self.base.get(key)

    def remove(self, key: K) -> None:
        """Take an entry out."""
        if key in self.base:
            self[key] = None
        else:
            self.pop(key, None)

    def share(self) -> None:
        """Let the next copies share what is its own, where that is worth it."""
        if len(self) * 8 > len(self.base):
            self.base = dict(self.entries())
            self.clear()

    def copy(self) -> "Layered[K, V]":
        """A mapping with the same entries, which shares most of them."""
        twin: Layered[K, V] = Layered()
        twin.update(self)
        twin.base = self.base
        return twin

    def entries(self) -> Iterator[tuple[K, V]]:
        """Every key that there is, with its value."""
        if self:
            yield from ((key, value) for key, value in self.base.items() if key not in self)
            yield from ((key, value) for key, value in self.items() if value is not None)
        else:
            yield from self.base.items()
