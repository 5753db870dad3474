"""Threads and processes beside a server: no call is lost or counted twice, no fork holds a port, a signal ends all."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

import mockserver
from mockserver.clock import Clock
from mockserver.exchange import Request
from mockserver.state.counters import ClockStorage

DOCUMENT = """\
openapi: 3.0.3
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.test/v1}]
x-mock: {limits: {policies: {all: {rate: 200/hour, window: WINDOW}}, default: [all]}}
security: [{key: []}]
paths:
  /things:
    get: {operationId: listThings, responses: {"200": {description: Things.}}}
    post:
      operationId: createThing
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: One.}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""
METERED = {b"x-key": b"test_metered", b"host": b"api.acme.test"}


def at_once(threads: int, each: Callable[[int], object]) -> list[object]:
    """What a function gives in so many threads that begin together."""
    barrier = Barrier(threads)

    def run(number: int) -> object:
        barrier.wait(20)
        return each(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@pytest.fixture
def quick_switching() -> object:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("quick_switching")
@pytest.mark.parametrize("window", ["fixed", "moving"])
def test_a_rate_limit_lets_through_what_it_says(tmp_path: Path, window: str) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT.replace("WINDOW", window))
    app = mockserver.create_app([str(tmp_path / "acme.yaml")])

    def calls(_: int) -> Counter[int]:
        return Counter(app.respond(Request("GET", b"/v1/things", b"", METERED)).status for _ in range(20))

    counts: Counter[int] = sum(at_once(20, calls), Counter())  # type: ignore[arg-type]

    assert counts == {200: 200, 429: 200}


class Slow(dict[str, Any]):
    """A dict that lets other threads run between what it is asked and its answer's use."""

    def get(self, key: str, default: Any = None) -> Any:
        found = super().get(key, default)
        time.sleep(0.0005)
        return found


def test_hits_that_come_at_once_are_each_counted() -> None:
    storage = ClockStorage(Clock())
    storage._counts, storage._entries = Slow(), Slow()

    counted = at_once(20, lambda _: storage.incr("all", 3600))
    let_in = at_once(20, lambda _: storage.acquire_entry("all", 10, 3600))

    assert sorted(counted) == list(range(1, 21))  # type: ignore[type-var]
    assert sum(map(bool, let_in)) == 10


@pytest.mark.usefixtures("quick_switching")
def test_a_reset_beside_clients_loses_no_answer_and_no_row_of_others(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT.replace("WINDOW", "fixed"))
    app = mockserver.create_app([str(tmp_path / "acme.yaml")])
    headers = {b"x-key": b"test_full", b"host": b"api.acme.test", b"content-type": b"application/json"}

    def work(number: int) -> set[int]:
        if number == 0:
            for _ in range(30):
                app.reset()
            return set()
        statuses = set()
        for turn in range(30):
            namespace = f"n{number}" if number % 2 else ""
            sent = Request("POST", b"/v1/things", b"", headers, b'{"name": "%d"}' % turn)
            statuses.add(app.respond(sent, namespace=namespace).status)
            statuses.add(app.respond(Request("GET", b"/v1/things", b"", headers), namespace=namespace).status)
        return statuses

    found = at_once(8, work)

    assert set().union(*found) == {200, 201}  # type: ignore[arg-type]
    for number in (1, 3, 5, 7):
        kept = [each for _, each in app.journal.entries(namespace=f"n{number}")]
        assert len(kept) == 60, number


def test_a_fork_holds_neither_the_port_nor_a_connection(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT.replace("WINDOW", "fixed"))
    with mockserver.running(str(tmp_path / "acme.yaml")) as server:
        address = urlsplit(server.url).hostname, urlsplit(server.url).port
        client = socket.create_connection(address, timeout=10)
        client.sendall(b"GET /acme/v1/things HTTP/1.1\r\nHost: a\r\nX-Key: test_full\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")
        child = os.fork()
        if not child:
            time.sleep(60)
            os._exit(0)
    try:
        while client.recv(1000):  # the server closed its end, and so nobody has it
            pass
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(address)
            again.listen()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        client.close()


SLOW = {
    "seeding": b"POST /__admin/seed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b'Content-Length: 16\r\n\r\n{"rows": 100000}',
    "a delay": b"GET /rotor/open-api/customers HTTP/1.1\r\nHost: a\r\nX-Api-Key: test_full\r\nPrefer: wait=30\r\n\r\n",
    "a body that never comes": b"POST /rotor/open-api/customers HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n",
}


def test_a_signal_ends_whatever_is_being_done() -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "rotor", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2])
        clients = [socket.create_connection(("127.0.0.1", port)) for _ in SLOW]
        for client, sent in zip(clients, SLOW.values(), strict=True):
            client.sendall(sent)
        health = httpx.get(f"http://127.0.0.1:{port}/__admin/health/live", timeout=20)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status = process.wait(30)
        seconds = time.monotonic() - began
        for client in clients:
            client.close()

    assert (health.status_code, status) == (200, 0)
    assert seconds < 10, seconds  # a second for open connections, GRACE in all; the rest is the machine's


PETS = """\
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get: &list {responses: {"200": &pets {description: Pets., content: {application/json: {schema:
      {type: array, items: &pet {type: object, required: [id, name, email], properties: {id: {type: string},
      name: {type: string}, email: {type: string, format: email}}}}}}}}}
    post: {requestBody: {content: {application/json: {schema: *pet}}}, responses: {"201": *pets}}
  /pets/{id}:
    get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}],
      responses: {"200": {description: A pet., content: {application/json: {schema: *pet}}}}}
"""


def test_many_rows_are_made_beside_other_requests_and_a_signal_ends_it(tmp_path: Path) -> None:
    (tmp_path / "pets.yaml").write_text(PETS)
    command = [
        sys.executable,
        "-m",
        "mockserver",
        "serve",
        str(tmp_path / "pets.yaml"),
        "--port",
        "0",
        "--rows",
    ]
    with subprocess.Popen([*command, "100000"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET /pets/pets HTTP/1.1\r\nHost: a\r\n\r\n")
            health = [httpx.get(f"http://127.0.0.1:{port}/__admin/health/live", timeout=20) for _ in range(5)]
            client.settimeout(0.01)
            with pytest.raises(TimeoutError):
                client.recv(1)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            status = process.wait(30)
            seconds = time.monotonic() - began

    assert ([each.status_code for each in health], status) == ([200] * 5, 0)
    assert seconds < 10, seconds


def test_rows_that_are_made_in_a_thread_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "pets.yaml").write_text(PETS)
    with mockserver.running(str(tmp_path / "pets.yaml"), rows=600) as server:
        there = httpx.get(f"{server.url}/pets/pets").content
    app = mockserver.create_app([str(tmp_path / "pets.yaml")], rows=600)
    assert app.respond(Request("GET", b"/pets/pets", b"", {b"host": b"a"})).body == there
