"""The log in a SQLite file, for the processes of one host: a write-ahead log, so that who reads waits for nobody."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from mockserver.bounds import STORE_IMPATIENCE, STORE_PATIENCE
from mockserver.errors import UnavailableError, UsageError
from mockserver.stores.base import SCHEMA_VERSION, LogEntry

# What leads from each version of the schema to the next; the first from an empty file.
MIGRATIONS: Sequence[str] = (
    """
    CREATE TABLE log (number INTEGER PRIMARY KEY, changes BLOB NOT NULL);
    CREATE TABLE checkpoint (number INTEGER NOT NULL, changes BLOB NOT NULL);
    CREATE TABLE origin (document TEXT PRIMARY KEY, digest TEXT NOT NULL);
    """,
)
OURS = 0x6D6F636B  # "mock": PRAGMA application_id, which tells our files from those of other programs


# Of the index of a write-ahead log (sqlite.org/walformat.html, 2.1): the count of commits, the last frame, checksums.
INDEX_HEADER = slice(8, 48)


def wal_index(path: str) -> mmap | None:
    """The index of the write-ahead log of a file that is open, as it is in memory; None where it cannot be had."""
    try:
        index = Path(f"{path}-shm").resolve()
        found = index.stat()
        return _mapped(index, found.st_dev, found.st_ino)
    except (OSError, ValueError):
        return None


@cache
def _mapped(path: Path, device: int, inode: int) -> mmap:
    """A file in memory, as long as this process is there: who closes one gives up all locks that SQLite has on it."""
    return mmap(os.open(path, os.O_RDONLY), INDEX_HEADER.stop, access=ACCESS_READ)


def _identity(path: str) -> tuple[int, int] | None:
    """What tells a file from another one in its place; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - of each call that writes: a Path costs more than this
    except OSError:
        return None
    return found.st_dev, found.st_ino


