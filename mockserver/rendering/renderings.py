"""What has been rendered of rows and pages, kept with them as far as there is room."""

from collections import deque
from typing import Any, Protocol

from mockserver.bounds import RENDERINGS

OVERHEAD = 300  # bytes that a rendering takes beside its own


class Rendered(Protocol):
    """What can be shown, and remembers how: a row, a page of rows."""

    def keep(self, view: Any, version: int, rendered: bytes) -> None:
        """Remember a rendering."""

    def forget(self, view: Any) -> None:
        """Forget a rendering, if it is remembered."""


class Renderings:
    """The renderings of one document's rows: of more than there is room for, the oldest are forgotten."""

    __slots__ = ("_kept", "_left", "_room")

    def __init__(self, room: int = RENDERINGS) -> None:
        """Begin with none; `room` is in bytes."""
        self._kept: deque[tuple[Rendered, Any, int]] = deque(maxlen=room // OVERHEAD + 1)
        self._left = self._room = room

    def keep(self, shown: Rendered, view: Any, version: int, rendered: bytes) -> None:
        """Keep a rendering with what it shows, until there are too many that are later."""
        size = len(rendered) + OVERHEAD
        if size > self._room // 8:
            return
        shown.keep(view, version, rendered)
        self._kept.append((shown, view, size))
        self._left -= size
        if self._left < 0:
            self._make_room()

    def _make_room(self) -> None:
        """Forget some more than must be, so that it is seldom done; another thread may do the same."""
        while self._kept and self._left < self._room // 8:
            try:
                shown, view, size = self._kept.popleft()
            except IndexError:
                return
            shown.forget(view)
            self._left += size
