"""Marks of states, by the ids that callers know them by."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from starlette.exceptions import HTTPException

from mockserver.bounded import Recent
from mockserver.bounds import quoted_value


class Marks:
    """The latest snapshots."""

    def __init__(self, most: int) -> None:
        """Keep so many; the oldest goes first."""
        self._most = most
        self._numbers = count(1)
        self._kept: Recent[str, tuple[str, Any]] = Recent(most, spare=0)

    def keep(self, namespace: str, mark: Any) -> str:
        """Keep a mark of a namespace; its id."""
        found = str(next(self._numbers))
        self._kept[found] = (namespace, mark)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Id and namespace of each that is kept, oldest first."""
        return ((id_, namespace) for id_, (namespace, _) in list(self._kept.items()))

    def find(self, asked: Any) -> tuple[str, Any]:
        """The namespace and the mark of an id.

        Raises:
            HTTPException: 400 without an id, 404 for one that is not kept.
        """
        if not isinstance(asked, str):
            raise HTTPException(400, f'send {{"id": ID}}, as POST /snapshot gave it, not {asked!r}')
        if asked not in self._kept:
            raise HTTPException(
                404,
                f"there is no snapshot {quoted_value(asked)}; the latest {self._most} are kept (--snapshots)",
            )
        return self._kept[asked]
