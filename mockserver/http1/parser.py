"""The bytes of a connection, read as requests (RFC 9112): heads that are told apart, bodies as they come."""

from collections.abc import Callable
from typing import IO, Protocol

import httptools
from starlette.types import Scope

from mockserver.bounded import Recent
from mockserver.exchange import HeaderField
from mockserver.http1.incoming import Incoming
from mockserver.http1.request_head import (
    LARGEST_HEAD,
    LARGEST_TARGET,
    Head,
    HeadError,
    announced_length,
    check_head,
    expects_leave,
    read_head,
)

KNOWN, LONGEST_KNOWN = 16, 4096  # heads of one connection that are remembered, and their bytes
END = b"\r\n\r\n"  # of a head
UPGRADES = frozenset({b"upgrade", b"http2-settings"})
TOO_LARGE = f"the head has more than {LARGEST_HEAD} bytes"
TOO_MUCH = f"more than {LARGEST_HEAD} bytes of trailers, or of what extends a chunk, came in one piece"


class Requests(Protocol):
    """Who takes the requests of a connection."""

    def take(self, head: Head, body: bytes, file: IO[bytes] | None, *, complete: bool) -> None:
        """Take one, whose body is in memory or in a file that is the taker's to close."""

    def refuse(self, target: bytes, reason: str, status: int) -> None:
        """Take what is no request; nothing is read after it."""


class RequestParser:
    """Reads requests, each as it comes.

    Attributes:
        between: Whether nothing of a next request has come.
        whole: Whether the head of the present one has.
        leave: Whether its client waits for leave to send the body.
        used: When something of a body came last, by `now`.
        begun: When the present request began.
    """

    def __init__(self, requests: Requests, scope: Scope, max_body: int, now: Callable[[], float]) -> None:
        """Begin.

        Args:
            requests: Who takes what is read.
            scope: What ASGI says of every request of this connection.
            max_body: The most bytes of a body that are read.
            now: The time in seconds.
        """
        self._requests = requests
        self._scope = scope
        self._max_body = max_body
        self._now = now
        self._parser = httptools.HttpRequestParser(self)
        self._went_on = False  # whether a head was completed, or something of a body came, in what came last
        self._known: Recent[bytes, Head] = Recent(KNOWN)
        self._heard: list[Head] = []  # in what came last
        self._incoming = Incoming()
        self.whole, self._refused, self._size = False, False, 0
        self.on_message_begin()
        self.between = True

    def feed(self, data: bytes) -> None:
        """Read what came; complete requests are handed on."""
        # A client sends the same head again and again: one with a body of the same length is not read twice.
        end = data.find(END) + len(END) if self.between else 0
        head = data[:end]
        known = self._known.get(head)
        if known is not None and known.length == len(data) - end:
            self._requests.take(known, data[end:], None, complete=True)
            return
        self._heard.clear()
        self._went_on = False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._parser.get_method() == b"CONNECT":
                self.refuse("this is no proxy", 400)
            else:
                self._stay(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            cause = (
                error.__context__
            )  # what one of the methods below raised, which httptools puts its own around
            self.refuse(str(cause or error), cause.status if isinstance(cause, HeadError) else 400)
        else:
            if not self.between:
                self._grow(len(data))
            elif len(self._heard) == 1 and len(END) <= end <= LONGEST_KNOWN:
                self._learn(head, self._heard[0], len(data) - end)

    def refuse(self, reason: str, status: int) -> None:
        """Read no further: nobody knows where a next request would begin."""
        self._requests.refuse(self._url[:LARGEST_TARGET], reason, status)

    def close(self) -> None:
        """Forget what nobody takes."""
        self._incoming.close()
        del self._parser  # which refers back here

    def _learn(self, head: bytes, heard: Head, length: int) -> None:
        """Remember a head that came in one piece with its body, and nothing else."""
        if heard.length == length and heard.keep_alive and self.between:
            self._known[head] = heard

    def _grow(self, length: int) -> None:
        """Wait for the rest of a head, or of trailers, only so long: httptools tells of a field once it is complete."""
        self._size = 0 if self._went_on else self._size + length
        if self._size > LARGEST_HEAD + LARGEST_TARGET:
            self.refuse(TOO_MUCH if self.whole else TOO_LARGE, 431)

    def _stay(self, rest: bytes) -> None:
        """Read a request that asks for another protocol as one of this protocol (RFC 9110, 7.8)."""
        fields = [name + b": " + value for name, value in self._headers if name not in UPGRADES]
        line = b"%b %b HTTP/%b" % (self._parser.get_method(), self._url, self._version.encode())
        self._parser = httptools.HttpRequestParser(self)
        self.between = True
        self.feed(b"\r\n".join([line, *fields, b"\r\n"]) + rest)

    # httptools calls what follows

    def on_message_begin(self) -> None:
        """A new request."""
        self._url = b""
        self._headers: list[HeaderField] = []
        self._size = 0  # of the head; then of what came since, but for the body
        self._version = ""
        self._incoming.begin()
        self.between = self.whole = self.leave = self._refused = False
        self.begun = self.used = self._now()

    def on_url(self, part: bytes) -> None:
        """A part of its target."""
        self._url += part
        if len(self._url) > LARGEST_TARGET:
            raise HeadError(414, f"the target has more than {LARGEST_TARGET} bytes")

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its fields, or one of its trailers, which tell nothing of a request (RFC 9110, 6.5.1)."""
        if self.whole:
            return
        self._size += len(name) + len(value)
        if self._size > LARGEST_HEAD:
            raise HeadError(431, TOO_LARGE)
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """All of its fields."""
        self.whole = self._went_on = True
        self._version = self._parser.get_http_version()
        check_head(self._version, self._headers)
        self.leave = expects_leave(self._version, self._headers)
        too_large = self.leave and announced_length(self._headers) > self._max_body
        if too_large and not self._parser.should_upgrade():
            self.leave, self._refused = (
                False,
                True,
            )  # it is told so before it sends the body (RFC 9110, 10.1.1)
            self._requests.take(self._head(), b"", None, complete=False)

    def on_body(self, part: bytes) -> None:
        """A part of its body."""
        self._went_on = True
        if self._is_too_large():
            return  # it was answered; what still comes of it is dropped
        self.leave = False  # the body is sent without
        self.used = self._now()
        self._incoming.add(part)
        if self._is_too_large():
            self._requests.take(self._head(), *self._incoming.taken(), complete=False)

    def on_message_complete(self) -> None:
        """The end of it."""
        self.between = True
        if not self._is_too_large() and not self._parser.should_upgrade():
            head = self._head()
            self._heard.append(head)
            self._requests.take(head, *self._incoming.taken(), complete=True)
            self._url = b""  # what is refused next had none yet

    def _is_too_large(self) -> bool:
        return self._refused or self._incoming.size > self._max_body

    def _head(self) -> Head:
        return read_head(self._parser, self._url, self._headers, self._incoming.size, self._scope)
