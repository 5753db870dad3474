"""A request's body as it comes: in memory, and on disk once it is large."""

from tempfile import TemporaryFile
from typing import IO

from mockserver.exchange import IN_MEMORY


class Incoming:
    """The body of one request after the other.

    Attributes:
        size: Its bytes so far.
    """

    __slots__ = ("_file", "_parts", "size")

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self.begin()

    def begin(self) -> None:
        """Begin with the next request."""
        self._parts: list[bytes] = []
        self.size = 0

    def add(self, part: bytes) -> None:
        """Take a part."""
        self.size += len(part)
        if self.size <= IN_MEMORY:
            self._parts.append(part)
            return
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 - closed by whoever takes it, or by `close`
            self._file.write(b"".join(self._parts))
            self._parts.clear()
        self._file.write(part)

    def taken(self) -> tuple[bytes, IO[bytes] | None]:
        """The body, or the file in which it is, which is the taker's to close."""
        file, self._file = self._file, None
        if file is not None:
            file.seek(0)
        return b"".join(self._parts), file

    def close(self) -> None:
        """Forget a body that nobody takes."""
        if self._file is not None:
            self._file.close()
            self._file = None
