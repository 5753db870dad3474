"""Marks of states, by the ids that callers know them by."""

from collections import OrderedDict
from itertools import count
from typing import Any

from starlette.exceptions import HTTPException

MOST = 100  # marks kept; the oldest goes first


class Marks:
    """The latest snapshots."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._kept: OrderedDict[str, tuple[str, Any]] = OrderedDict()

    def keep(self, namespace: str, mark: Any) -> str:
        """Keep a mark of a namespace; its id."""
        found = str(next(self._numbers))
        self._kept[found] = (namespace, mark)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return found

    def find(self, asked: Any) -> tuple[str, Any]:
        """The namespace and the mark of an id.

        Raises:
            HTTPException: 400 without an id, 404 for one that is not kept.
        """
        if not isinstance(asked, str):
            raise HTTPException(400, f'send {{"id": ID}}, as POST /snapshot gave it, not {asked!r}')
        if asked not in self._kept:
            raise HTTPException(404, f"there is no snapshot {asked!r}; the latest {MOST} are kept")
        return self._kept[asked]
