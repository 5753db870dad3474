"""What is active in a namespace until somebody removes it, and how many calls each of it has met."""

from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from mockserver.errors import FullError, UsageError


class Identified(Protocol):
    """What is told apart by an id."""

    @property
    def id(self) -> str:
        """The id."""


E = TypeVar("E", bound=Identified)


class ActiveSet(Generic[E]):
    """Faults or stubs of one namespace.

    Attributes:
        active: Those that there are, the latest first.
        record: Told of each change of them, and of each call that met one.
    """

    def __init__(self, word: str, most: int, changed: Callable[[tuple[E, ...]], object]) -> None:
        """Begin without any.

        Args:
            word: What they are called, for the error.
            most: How many there may be.
            changed: What makes the change that is told, of those that there are.
        """
        self.active: tuple[E, ...] = ()
        self.record: Callable[[Any], object] | None = None
        self._word, self._most, self._changed = word, most, changed
        self._hits: Counter[str] = Counter()
        self._lock = Lock()

    def __iter__(self) -> Iterator[E]:
        """Every one, the oldest first."""
        return reversed(self.active)

    def hits(self, each: E) -> int:
        """How many calls one has met."""
        return self._hits[each.id]

    def have(self, one: E) -> None:
        """Have one more.

        Raises:
            UsageError: When there are as many as there may be.
        """
        with self._lock:
            if len(self.active) >= self._most:
                raise UsageError(f"there are {self._most} {self._word} already; remove those that are done")
            self._set((one, *self.active))

    def keep(self, wanted: Callable[[E], bool]) -> None:
        """Forget the others."""
        with self._lock:
            kept = tuple(filter(wanted, self.active))
            if kept != self.active:
                self._set(kept)

    def _set(self, active: tuple[E, ...]) -> None:
        """Have these, and tell of it, under the lock.

        Raises:
            FullError: When there is no room for another namespace that has some of its own; nothing has changed then.
        """
        before = self.active
        self._take(active)
        if self.record is not None:
            try:
                self.record(self._changed(active))
            except FullError:
                self._take(before)
                raise

    def _take(self, active: tuple[E, ...]) -> None:
        """Have these, and forget what the others have met."""
        for gone in {each.id for each in self.active} - {each.id for each in active}:
            self._forget(gone)
        self.active = active

    def _forget(self, gone: str) -> None:
        """Forget what one has met."""
        self._hits.pop(gone, None)
