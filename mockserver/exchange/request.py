"""One HTTP request, as it came."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b, file_digest, sha256
from typing import IO, NamedTuple

HeaderField = tuple[bytes, bytes]  # its name in small letters, its value
Headers = Sequence[HeaderField]
IN_MEMORY = 1 << 20  # bytes of a body; a larger one is on disk while it is read
BEGINNING = 1 << 16  # bytes of such a body that stay in memory
HOPS = b"mockserver-hops"  # the header of a delivery: how many deliveries led to it, itself among them


class Cut(NamedTuple):
    """What is known of a body that is not kept whole.

    Attributes:
        size: Its bytes, all of them.
        sha256: Of all of them, in hexadecimal; empty where nobody has asked for it yet.
        option: Which option has it kept longer; empty for a body that is on disk.
    """

    size: int
    sha256: str = ""
    option: str = ""


def cut_of(body: bytes, option: str) -> Cut:
    """What remains to be known of a body that an option does not let be kept whole."""
    return Cut(len(body), sha256(body).hexdigest(), option)


class Request:
    """One HTTP request, as it came.

    Attributes:
        method: In upper case.
        path: The raw path, percent-encoded, without the query.
        query: The raw query string.
        headers: Name (lower case) to value, both as sent; repeated fields are joined with a comma (RFC 9110, 5.3).
        body: The payload; empty when it was larger than the limit; of one that is on disk, its beginning.
        file: Where the whole payload is that is on disk; None for one that is in memory, and once it was read.
        size: The bytes of the whole payload.
        cut: What is known of a payload that is not in `body` as a whole; None for every other.
        place: The path below its document's base path, once that is known: the same through every door. Until then the
            path below the name of its vendor.
        too_large: Whether the payload passed the limit and was not read to its end.
        secure: Whether it came over TLS.
        peer: The other end of the connection that it came by, alike for all that come by one; None where nobody knows.
    """

    __slots__ = (
        "body", "cut", "file", "headers", "method", "path", "peer", "place", "query", "secure", "too_large",
    )  # fmt: skip

    def __init__(
        self,
        method: str,
        path: bytes,
        query: bytes,
        headers: Mapping[bytes, bytes],
        body: bytes = b"",
        *,
        too_large: bool = False,
    ) -> None:
        self.method = method
        self.path = self.place = path
        self.query = query
        self.headers = headers
        self.body = body
        self.too_large = too_large
        self.secure = False
        self.file: IO[bytes] | None = None
        self.cut: Cut | None = None
        self.peer: Sequence[object] | None = None

    @property
    def hops(self) -> int:
        """How many deliveries of events led to it; 0 where it is none."""
        said = self.headers.get(HOPS, b"")
        return int(said[:3]) if said.isdigit() else 0

    @property
    def size(self) -> int:
        """The bytes of the whole payload."""
        return len(self.body) if self.cut is None else self.cut.size

    def keep_on_disk(self, file: IO[bytes], size: int) -> None:
        """Take a payload that is on disk."""
        file.seek(0)
        self.body = file.read(BEGINNING)
        self.file, self.cut = file, Cut(size)

    def payload(self) -> bytes:
        """The whole payload, read into memory."""
        if self.file is None:
            return self.body
        self.file.seek(0)
        return self.file.read()

    def shorten(self, most: int, option: str) -> None:
        """Keep the beginning of a payload of more than `most` bytes, which an option has chosen, and its hash."""
        if self.file is not None:
            self.file.seek(0)
            self.body = self.file.read(most)
            whole = self.size <= most
            self.file.seek(0)
            digest = "" if whole else file_digest(self.file, sha256).hexdigest()  # type: ignore[arg-type] # as below
            self.cut = None if whole else Cut(self.size, digest, option)
            self.file.close()
            self.file = None
        elif len(self.body) > most:
            self.cut = cut_of(self.body, option) if self.cut is None else self.cut._replace(option=option)
            self.body = self.body[:most]

    def whole(self) -> bytes:
        """Method, place, query and body: what two requests have in common that ask for the same."""
        # A short body is in memory, whole.
        body = self.body if len(self.body) < BEGINNING else self.body_or_digest()
        return b"%b %b?%b\0%b" % (self.method.encode(), self.place, self.query, body)

    def body_or_digest(self) -> bytes:
        """The body; of one that is larger than what is kept in memory, its digest."""
        if self.file is not None:
            self.file.seek(0)
            return file_digest(self.file, blake2b).digest()  # type: ignore[arg-type] # typeshed asks for a raw file
        return self.body if len(self.body) <= IN_MEMORY else blake2b(self.body).digest()

    def address(self) -> str:
        """Where its document is: the scheme and host that it was sent to, and the path before its place."""
        return self.origin() + self.path.removesuffix(self.place).decode("latin-1")

    def origin(self) -> str:
        """The scheme and host that it was sent to."""
        host = self.headers.get(b"host", b"localhost").decode("latin-1")
        own = b"https" if self.secure else b"http"
        scheme = self.headers.get(b"x-forwarded-proto", own).decode("latin-1")
        return f"{scheme}://{host}"

    def header(self, name: str) -> str | None:
        """The value of a header field, None when absent."""
        value = self.headers.get(name.lower().encode("latin-1"))
        return None if value is None else value.decode("latin-1")


def join_headers(raw: Headers) -> dict[bytes, bytes]:
    """One value per name; repeated fields are joined with a comma, cookies with a semicolon."""
    headers = dict(raw)
    if len(headers) == len(raw):
        return headers
    headers.clear()
    for name, value in raw:
        if name in headers:
            headers[name] += (b"; " if name == b"cookie" else b", ") + value
        else:
            headers[name] = value
    return headers
