"""A store's log, as one process takes part in it: what it changes is kept, what others change is carried out here."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import RLock, get_ident
from typing import Any

from mockserver.bounds import LOG_GROWTH
from mockserver.state.changes import Reseeded
from mockserver.stores.base import LogEntry, Store
from mockserver.stores.codec import LoggedChange, Surroundings, read_changes, write_changes
from mockserver.stores.kept_state import KeptState

GROWN = 2  # times as many bytes as the last checkpoint has, of entries after it: then there is another one

logger = logging.getLogger("mockserver")


class Writing:
    """The lock of a log: what is changed while it is held stands, for everybody, once it is let go."""

    __slots__ = ("_log",)

    def __init__(self, log: "ChangeLog") -> None:
        self._log = log

    def __enter__(self) -> None:
        self._log.begin()

    def __exit__(self, *_: object) -> None:
        self._log.end()


class ChangeLog:
    """The log of a store, followed and written by one process; a `SharedLog`.

    What was changed outside of the lock, such as the draws of a call that changes nothing, is kept with what comes
    next, and at the end of the call at the latest.

    Attributes:
        guard: Held by who reads the state, or asks the store.
        lock: Held by who changes something.
        position: The number of the last entry that is carried out here.
    """

    def __init__(
        self,
        store: Store,
        kept: KeptState,
        around: Surroundings,
    ) -> None:
        """Take a store that is open, what it keeps, and what changes are read with."""
        self._turn = RLock()
        self.guard: AbstractContextManager[Any] = self._turn
        self.lock: AbstractContextManager[Any] = Writing(self)
        self.position = 0
        self._store, self._kept, self._around = store, kept, around
        self._made: list[LoggedChange] = []
        self._loose: list[LoggedChange] = []
        self._depth, self._owner, self._held = 0, 0, False
        self._follower = 0  # the thread that carries out entries: what changes by them is not told
        self._stale = True  # whether the state is another one than that of the log up to here
        self._grown = self._checkpointed = 0

    def open(self, is_new: Callable[[Store], bool], arrange: Callable[[], object]) -> None:
        """Bring back what is kept, and keep all changes from now on; other processes wait meanwhile.

        Args:
            is_new: Whether nothing is kept, or has to be any more; asked while others wait.
            arrange: Makes the first changes of a state that is new.

        Raises:
            UsageError: What the two raise.
            UnavailableError: When the store does not answer.
        """
        self._kept.join(self)
        with self.guard:
            self._store.begin()
            self._depth, self._owner = 1, get_ident()
            try:
                if is_new(self._store):
                    self.position, self._stale = self._store.checkpoint().number, False
                    arrange()
                else:
                    self._load()
                self._commit(always=True)
            except BaseException:
                self._store.abandon()
                raise
            finally:
                self._depth = self._owner = 0

    # what is told

    def recorder(self, namespace: str, vendor: str | None) -> Callable[[Any], object]:
        """What keeps the changes of a document in a namespace; None for what all documents share there."""

        def record(change: Any) -> None:
            if self._follower != get_ident():
                told = self._made if self._owner == get_ident() else self._loose
                told.append(LoggedChange(namespace, vendor, change))

        return record

    # whose turn it is

    def look(self) -> None:
        """Carry out what others have changed since the last look.

        Raises:
            UnavailableError: When the store does not answer.
        """
        with self.guard:
            if self._depth:
                return
            if self._stale or (self._store.has_moved() and not self._followed()):
                with self.lock:
                    pass

    def begin(self) -> None:
        """Take the lock, and know all that others have changed.

        Raises:
            UnavailableError: When it is not to be had in time.
        """
        self._turn.acquire()
        if not self._depth and not self._follower:
            try:
                self._store.begin()
                if self._stale or (self._store.has_moved() and not self._followed()):
                    self._load()
            except BaseException:
                self._store.abandon()
                self._turn.release()
                raise
            self._owner = get_ident()
        self._depth += 1

    def end(self) -> None:
        """Let go of the lock; what was changed under it is kept then.

        Raises:
            UnavailableError: When it cannot be kept: it is not changed here either then.
        """
        try:
            if self._depth == 1 and not self._follower:
                self._commit()
        finally:
            self._depth -= 1
            self._owner = self._owner if self._depth else 0
            self._turn.release()

    def hold(self) -> None:
        """Take the lock until `give_back`."""
        self.begin()
        if self._held:
            self.end()
        self._held = True

    def give_back(self) -> None:
        """Let go of the lock at the end of a call, if it is held, and keep what was changed without it.

        Raises:
            UnavailableError: As `end` does.
        """
        if self._held and self._owner == get_ident():
            self._held = False
            self.end()
        elif self._loose:
            with self.lock:
                pass

    def _commit(self, *, always: bool = False) -> None:
        loose, self._loose = self._loose, []
        made, self._made = self._made, []
        try:
            if loose:
                self._carry_out(loose)  # once more: what others have changed came in between
            if made or loose:
                self._append(write_changes([*made, *loose]))
            elif not always:
                self._store.abandon()
                return
            self._store.commit()
        except BaseException:
            self._store.abandon()
            self._stale = True
            raise

    def _append(self, text: bytes) -> None:
        self.position = self._store.append(text)
        self._grown += len(text)
        if self._grown > max(LOG_GROWTH, GROWN * self._checkpointed):
            self._put_checkpoint()

    # what others have changed

    def _followed(self) -> bool:
        """Carry out the entries that have come; whether there were all that follow the last one."""
        self._stale = True  # until all of them are: what the store refuses now is asked for again
        entries = self._store.entries(self.position)
        if entries and entries[0].number != self.position + 1:
            return False
        for entry in entries:
            self._follow(entry)
        self._stale = False
        return True

    def _load(self) -> None:
        """Begin anew, with the checkpoint and all that follows it; under the lock, as they have to fit."""
        self._stale = True
        with self._following():
            self._kept.begin_anew()
        found = self._store.checkpoint()
        self._follow(found)
        self._grown, self._checkpointed = 0, len(found.changes)
        for entry in self._store.entries(found.number):
            self._follow(entry)
        self._stale = False

    def _follow(self, entry: LogEntry) -> None:
        self._carry_out(read_changes(entry.changes, self._around))
        self.position = entry.number
        self._grown += len(entry.changes)

    def _carry_out(self, changes: Iterable[LoggedChange]) -> None:
        with self._following():
            for recorded in changes:
                self._kept.apply(recorded)

    @contextmanager
    def _following(self) -> Iterator[None]:
        self._follower = get_ident()
        try:
            yield
        finally:
            self._follower = 0

    def reseeded(self, change: Reseeded) -> None:
        """Have others put the same seeded rows in the place of all rows."""
        self._kept.seeds = change
        self.recorder("", None)(change)

    # the beginning of the log

    def _put_checkpoint(self) -> None:
        text = write_changes(self._kept.since_begun())
        self._store.put_checkpoint(text, self.position)
        self._grown, self._checkpointed = 0, len(text)

    def close(self) -> None:
        """Let go of the store."""
        with self.guard:
            self._store.close()
