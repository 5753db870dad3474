"""What is active in a namespace until somebody removes it, and how many calls each of it has met."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import RLock
from typing import Any, Generic, Protocol, TypeVar

from mockserver.errors import FullError, UsageError


class Identified(Protocol):
    """What is told apart by an id."""

    @property
    def id(self) -> str:
        """The id."""


E = TypeVar("E", bound=Identified)


@dataclass(frozen=True, slots=True)
class ActiveMark(Generic[E]):
    """What there was when it was marked.

    Attributes:
        active: Those that there were, the latest first.
        hits: How many calls each had met, by id.
        more: What else was known of them.
    """

    active: tuple[E, ...]
    hits: Mapping[str, int]
    more: Any


class IdNumbers:
    """Numbers that ids are made of, each given once."""

    __slots__ = ("_latest",)

    def __init__(self) -> None:
        self._latest = 0

    def new_id(self) -> str:
        """An id that none has."""
        self._latest += 1
        return str(self._latest)

    def know(self, id_: str) -> None:
        """Give no id that something has which was made elsewhere."""
        if id_.isdecimal():
            self._latest = max(self._latest, int(id_))


class ActiveSet(Generic[E]):
    """Faults or stubs of one namespace.

    Attributes:
        active: Those that there are, the latest first.
        record: Told of each change of them, and of each call that met one.
        lock: Held while they change, or are held against a call.
    """

    def __init__(
        self,
        word: str,
        most: int,
        changed: Callable[[tuple[E, ...], ActiveMark[E] | None], object],
        numbers: IdNumbers | None = None,
    ) -> None:
        """Begin without any.

        Args:
            word: What they are called, for the error.
            most: How many there may be.
            changed: What makes the change that is told, of those that there are, and of the mark that brought them.
            numbers: Where ids come from; those of several sets come from the same.
        """
        self.active: tuple[E, ...] = ()
        self.record: Callable[[Any], object] | None = None
        self.lock: AbstractContextManager[Any] = RLock()
        self._word, self._most, self._changed = word, most, changed
        self._numbers = numbers or IdNumbers()
        self._hits: Counter[str] = Counter()

    def __iter__(self) -> Iterator[E]:
        """Every one, the oldest first."""
        return reversed(self.active)

    def hits(self, each: E) -> int:
        """How many calls one has met."""
        return self._hits[each.id]

    def have(self, make: Callable[[str], E]) -> E:
        """Have one more, made for a new id.

        Raises:
            UsageError: When there are as many as there may be, and what `make` raises.
        """
        with self.lock:
            one = make(self._numbers.new_id())
            if len(self.active) >= self._most:
                raise UsageError(f"there are {self._most} {self._word} already; remove those that are done")
            self._set((one, *self.active))
        return one

    def keep(self, wanted: Callable[[E], bool]) -> None:
        """Forget the others."""
        with self.lock:
            kept = tuple(filter(wanted, self.active))
            if kept != self.active:
                self._set(kept)

    def snapshot(self) -> ActiveMark[E]:
        """A mark to come back to."""
        with self.lock:
            return self._mark()

    def since_begun(self) -> Iterator[Any]:
        """What leads from none to those that there are, and what they have met."""
        mark = self.snapshot()
        if mark.active:
            yield self._changed(mark.active, mark)

    def restore(self, mark: ActiveMark[E]) -> None:
        """Back to a mark: those that there were, as if what they have met since had not been.

        Raises:
            FullError: When there is no room for another namespace that has some of its own; nothing has changed then.
        """
        with self.lock:
            before = self._mark()
            if mark == before:
                return
            self._bring_back(mark)
            if self.record is not None:
                try:
                    self.record(self._changed(mark.active, mark))
                except FullError:
                    self._bring_back(before)
                    raise

    def _mark(self) -> ActiveMark[E]:
        return ActiveMark(self.active, {id_: hits for id_, hits in self._hits.items() if hits}, self._more())

    def _bring_back(self, mark: ActiveMark[E]) -> None:
        """Have what there was at a mark, under the lock."""
        self._take(())
        self._take(mark.active)
        self._hits.update(mark.hits)
        self._bring_back_more(mark.more)

    def _more(self) -> Any:
        """What else is known of them, for a mark."""

    def _bring_back_more(self, more: Any) -> None:
        """Know what else was known at a mark."""

    def _set(self, active: tuple[E, ...]) -> None:
        """Have these, and tell of it, under the lock.

        Raises:
            FullError: When there is no room for another namespace that has some of its own; nothing has changed then.
        """
        before = self.active
        self._take(active)
        if self.record is not None:
            try:
                self.record(self._changed(active, None))
            except FullError:
                self._take(before)
                raise

    def _take(self, active: tuple[E, ...]) -> None:
        """Have these, and forget what the others have met."""
        for gone in {each.id for each in self.active} - {each.id for each in active}:
            self._forget(gone)
        for each in active:
            self._numbers.know(each.id)
        self.active = active

    def _forget(self, gone: str) -> None:
        """Forget what one has met."""
        self._hits.pop(gone, None)
