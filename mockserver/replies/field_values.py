"""What header fields say whose names have a meaning: URLs of this server, times by its clock, limits, ids."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import blake2b
from urllib.parse import quote

from mockserver.exchange import Call
from mockserver.rows import Row
from mockserver.validation.reply import FRAMING

# The server's own, whatever a document declares.
OWN = FRAMING | {"content-type", "www-authenticate", "allow", "mockserver-reason", "preference-applied"}
LIMIT, WINDOW = 1000, 60  # of a rate limit that nothing else is known of: requests, seconds
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Sending:
    """A reply that is about to be sent.

    Attributes:
        call: What it answers.
        rows: What it shows.
        body: Its payload.
        status: Its status.
        absolute: Whether a URL has to be an absolute one.
    """

    call: Call
    rows: Sequence[Row]
    body: bytes
    status: int
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What makes the values of a field.

    Attributes:
        make: Of a reply.
        of_row: Whether it leads to a row that the reply tells of, which no example of the document's can know.
    """

    make: Callable[[Sending], str | int]
    of_row: bool = False


def _location(sending: Sending) -> str:
    """Where the row is that a reply tells of: below the list that it was posted to, else where the request went."""
    request = sending.call.request
    path = request.path.decode("latin-1")
    if (
        request.method == "POST" or sending.status >= 300
    ):  # to where it came from, a client would go in circles
        key = sending.rows[0].key if sending.rows else sending.call.draw.uuid()
        path = f"{path.rstrip('/')}/{quote(str(key), safe='')}"
    return _url(sending, path)


def _url(sending: Sending, path: str) -> str:
    path = quote(path, safe="%/:@!$&'()*+,;=~-._")
    request = sending.call.request
    return request.origin() + path if sending.absolute and b"host" in request.headers else path


def _itself(sending: Sending) -> str:
    return _url(sending, sending.call.request.path.decode("latin-1"))


def _link(sending: Sending) -> str:
    return f'<{_itself(sending)}>; rel="self"'


def _tag(sending: Sending) -> str:
    return f'"{blake2b(sending.body, digest_size=8).hexdigest()}"'


def _time(after: int) -> Callable[[Sending], str]:
    """A time as HTTP writes it (RFC 9110, 5.6.7), some seconds after that of the call."""
    return lambda sending: formatdate(int(sending.call.moment) + after, usegmt=True)


def _sent_back(name: str) -> Callable[[Sending], str]:
    """The id that the request has, else one drawn for it."""

    def make(sending: Sending) -> str:
        sent = sending.call.request.header(name)
        return sent if sent and sent.isascii() and sent.isprintable() else sending.call.draw.uuid()

    return make


def _reset(sending: Sending) -> int:
    return int(sending.call.moment) + WINDOW


def _whole_range(sending: Sending) -> str:
    size = len(sending.body)
    return f"bytes 0-{max(0, size - 1)}/{size}"


def _always(value: str | int) -> Callable[[Sending], str | int]:
    return lambda sending: value


_BY_NAME: dict[str, Value] = {
    "location": Value(_location, of_row=True),
    "content-location": Value(_itself),
    "link": Value(_link),
    "date": Value(_time(0)),
    "last-modified": Value(_time(0)),
    "expires": Value(_time(0)),
    "sunset": Value(_time(365 * DAY)),
    "etag": Value(_tag),
    "retry-after": Value(_always(WINDOW)),
    "cache-control": Value(_always("no-cache")),
    "age": Value(_always(0)),
    "vary": Value(_always("Accept")),
    "accept-ranges": Value(_always("bytes")),
    "content-range": Value(_whole_range),
    "content-language": Value(_always("en")),
    "content-disposition": Value(_always("attachment")),
    "set-cookie": Value(lambda sending: f"session={sending.call.draw.hex(32)}; Path=/; HttpOnly"),
    "access-control-allow-origin": Value(_always("*")),
    "access-control-allow-methods": Value(_always("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")),
    "access-control-allow-headers": Value(_always("*")),
    "access-control-expose-headers": Value(_always("*")),
    "access-control-allow-credentials": Value(_always("true")),
    "access-control-max-age": Value(_always(600)),
    "strict-transport-security": Value(_always("max-age=31536000")),
    "x-content-type-options": Value(_always("nosniff")),
    "x-frame-options": Value(_always("DENY")),
    "ratelimit": Value(_always(f"limit={LIMIT}, remaining={LIMIT - 1}, reset={WINDOW}")),
    "ratelimit-policy": Value(_always(f"{LIMIT};w={WINDOW}")),
}
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[str], Value]], ...] = (
    (
        re.compile(r"(?:x-)?(?:request|correlation|trace|transaction)-?id"),
        lambda name: Value(_sent_back(name)),
    ),
    (re.compile(r"(?:x-)?rate-?limit.*-remaining"), lambda name: Value(_always(LIMIT - 1))),
    (re.compile(r"(?:x-)?rate-?limit.*-reset-after"), lambda name: Value(_always(WINDOW))),
    (re.compile(r"ratelimit-reset"), lambda name: Value(_always(WINDOW))),
    (re.compile(r"x-rate-?limit.*-reset"), lambda name: Value(_reset)),
    (re.compile(r"(?:x-)?rate-?limit(?:.*-limit)?"), lambda name: Value(_always(LIMIT))),
)


def made_by_name(name: str) -> Value | None:
    """What makes the values of a field; None for one whose name says nothing."""
    name = name.lower()
    found = _BY_NAME.get(name)
    if found is None:
        found = next((make(name) for pattern, make in _PATTERNS if pattern.fullmatch(name)), None)
    return found
