"""What frames an answer is true, whatever a document declares: over a real socket."""

import socket
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mockserver.runtime.server import Server
from tests.builders import serving

DOCUMENT = """
paths:
  /list:
    get:
      responses:
        '200':
          description: Fine.
          headers:
            Content-Encoding: {required: true, schema: {type: string, enum: [gzip, br]}}
            Content-Length: {required: true, schema: {type: integer}, example: 5}
            Transfer-Encoding: {schema: {type: string}, example: chunked}
            ETag: {schema: {type: string}}
          content: {application/json: {example: {a: 1}}}
    delete: {responses: {'204': {description: Gone.}}}
    put: {responses: {'404': {description: No., content: {application/json: {example: {error: gone}}}}}}
"""
POSTED = """\
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: Made.}}
"""


def connected(server: Server) -> HTTPConnection:
    """A connection to a server."""
    parts = urlsplit(server["acme"].url)
    return HTTPConnection(parts.hostname or "", parts.port, timeout=10)


@pytest.mark.parametrize(
    ("method", "path", "status", "length", "body"),
    [
        ("GET", "/acme/list", 200, "7", b'{"a":1}'),
        ("HEAD", "/acme/list", 200, "7", b""),
        ("DELETE", "/acme/list", 204, None, b""),
        ("PUT", "/acme/list", 404, "16", b'{"error":"gone"}'),
    ],
)
def test_an_answer_is_framed_as_it_is(
    method: str, path: str, status: int, length: str | None, body: bytes, tmp_path: Path
) -> None:
    with serving(DOCUMENT, tmp_path) as server:
        link = connected(server)
        link.request(method, path)
        reply = link.getresponse()
        assert (reply.status, reply.getheader("content-length"), reply.read()) == (status, length, body)
        assert reply.getheader("content-encoding") is None
        assert reply.getheader("transfer-encoding") is None
        link.request("GET", path)  # on the same connection: nothing is left of the first answer
        again = link.getresponse()
        assert (again.status, again.read()) == (200, b'{"a":1}')
        link.close()


def test_head_and_get_have_the_same_headers(tmp_path: Path) -> None:
    with serving(DOCUMENT, tmp_path) as server:
        seen = []
        for method in ("GET", "HEAD"):
            link = connected(server)
            link.request(method, "/acme/list")
            reply = link.getresponse()
            reply.read()
            seen.append(sorted(reply.getheaders()))
            link.close()
        assert seen[0] == seen[1]


TOO_LARGE = b"%b HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"


@pytest.mark.parametrize("target", [b"POST /acme/list", b"POST /__admin/seed"])
def test_a_body_that_is_too_large_is_refused_before_it_is_sent(target: bytes, tmp_path: Path) -> None:
    """A client that waits for leave is told what it would be told once it had sent all (RFC 9110, 10.1.1)."""
    with serving(DOCUMENT + POSTED, tmp_path, max_body=1 << 21) as server:
        parts = urlsplit(server["acme"].url)
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as client:
            client.sendall(TOO_LARGE % target + b"Content-Length: 9000000\r\n\r\n")
            told = b"".join(iter(lambda: client.recv(1 << 16), b""))

    assert told.startswith(b"HTTP/1.1 413 ")
    assert told.count(b"HTTP/1.1") == 1
