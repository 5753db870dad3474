"""A receiver of webhooks on a real port, as a user writes one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import orjson


@dataclass
class Received:
    """One request that came: what a verifier is given."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Receiver:
    """What came, and what is answered: the statuses one after the other, then the last of them.

    Attributes:
        hangs: While it is set, nothing is answered.
    """

    url: str = ""
    came: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=lambda: [200])
    location: str = ""
    released: Event = field(default_factory=Event)
    hangs: bool = False


@contextmanager
def receiver(host: str = "127.0.0.1") -> Iterator[Receiver]:
    """A receiver that listens for the length of a `with` block."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.came.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if found.hangs:
                found.released.wait(30)
            status = found.statuses.pop(0) if len(found.statuses) > 1 else found.statuses[0]
            self.send_response(status)
            if found.location:
                self.send_header("location", found.location)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    found.url = f"http://{host}:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
