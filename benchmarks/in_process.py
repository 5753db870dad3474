"""CPU time of one request inside the process: the application called as a server would call it, without sockets."""

import asyncio
import gc
from time import process_time
from typing import Any

import orjson
from workloads import NUMBER, WORKLOADS, Workload

from mockserver.access.credentials import headers_for
from mockserver.app import MockApp, create_app

BATCH = 200  # requests
BATCHES = 40


def measure(vendor: str) -> dict[str, float]:
    """Microseconds a request, the least of many batches, by workload."""
    app = create_app([vendor])
    gc.freeze()  # as `serve` does
    caller = app.vendors[vendor].services.callers["test_full"]
    headers = [
        (n.lower().encode(), v.encode()) for n, v in headers_for(app.vendors[vendor].contract, caller).items()
    ]
    root = f"/{vendor}{app.vendors[vendor].contract.base_path}"
    return asyncio.run(_measure(app, root, headers, WORKLOADS[vendor]))


async def _measure(app: MockApp, root: str, headers: list[Any], loads: list[Workload]) -> dict[str, float]:
    first = await _ask(app, _scope(loads[0], root, headers), b"")
    known = first_id(first[1]["body"])
    found = {}
    for load in loads:
        scope = _scope(load, root, headers, known)
        best = float("inf")
        number = 1_000_000
        for _ in range(BATCHES):
            bodies = [load.body.replace(NUMBER.encode(), b"%d" % (number + i)) for i in range(BATCH)]
            number += BATCH
            started = process_time()  # of this process alone: others may have the core in between
            for body in bodies:
                sent = await _ask(app, scope, body)
            best = min(best, (process_time() - started) / BATCH)
            if sent[0]["status"] != load.status:
                raise SystemExit(f"{load.name}: {sent[0]['status']}, not {load.status}: {sent[1]['body']!r}")
        found[load.name] = best * 1e6
        app.reset()
    return found


def first_id(page: bytes) -> str:
    """The id of the first row of a list's answer."""
    rows = next(value for value in orjson.loads(page).values() if isinstance(value, list))
    return str(rows[0]["id"])


def _scope(load: Workload, root: str, headers: list[Any], known: str = "") -> dict[str, Any]:
    path, _, query = load.path.replace("{id}", known).partition("?")
    raw = (root + path).encode()
    own = [(b"host", b"127.0.0.1:8080"), *headers]
    if load.body:
        own += [(b"content-type", b"application/json"), (b"content-length", b"100")]
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": load.method, "scheme": "http",
        "path": root + path, "raw_path": raw, "query_string": query.encode(), "root_path": "", "headers": own,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8080), "state": {},
    }  # fmt: skip


async def _ask(app: MockApp, scope: dict[str, Any], body: bytes) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(dict(scope), receive, send)
    return sent


if __name__ == "__main__":
    import sys

    as_json, names = "--json" in sys.argv, [name for name in sys.argv[1:] if name != "--json"]
    costs_of = {name: measure(name) for name in names or WORKLOADS}
    if as_json:
        print(orjson.dumps(costs_of).decode())
    else:
        for name, costs in costs_of.items():
            print(f"{name:10}", "  ".join(f"{load} {cost:6.1f} µs" for load, cost in costs.items()))
