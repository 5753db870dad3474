"""The files that were uploaded, byte for byte: kept in memory, each content once for all who have it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import RLock
from weakref import WeakValueDictionary, finalize

from mockserver.bounds import FILES_SIZE
from mockserver.errors import FullError

FILE = "x-file"  # the field of a row in which is known what file it has
OF_EACH = 1024  # bytes that a file takes beside its own


class FileContent:
    """The bytes of a file; forgotten once no namespace and no snapshot has them."""

    __slots__ = ("__weakref__", "content")

    def __init__(self, content: bytes) -> None:
        self.content = content


@dataclass(frozen=True, slots=True)
class FileKept:
    """A file is kept.

    Attributes:
        digest: The SHA-256 of its bytes.
        content: They.
    """

    digest: str
    content: FileContent


class FileRoom:
    """All contents that a server keeps, of all namespaces and their snapshots: so many bytes, and no more."""

    def __init__(self, most: int = FILES_SIZE) -> None:
        """Begin with none."""
        self._most = most
        self._taken = 0
        self._lock = RLock()  # what is given back may be so while the same thread takes
        self._known: WeakValueDictionary[str, FileContent] = WeakValueDictionary()

    def kept(self, digest: str, content: bytes, make_room: Callable[[], object]) -> FileContent:
        """A content, which others may have already.

        Args:
            digest, content: What is kept.
            make_room: Forgets what nobody needs.

        Raises:
            FullError: When there is no room for it.
        """
        with self._lock:
            found = self._known.get(digest)
            if found is None:
                size = len(content) + OF_EACH
                if self._taken + size > self._most:
                    make_room()
                if self._taken + size > self._most:
                    raise FullError(
                        f"the files that were uploaded have {self._most} bytes, and may have no more: delete their"
                        " rows, reset their namespaces (POST /__admin/reset), or raise --files-size"
                    )
                found = self._taken_in(digest, content)
            return found

    def known(self, digest: str, content: bytes) -> FileContent:
        """A content that is kept elsewhere: here it has to be as well, whatever room there is."""
        with self._lock:
            found = self._known.get(digest)
            return self._taken_in(digest, content) if found is None else found

    def _taken_in(self, digest: str, content: bytes) -> FileContent:
        found, size = FileContent(content), len(content) + OF_EACH
        self._known[digest] = found
        self._taken += size
        finalize(found, self._give_back, size).atexit = False
        return found

    def _give_back(self, size: int) -> None:
        with self._lock:
            self._taken -= size


class KeptFiles:
    """The files of one document in one namespace.

    Attributes:
        record: Told of each file that is kept.
    """

    def __init__(self, room: FileRoom) -> None:
        """Begin with none."""
        self.record: Callable[[FileKept], object] | None = None
        self._room = room
        self._kept: dict[str, FileContent] = {}

    def get(self, digest: object) -> bytes | None:
        """The bytes of a file; None for one that is not there."""
        found = self._kept.get(digest) if isinstance(digest, str) else None
        return None if found is None else found.content

    def keep(self, digest: str, content: bytes, needed: Callable[[], Iterable[object]]) -> None:
        """Keep a file.

        Args:
            digest, content: Which.
            needed: The digests of the files that rows have, asked where there is no room.

        Raises:
            FullError: When there is no room for it.
        """
        kept = FileKept(digest, self._room.kept(digest, content, lambda: self._forget_but(needed())))
        self.apply(kept)
        if self.record is not None:
            self.record(kept)

    def _forget_but(self, needed: Iterable[object]) -> None:
        wanted = set(needed)
        self._kept = {digest: each for digest, each in self._kept.items() if digest in wanted}

    def apply(self, change: FileKept) -> None:
        """Keep a file that is kept elsewhere."""
        self._kept[change.digest] = change.content

    def since_begun(self) -> Iterator[FileKept]:
        """What leads from none to those that are kept."""
        return (FileKept(digest, content) for digest, content in self._kept.items())

    def unchanged(self) -> bool:
        """Whether there is none."""
        return not self._kept

    def reset(self) -> None:
        """Forget every file."""
        self._kept = {}

    def snapshot(self) -> Mapping[str, FileContent]:
        """What is kept, to come back to; it copies no byte."""
        return dict(self._kept)

    def restore(self, mark: Mapping[str, FileContent]) -> None:
        """Back to a mark."""
        self._kept = dict(mark)
