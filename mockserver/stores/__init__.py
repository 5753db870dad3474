"""Where state is kept beyond one process: a log of its changes, one file for each kind of store."""

from collections.abc import Callable, Mapping

from mockserver.errors import UsageError
from mockserver.settings import MEMORY
from mockserver.stores.base import Store
from mockserver.stores.sqlite import SqliteStore

STORES: Mapping[str, Callable[[str], Store]] = {"sqlite": SqliteStore}  # by the scheme of their URLs


def open_store(url: str) -> Store:
    """The store of a URL other than `memory:`.

    Raises:
        UsageError: When there is no such store, or it cannot be opened.
    """
    scheme, _, rest = url.partition(":")
    if scheme not in STORES or not rest:
        known = ", ".join([MEMORY, *(f"{name}:FILE" for name in STORES)])
        raise UsageError(f"--store: there is no store for {url!r}; stores: {known}")
    return STORES[scheme](rest)
