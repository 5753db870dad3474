"""Clients that behave well hear nothing: real retry and paging code, over the port."""

import threading
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

import mockserver
from mockserver.coverage.collector import Collector
from mockserver.runtime.running_vendor import RunningVendor
from mockserver.runtime.server import Server
from tests.coverage.acme import Measured


class RetryingTransport(httpx.BaseTransport):
    """Retries a 429 or a 503 when its `Retry-After` is over, by the clock that it is given."""

    def __init__(self, wait: Any) -> None:
        self._inner = httpx.HTTPTransport()
        self._wait = wait

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        while True:
            response = self._inner.handle_request(request)
            if response.status_code not in {429, 503}:
                return response
            response.read()
            self._wait(float(response.headers["retry-after"]))

    def close(self) -> None:
        self._inner.close()


def test_httpx_with_a_retrying_transport(acme: Measured) -> None:
    acme.server.clock.freeze()
    with acme.connect("test_metered", RetryingTransport(acme.server.clock.advance)) as client:
        for _ in range(3):
            assert client.get("/widgets/w1").status_code == 200
        for number in range(3):
            headers = {"idempotency-key": f"key {number}"}
            assert client.post("/widgets", json={"name": "bolt"}, headers=headers).status_code == 201

    assert "429" in acme.names("statuses")
    assert acme.rules() == []


def test_requests_with_the_retries_of_urllib3(acme: Measured) -> None:
    with requests.Session() as session:
        retry = Retry(total=3, status_forcelist=[429, 500], allowed_methods=None, backoff_factor=0)
        session.mount("http://", HTTPAdapter(max_retries=retry))
        session.headers["x-key"] = "test_metered"
        for number in range(3):
            reply = session.post(
                f"{acme.server['acme'].url}/widgets",
                json={"name": "bolt"},
                headers={"idempotency-key": f"key {number}"},
                timeout=30,
            )
            assert reply.status_code == 201

    assert "429" in acme.names("statuses")
    assert acme.rules() == []


def test_retries_until_they_are_given_up(acme: Measured) -> None:
    with requests.Session() as session:
        session.mount(
            "http://", HTTPAdapter(max_retries=Retry(total=3, status_forcelist=[500], backoff_factor=0))
        )
        session.headers.update({"x-key": "test_full", "prefer": "code=500"})
        with pytest.raises(requests.exceptions.RetryError):
            session.get(f"{acme.server['acme'].url}/widgets/w1", timeout=30)

    assert acme.rules() == []


def test_a_key_for_each_order_and_the_same_one_for_each_attempt(acme: Measured) -> None:
    for _ in range(3):
        headers = {"idempotency-key": str(uuid4())}
        for prefer in ({"prefer": "code=503"}, {}, {}):
            acme.client.post("/widgets", json={"name": "bolt"}, headers=headers | prefer)

    assert acme.rules() == []


def test_clients_in_parallel(acme: Measured) -> None:
    def walk() -> None:
        with acme.connect() as client:
            params: dict[str, str] = {}
            while True:
                page = client.get("/cursors", params=params).json()
                if page["next"] is None:
                    return
                params = {"cursor": page["next"]}

    threads = [threading.Thread(target=walk) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert acme.rules() == []


def numbered(client: httpx.Client, path: str) -> Iterator[None]:
    """Turn pages by number until the reply says that there are no more."""
    for number in count(1):
        page = client.get(path, params={"page": number}).raise_for_status().json()
        yield
        paging = page.get("pagination", page)
        if not paging.get("has_more", number < paging.get("total_pages", 0)):
            return


def offset(client: httpx.Client, path: str) -> Iterator[None]:
    """Go on by the rows that came until there are no more of them."""
    skip = 0
    while True:
        page = client.get(path, params={"skip": skip, "take": 10}).raise_for_status().json()
        yield
        rows = page["data"] if isinstance(page, dict) else page
        skip += len(rows)
        if not rows or (isinstance(page, dict) and skip >= page["total"]):
            return


def opaque(client: httpx.Client, path: str) -> Iterator[None]:
    """Send the cursor of each page for the next."""
    params: dict[str, str] = {}
    while True:
        page = client.get(path, params=params).raise_for_status().json()
        yield
        inner = page.get("data")
        cursor = (inner if isinstance(inner, dict) else page).get("cursor")
        if not cursor:
            return
        params = {"cursor": cursor}


def keyset(client: httpx.Client, path: str) -> Iterator[None]:
    """Ask for what comes after each page."""
    after = None
    while True:
        params = {"after": after, "limit": 5} if after else {"limit": 5}
        page = client.get(path, params=params).raise_for_status().json()
        yield
        after = page["pagination"]["after"]
        if after is None:
            return


WALKERS = {"page": numbered, "offset": offset, "cursor": opaque, "keyset": keyset}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The shipped vendors on one port."""
    with mockserver.running() as running:
        yield running


@pytest.mark.parametrize("name", ["commenda", "devdraft", "hydracore", "juicyway", "rotor"])
def test_a_client_that_walks_the_lists_of_a_shipped_vendor(server: Server, name: str) -> None:
    contract = server.app.vendors[name].contract
    collector = Collector([contract])
    server.app.journal.listeners.append(collector.observe)
    vendor: RunningVendor = server[name]
    lists = [(o, o.mock.pagination) for o in contract.operations if o.mock.pagination and "{" not in o.path]
    longest = 0
    with httpx.Client(base_url=vendor.url, headers=vendor.credentials["test_full"], timeout=30) as client:
        for operation, pagination in lists:
            needed = {p.name for p in operation.parameters if p.required and p.location == "query"}
            if not needed:
                longest = max(longest, sum(1 for _ in WALKERS[pagination.style](client, operation.path)))
    server.app.journal.listeners.remove(collector.observe)

    assert longest > 1
    assert collector.verdicts == ()
    assert "pages" in {item.kind for item in collector.seen}
    assert {item.kind for item in collector.seen} >= {"operations", "statuses", "parameters", "security"}
