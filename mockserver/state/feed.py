"""The changes of rows as they happen, for those who read on and on."""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock

from mockserver.rows import Change

MOST_FED = 1000  # changes of a document in a namespace that a reader who comes back has not missed

Hear = Callable[[int, Change], object]


class ChangeFeed:
    """Tells readers of the changes of one document in one namespace; each has a number."""

    def __init__(self) -> None:
        """Begin with nothing that has changed."""
        self.latest = 0
        self._recent: deque[tuple[int, Change]] = deque(maxlen=MOST_FED)
        self._readers: list[Hear] = []
        self._lock = Lock()

    @property
    def readers(self) -> int:
        """How many read on."""
        return len(self._readers)

    def add(self, changes: Sequence[Change]) -> None:
        """Tell of changes that stand."""
        with self._lock:
            for change in changes:
                self.latest += 1
                self._recent.append((self.latest, change))
                for hear in self._readers:
                    hear(self.latest, change)

    def join(self, after: int, hear: Hear) -> Callable[[], None]:
        """Tell a reader of the changes after a number, also of those that were before it came; what ends that."""
        with self._lock:
            for number, change in self._recent:
                if number > after:
                    hear(number, change)
            self._readers.append(hear)
        return lambda: self._readers.remove(hear)