class SqliteStore:
    """One file."""

    def __init__(self, path: str) -> None:
        """Open it, or make it.

        Raises:
            UsageError: When it cannot be opened, is of another program, or of a later version.
        """
        self._path = path
        try:
            self._connection = sqlite3.connect(
                path, timeout=STORE_PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._ask = self._connection.execute
            self._prepare()
        except sqlite3.Error as error:
            raise UsageError(f"--store sqlite:{path}: {error}") from None
        self._seen = self._version()
        self._file = _identity(path)
        self._is_patient = True
        self._index = wal_index(path)
        self._header: bytes | None = None

    def _prepare(self) -> None:
        """Bring the file to the schema of this version.

        Raises:
            UsageError: As above.
        """
        (owner,) = self._ask("PRAGMA application_id").fetchone()
        (tables,) = self._ask("SELECT count(*) FROM sqlite_schema").fetchone()
        if owner != OURS and (owner or tables):
            raise UsageError(f"--store sqlite:{self._path}: this is the file of another program")
        self._ask("PRAGMA journal_mode = WAL")
        self._ask(
            "PRAGMA synchronous = NORMAL"
        )  # the end of a process loses nothing, that of the machine the last
        self._ask("BEGIN IMMEDIATE")  # several processes may start on a new file
        (version,) = self._ask("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            self._ask("ROLLBACK")
            raise UsageError(
                f"--store sqlite:{self._path}: its schema is of version {version}, and this mockserver knows those up"
                f" to {SCHEMA_VERSION}: update it, or choose another file"
            )
        for step in MIGRATIONS[version:SCHEMA_VERSION]:
            for statement in filter(str.strip, step.split(";")):
                self._ask(statement)
        self._ask(f"PRAGMA application_id = {OURS}")
        self._ask(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self._ask("COMMIT")

    def _version(self) -> int:
        """A number that is another one after each commit of another process."""
        found: int = self._ask("PRAGMA data_version").fetchone()[0]
        return found

    def has_moved(self) -> bool:
        """Whether another process has committed since this was last asked.

        Where nobody has, this process neither, the header of the index tells so without a system call; else SQLite is
        asked whose commits they were. The header is read before that: what is committed in between changes it again.
        """
        header = self._index[INDEX_HEADER] if self._index is not None else None
        if header is not None and header == self._header:
            return False
        try:
            version = self._version()
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        self._header = header
        if version == self._seen:
            return False
        self._seen = version
        return True

    def _unavailable(self, error: sqlite3.Error) -> UnavailableError:
        return UnavailableError(f"the store sqlite:{self._path} cannot be used: {error}")

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def begin(self) -> None:
        """Take SQLite's lock on writing, as soon as nobody has it.

        Who has waited for it in vain lets nobody wait as long again: all that the process answers waits with it.

        Raises:
            UnavailableError: When it is not to be had in time, or the file is no longer where it was.
        """
        if _identity(self._path) != self._file:
            raise UnavailableError(
                f"the store sqlite:{self._path} was removed or replaced, what is written would be lost: start again"
            )
        try:
            self._ask("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._wait_for(STORE_IMPATIENCE)
            raise self._unavailable(error) from error
        if not self._is_patient:
            self._wait_for(STORE_PATIENCE)

    def _wait_for(self, seconds: float) -> None:
        """Let those that come wait so long for the lock."""
        self._is_patient = seconds == STORE_PATIENCE
        self._ask(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")

    def append(self, changes: bytes) -> int:
        """Add an entry; its number."""
        try:
            found = self._ask("INSERT INTO log (changes) VALUES (?)", (changes,)).lastrowid
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        return found or 0

    def commit(self) -> None:
        """Have it in the write-ahead log of the file."""
        try:
            self._ask("COMMIT")
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def abandon(self) -> None:
        """Roll back, where there is something to."""
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._ask("ROLLBACK")

    def entries(self, after: int) -> Sequence[LogEntry]:
        """The entries after a number, in their order."""
        with self._asking():
            found = self._ask("SELECT number, changes FROM log WHERE number > ? ORDER BY number", (after,))
            return [LogEntry(*each) for each in found.fetchall()]

    def checkpoint(self) -> LogEntry:
        """The checkpoint, where there is one."""
        with self._asking():
            found = self._ask("SELECT number, changes FROM checkpoint").fetchone()
        return LogEntry(0, b"") if found is None else LogEntry(*found)

    def put_checkpoint(self, changes: bytes, number: int) -> None:
        """Replace the checkpoint; who has come as far as the one before still finds what follows it."""
        with self._asking():
            self._ask("DELETE FROM log WHERE number <= (SELECT number FROM checkpoint)")
            self._ask("DELETE FROM checkpoint")
            self._ask("INSERT INTO checkpoint VALUES (?, ?)", (number, changes))

    def origin(self) -> Mapping[str, str]:
        """What the kept state began with."""
        with self._asking():
            return dict(self._ask("SELECT document, digest FROM origin").fetchall())

    def begin_anew(self, origin: Mapping[str, str]) -> None:
        """Forget everything; numbers go on, so that nobody takes a new entry for one that is known."""
        with self._asking():
            (latest,) = self._ask(
                "SELECT max(coalesce((SELECT max(number) FROM log), 0),"
                " coalesce((SELECT number FROM checkpoint), 0))"
            ).fetchone()
            self._ask("DELETE FROM log")
            self._ask("DELETE FROM checkpoint")
            if latest:
                self._ask("INSERT INTO checkpoint VALUES (?, ?)", (latest + 1, b""))
                self._ask("INSERT INTO log VALUES (?, ?)", (latest + 1, b""))
        self.take_origin(origin)

    def take_origin(self, origin: Mapping[str, str]) -> None:
        """Replace what it is told to have begun with."""
        with self._asking():
            self._ask("DELETE FROM origin")
            self._connection.executemany("INSERT INTO origin VALUES (?, ?)", origin.items())

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
