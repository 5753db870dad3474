"""A real API for the tests: a server on a port that answers as a test says, and remembers what it was asked."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
Answer = Callable[["Handler"], None]


@dataclass
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass
class RealApi:
    """What a test knows of it."""

    url: str
    asked: list[Asked] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    answer: Answer
    api: RealApi

    def reply(self, status: int, body: bytes = b"", /, **headers: str) -> None:
        """Answer with a body of known length."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status not in {204, 304}:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def json(self, status: int, text: str) -> None:
        """Answer with JSON."""
        self.reply(status, text.encode(), content_type="application/json")

    def begin_chunks(self, **headers: str) -> None:
        """Begin to answer in chunks."""
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def chunk(self, body: bytes = b"") -> None:
        """Send a chunk; an empty one is the last."""
        self.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))

    def handle_one_request(self) -> None:
        """Answer the next request, if one comes."""
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def take(self) -> None:
        """Read a request, and answer it."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.api.asked.append(Asked(self.command, self.path, list(self.headers.items()), body))
        type(self).answer(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name for it
        """Say nothing."""


@contextmanager
def real_api(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[RealApi]:
    """A server that answers so; over TLS with a context."""
    api = RealApi("")
    methods = dict.fromkeys((f"do_{method}" for method in METHODS), Handler.take)
    handler = type("AnsweringHandler", (Handler,), {"answer": staticmethod(answer), "api": api, **methods})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    api.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])
