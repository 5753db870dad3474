"""A soak of deliveries: receivers that fail, hang, hang up, go away and come back; each event comes, none twice.

    python benchmarks/deliveries.py [--events 2000] [--receivers 4] [--seed 1]

Exits with 1 when an event was accepted by a receiver never, or more than once.
"""

import argparse
import random
import socket
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

import httpx

import mockserver
from mockserver.settings import Settings

DOCUMENT = """\
openapi: 3.0.3
info: {title: Acme, version: '1'}
x-mock:
  resources: {orders: {}}
  events: {order.placed: {resource: orders, on: created}}
  webhooks:
    headers: {X-Id: $event.id}
    retries: [1, 1, 2, 2, 5, 5, 10, 10, 20, 20, 30, 30, 60, 60, 60, 60, 60, 60]
    timeout: 2
paths:
  /orders:
    post:
      operationId: placeOrder
      x-mock: {behaviour: create, resource: orders}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: {type: object}}}}}
"""
WAYS = ["accept"] * 12 + ["fail"] * 4 + ["hang up"] * 3 + ["hang"]


@dataclass
class Unreliable:
    """A receiver that accepts some of what comes; while it is away, nothing listens."""

    seed: int
    accepted: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    url: str = ""

    def __post_init__(self) -> None:
        self._random, self._lock, self._port = random.Random(self.seed), Lock(), 0
        self._server: ThreadingHTTPServer | None = None

    def come(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                with outer._lock:
                    way = outer._random.choice(WAYS)
                    outer.ways[way] += 1
                if way == "hang":
                    time.sleep(2.3)
                if way in {"hang", "hang up"}:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                if way == "accept":
                    with outer._lock:
                        outer.accepted[self.headers["x-id"]] += 1
                self.send_response(200 if way == "accept" else 503)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._port}/"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def go(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@dataclass(frozen=True)
class Figures:
    """What came of a soak."""

    events: int
    receivers: int
    attempts: int
    missing: int
    twice: int
    seconds: float
    slowest: float

    @property
    def good(self) -> bool:
        return not self.missing and not self.twice


def soak(events: int, receivers: int, seed: int) -> Figures:
    """Place orders while receivers come and go; then move the clock on until all is delivered."""
    hooks = [Unreliable(seed + number) for number in range(receivers)]
    for hook in hooks:
        hook.come()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "acme.yaml"
        path.write_text(DOCUMENT)
        with mockserver.running(str(path), settings=Settings(Path(folder), Path(folder))) as server:
            server.clock.freeze()
            for hook in hooks:
                server.webhooks.subscribe(hook.url)
            started, slowest = time.monotonic(), 0.0
            url = server["acme"].url + "/orders"
            with ThreadPoolExecutor(4) as pool, httpx.Client(trust_env=False) as client:
                for batch in range(0, events, 50):
                    hooks[batch // 50 % receivers].go()
                    numbers = range(batch, min(batch + 50, events))
                    for reply in pool.map(lambda number: client.post(url, json={"id": str(number)}), numbers):
                        assert reply.status_code == 201, reply.text
                        slowest = max(slowest, reply.elapsed.total_seconds())
                    hooks[batch // 50 % receivers].come()
                    server.clock.advance(1)
            idle = False
            while not idle:
                server.webhooks.wait(120)
                idle = not server.webhooks.deliveries(outcome="waiting")
                server.clock.advance(60)
            seconds = time.monotonic() - started
    for hook in hooks:
        hook.go()
    accepted = [count for hook in hooks for count in hook.accepted.values()]
    attempts = sum(sum(hook.ways.values()) for hook in hooks)
    missing = events * receivers - len(accepted)
    return Figures(
        events, receivers, attempts, missing, sum(count > 1 for count in accepted), seconds, slowest
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--receivers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = soak(given.events, given.receivers, given.seed)
    print(
        f"{found.events} events to {found.receivers} receivers: {found.attempts} attempts in {found.seconds:.1f} s, "
        f"{found.missing} missing, {found.twice} twice; the slowest reply took {found.slowest * 1000:.0f} ms"
    )
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())
