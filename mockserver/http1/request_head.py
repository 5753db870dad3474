"""The heads of HTTP/1.1 requests (RFC 9112, 2.1) as ASGI describes them."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

import httptools
from starlette.types import Scope


class Head(NamedTuple):
    """What the head of a request was read as: clients that keep a connection repeat it, byte by byte.

    Attributes:
        scope: ASGI's description of the request; each request has a copy.
        length: Bytes of its body.
        keep_alive: What the client wants of the connection.
    """

    scope: Scope
    length: int
    keep_alive: bool


def read_head(
    parser: httptools.HttpRequestParser,
    target: bytes,
    fields: Sequence[tuple[bytes, bytes]],
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
