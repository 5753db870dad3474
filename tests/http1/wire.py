"""A small application behind the protocol, and reading its replies byte by byte."""

import asyncio
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import Receive, Scope, Send

from mockserver.exchange import Reply
from mockserver.http1 import protocol
from mockserver.http1.turn import in_task
from mockserver.runtime.listening import listen

TIMEOUT = 20  # seconds: a test that takes so long hangs
MAX_BODY = 1 << 20  # bytes
GET = b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = b"x" * (8 << 20)  # more than any buffer between here and there


class Application:
    """Answers with what it was asked; some paths behave in their own way."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.gone = threading.Event()
        self.waiting = threading.Event()

    def release(self) -> None:
        """Let /wait be answered."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self.go.set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        path = scope["path"]
        await self.before(path, receive)
        if path.startswith("/events"):
            await self.events(path, receive, send)
            return
        if path == "/silent":
            return
        headers = [(b"x-method", scope["method"].encode()), (b"x-query", scope["query_string"])]
        headers += [(b"x-sum", b"%d" % zlib.crc32(body)), (b"x-fields", b"%d" % len(scope["headers"]))]
        headers += [(b"x-host", dict(scope["headers"]).get(b"host", b""))]
        headers += {
            "/framed": [(b"content-length", b"1"), (b"transfer-encoding", b"chunked")],
            "/split": [(b"x-evil", b"a\r\nset-cookie: b=c")],
            "/close": [(b"connection", b"close")],
        }.get(path, [])
        status = 204 if path == "/empty" else 200
        text = {"/empty": b"", "/large": LARGE}.get(path, b"%b %d" % (scope["raw_path"], len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if path == "/parts":
            await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": text})

    async def before(self, path: str, receive: Receive) -> None:
        if path == "/wait":
            self.waiting.set()
            await self.go.wait()
        elif path == "/task":
            await in_task()
            assert asyncio.current_task() is not None
        elif path == "/gone":
            self.waiting.set()
            assert (await receive())["type"] == "http.disconnect"
            self.gone.set()
        elif path == "/raise":
            raise RuntimeError("the application is broken")

    async def events(self, path: str, receive: Receive, send: Send) -> None:
        """Two events, or more than anybody holds who does not read; then nothing until the client is gone."""
        await in_task()
        headers = [(b"content-type", b"text/event-stream"), (b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for _ in range(2 if path == "/events" else 100):
            part = b"data: 1\n\n" if path == "/events" else LARGE
            await send({"type": "http.response.body", "body": part, "more_body": True})
        self.waiting.set()
        await receive()
        await send({"type": "http.response.body", "body": b""})
        self.gone.set()

    async def lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.loop = asyncio.get_running_loop()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})


@contextmanager
def serving(app: Application) -> Iterator[int]:
    """The port of a server that runs `app`; the end of the block waits until it has stopped."""

    def garbled(target: bytes, reason: str, status: int) -> Reply:
        return Reply(status, [(b"content-type", b"text/plain")], b"%b: %b" % (target, reason.encode()))

    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(protocol.server_config(app, garbled, stop_timeout=1, max_body=MAX_BODY))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(TIMEOUT)
        assert not thread.is_alive(), "the server does not stop"
        listener.close()


def read_reply(client: socket.socket, *, head: bool = False) -> tuple[int, dict[str, str], bytes]:
    """One response: status, headers, body."""
    data = b""
    while b"\r\n\r\n" not in data:
        got = client.recv(1)
        assert got, f"the connection ended after {data!r}"
        data += got
    line, *fields = data.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    headers = dict(field.split(": ", 1) for field in fields)
    status, body = int(line.split()[1]), b""
    length = 0 if head or status == 204 else int(headers["content-length"])
    while len(body) < length:
        got = client.recv(length - len(body))
        assert got, f"the connection ended after {len(body)} of {length} bytes"
        body += got
    return status, headers, body
