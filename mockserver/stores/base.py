"""What a store is: a log of entries in one order, and a checkpoint that stands for its beginning."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

SCHEMA_VERSION = (
    1  # of what is kept: one more, and a step in the migrations of each store, for each change of it
)


class LogEntry(NamedTuple):
    """What one call has changed.

    Attributes:
        number: Its place in the log; each has one more than the one before.
        changes: Written by `stores/codec.py`.
    """

    number: int
    changes: bytes


class Store(Protocol):
    """One log, which processes read and write by turns. Its methods are called by one thread at a time.

    What the engine refuses or does not answer is raised as `UnavailableError`.
    """

    def has_moved(self) -> bool:
        """Whether another process may have written since this was last asked: a look that costs microseconds."""

    def begin(self) -> None:
        """Wait for the turn to write; nobody else does until `commit` or `abandon`."""

    def append(self, changes: bytes) -> int:
        """Add an entry; its number."""

    def commit(self) -> None:
        """Let stand what was written: it survives the end of this process, whatever ends it."""

    def abandon(self) -> None:
        """Let nothing stand that was written since `begin`."""

    def entries(self, after: int) -> Sequence[LogEntry]:
        """The entries after a number, in their order."""

    def checkpoint(self) -> LogEntry:
        """The state after so many entries, as the changes that lead to it; number 0 and none where there is none."""

    def put_checkpoint(self, changes: bytes, number: int) -> None:
        """Put a checkpoint in the place of the last one, and forget the entries up to where that one was."""

    def origin(self) -> Mapping[str, str]:
        """What the kept state began with: of each document, what tells it from another."""

    def begin_anew(self, origin: Mapping[str, str]) -> None:
        """Forget all that is kept; a state that begins with `origin` is kept from now on."""

    def take_origin(self, origin: Mapping[str, str]) -> None:
        """Have the kept state begin with `origin` from now on."""

    def close(self) -> None:
        """Let go of it."""
