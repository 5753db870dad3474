"""The heads of HTTP/1.1 requests (RFC 9112, 2.1) as ASGI describes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

import httptools
from starlette.types import Scope

from mockserver.exchange import HeaderField

LARGEST_TARGET = LARGEST_HEAD = 1 << 16  # bytes; more than any client sends, as h11 and nginx bound them
HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%!$&'()*+,;=-]*)(?::[0-9]*)?")  # RFC 9110, 7.2


class HeadError(Exception):
    """A head that is not answered by the application.

    Attributes:
        status: Of the reply.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)  # whose fields are quicker to read than those of a named tuple
class Head:
    """What the head of a request was read as: clients that keep a connection repeat it, byte by byte.

    Attributes:
        scope: ASGI's description of the request; each request has a copy.
        length: Bytes of its body.
        keep_alive: What the client wants of the connection.
    """

    scope: Scope
    length: int
    keep_alive: bool


def check_head(version: str, fields: Sequence[HeaderField]) -> None:
    """Refuse a head that no two programs would read alike, or that asks for what is not understood here.

    Raises:
        HeadError: For another version of HTTP (505), a `Host` that is missing, twice or malformed (400: RFC 9112,
            3.2), a transfer coding of an older version (400: 6.1), or another one than `chunked` (501: 6.1).
    """
    if version not in {"1.0", "1.1"}:
        raise HeadError(505, f"this server speaks HTTP/1.1, not HTTP/{version}")
    hosts = [value for name, value in fields if name == b"host"]
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        raise HeadError(400, f"a request has one Host, this one has {len(hosts)}")
    if hosts and not HOST.fullmatch(hosts[0]):
        raise HeadError(400, "Host is a name or an address, with or without a port")
    codings = b", ".join(value for name, value in fields if name == b"transfer-encoding").strip().lower()
    if codings and version == "1.0":
        raise HeadError(400, "HTTP/1.0 has no Transfer-Encoding")
    if codings and codings != b"chunked":
        raise HeadError(
            501, f"the transfer coding {codings.decode('latin-1')!r} is not understood, only chunked"
        )


def expects_leave(version: str, fields: Sequence[HeaderField]) -> bool:
    """Whether a client waits for leave to send its body (RFC 9110, 10.1.1)."""
    return version == "1.1" and any(
        name == b"expect" and value.strip().lower() == b"100-continue" for name, value in fields
    )


def announced_length(fields: Sequence[HeaderField]) -> int:
    """The bytes of a body that a head announces (RFC 9112, 6.2); 0 where it announces none."""
    return int(next((value for name, value in fields if name == b"content-length"), 0))


def read_head(
    parser: httptools.HttpRequestParser,
    target: bytes,
    fields: Sequence[HeaderField],
    length: int,
    connection: Scope,
) -> Head:
    """The head of a request that has been parsed.

    Args:
        parser: What parsed it.
        target, fields, length: What it told: the request's target, its header fields, the bytes of its body.
        connection: What is the same for every request of the connection.
    """
    if target[:1] == b"/" and b"#" not in target:
        path, _, query = target.partition(b"?")
    else:
        parsed = httptools.parse_url(target)
        path, query = parsed.path or b"/", parsed.query or b""
        if parsed.host:  # it counts, not Host (RFC 9112, 3.2.2)
            fields = [(name, _authority(parsed) if name == b"host" else value) for name, value in fields]
    scope: Scope = {
        **connection,
        "method": parser.get_method().decode(),
        "path": unquote(path) if b"%" in path else path.decode(),
        "raw_path": path,
        "query_string": query,
        "headers": tuple(fields),
    }
    keep_alive = parser.should_keep_alive()
    if keep_alive and (version := parser.get_http_version()) != "1.1":
        scope["http_version"], keep_alive = version, False
    return Head(scope, length, keep_alive)


def _authority(url: httptools.parser.url_parser.URL) -> bytes:
    host = b"[%b]" % url.host if b":" in url.host else url.host
    return host if not url.port else b"%b:%d" % (host, url.port)
