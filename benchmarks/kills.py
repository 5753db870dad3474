"""Kill workers while clients write, again and again: what was acknowledged is there, once.

    python benchmarks/kills.py                 # 1,000 kills of one of two workers: about ten minutes
    python benchmarks/kills.py --kills 20

Prints what was lost and what is there twice; exit code 1 where anything is.
"""

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DOCUMENT = """
openapi: 3.0.3
info: {title: Shop, version: "1"}
x-mock:
  resources: {things: {on_create: {id: $uuid}}}
  idempotency: {key: $request.header.idempotency-key, ttl: 86400}
paths:
  /things:
    get:
      x-mock: {behaviour: list, resource: things}
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: &thing
        {type: object, properties: {id: {}, name: {}}}}}}}}
    post:
      x-mock: {behaviour: create, resource: things, idempotency: true}
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: *thing}}}}
"""
CLIENTS = 4
PAUSE = 0.1  # seconds from the first answer after a kill to the next, at most
START = 60.0  # seconds


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Two workers on one file: the process that watches over them, and the port."""
    document, store = folder / "shop.yaml", folder / "state.db"
    document.write_text(DOCUMENT, "utf-8")
    command = [sys.executable, "-m", "mockserver", "serve", str(document), "--port", "0"]
    command += ["--store", f"sqlite:{store}", "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        drain = threading.Thread(target=lambda out: [*out], args=(server.stdout,), daemon=True)
        drain.start()
        try:
            yield server.pid, int(first.rpartition(":")[2])
        finally:
            server.terminate()
            server.wait(30)


def workers_of(pid: int) -> list[int]:
    """The processes that serve."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def sent(port: int, method: str, body: object = None, key: str = "") -> tuple[int, object]:
    """The status and the body of one call, on a connection of its own."""
    headers = {"content-type": "application/json", **({"idempotency-key": key} if key else {})}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, "/shop/things", None if body is None else json.dumps(body), headers)
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


class Client(threading.Thread):
    """Creates things; one that is not acknowledged is sent again under the same key, as careful clients do.

    Attributes:
        acknowledged: The id of each, by its name.
        wrong: Answers that are none of a server that works.
    """

    def __init__(self, name: str, port: int) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged: dict[str, object] = {}
        self.wrong: list[object] = []
        self.ends = threading.Event()
        self._port = port

    def run(self) -> None:
        """Create until it ends."""
        number = 0
        while not self.ends.is_set():
            number += 1
            self._create(f"{self.name} {number}")

    def _create(self, name: str) -> None:
        while not self.ends.is_set():
            with suppress(OSError, http.client.HTTPException):
                status, body = sent(self._port, "POST", {"name": name}, key=name)
                if status == 201 and isinstance(body, dict):
                    self.acknowledged[name] = body["id"]
                else:
                    self.wrong.append((status, body))
                return


def written(clients: list[Client]) -> int:
    """How much is acknowledged."""
    return sum(len(client.acknowledged) for client in clients)


def killed(pid: int, port: int, kills: int, seed: int) -> list[Client]:
    """Clients that have written while so many workers were killed."""
    clients = [Client(f"client {number}", port) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    drawn = random.Random(seed)
    for _ in range(kills):
        before, until = written(clients), time.monotonic() + START
        while written(clients) == before and time.monotonic() < until:  # each kill meets clients at work
            time.sleep(0.001)
        time.sleep(drawn.random() * PAUSE)
        while not (found := workers_of(pid)) and time.monotonic() < until:
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.kill(drawn.choice(found), signal.SIGKILL)
    for client in clients:
        client.ends.set()
        client.join()
    return clients


def main() -> int:
    """Run; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="when")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (pid, port):
        clients = killed(pid, port, asked.kills, asked.seed)
        _, things = sent(port, "GET")
    assert isinstance(things, list)
    acknowledged = {name: id_ for client in clients for name, id_ in client.acknowledged.items()}
    there = {each["name"]: each["id"] for each in things}
    lost = [name for name, id_ in acknowledged.items() if there.get(name) != id_]
    doubled = [name for name, count in Counter(each["name"] for each in things).items() if count > 1]
    wrong = [each for client in clients for each in client.wrong]
    print(
        f"{asked.kills} kills: {len(acknowledged)} acknowledged, {len(lost)} lost, {len(doubled)} doubled,"
        f" {len(wrong)} wrong answers {wrong[:3] or ''}"
    )
    return 1 if lost or doubled or wrong or not acknowledged else 0


if __name__ == "__main__":
    raise SystemExit(main())
