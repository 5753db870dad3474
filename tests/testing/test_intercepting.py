"""Interception: calls to the vendors' own hosts, answered in process, for every client library."""

import asyncio
import time
from datetime import UTC, datetime

import aiohttp
import httpx
import pytest
import requests
import urllib3

import mockserver
from mockserver import MockApp, Server
from tests.testing.clients import CLIENTS, Call
from tests.testing.parcels import ACME, BASE, JSON, KEY

each_client = pytest.mark.parametrize("call", CLIENTS.values(), ids=list(CLIENTS))
SERVER_ONLY = {"date", "server"}  # what a server adds, whatever it serves


@each_client
def test_calls_to_the_vendors_host_are_answered(call: Call) -> None:
    """The vendor's own URL answers, without a name to resolve."""
    with mockserver.intercepting(ACME):
        answer = call("GET", f"{BASE}/parcels?size=2", KEY, None)

    assert (answer.status, answer.body) == (200, b'{"parcels":[],"total":0}')


@each_client
@pytest.mark.parametrize(
    ("method", "target", "headers", "body"),
    [
        ("GET", "/parcels?size=2&page=1", KEY, None),
        ("GET", "/parcels?size=a%20b&size=%C3%A4", KEY, None),
        ("GET", "/parcels", {}, None),
        ("GET", "/parcels", {**KEY, "Prefer": "code=429"}, None),
        ("HEAD", "/parcels", KEY, None),
        ("OPTIONS", "/parcels", KEY, None),
        ("GET", "/nowhere", KEY, None),
        ("GET", "/old", KEY, None),
        ("POST", "/parcels", JSON, b'{"code":"AA1","note":"\xc3\xa4"}'),
        ("POST", "/parcels", JSON, b'{"code":'),
        ("POST", "/parcels", JSON, b" " * (1 << 20)),
        ("POST", "/parcels", {**KEY, "content-type": "text/plain"}, b"hello"),
        ("PUT", "/labels", {**KEY, "content-type": "application/octet-stream"}, bytes(range(256)) * 40),
        ("PUT", "/labels", {**KEY, "content-type": "application/octet-stream"}, [b"\0\xff", b"two", b"three"]),
        ("DELETE", "/parcels/a%2Fb", KEY, None),
    ],
    ids=range(15),
)  # fmt: skip
def test_every_door_gives_the_same_answer(
    server: Server, call: Call, method: str, target: str, headers: dict[str, str], body: bytes | list[bytes]
) -> None:
    """Status, headers and body are those that come over the port; so is what the journal keeps."""
    server.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    over_port = call(method, server["acme_doors"].url + target, headers, body)
    (first,) = server.requests
    server.reset()
    server.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))

    with mockserver.intercepting(server=server):
        in_process = call(method, BASE + target, headers, body)

    (second,) = server.requests
    assert in_process.status == over_port.status
    assert in_process.body == over_port.body
    assert in_process.headers == {
        name: value for name, value in over_port.headers.items() if name not in SERVER_ONLY
    }
    assert (second.operation, second.kind, second.violations, second.request.body) == (
        first.operation,
        first.kind,
        first.violations,
        first.request.body,
    )


@each_client
def test_a_body_beyond_the_limit_is_refused(call: Call) -> None:
    """As it is over the port."""
    with mockserver.intercepting(ACME, max_body=1 << 20):
        answer = call("POST", f"{BASE}/parcels", JSON, b" " * (1 << 20) + b"{}")

    assert answer.status == 413


def test_three_doors_lead_to_one_state(server: Server) -> None:
    """What is created over the port, in process and through ASGI is seen through each of them."""
    body = {"code": "AA1"}

    async def through_asgi(app: MockApp) -> tuple[int, int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            created = await client.post("/parcels", headers=KEY, json=body)
            listed = await client.get("/parcels", headers=KEY)
        return created.status_code, listed.json()["total"]

    httpx.post(f"{server['acme_doors'].url}/parcels", headers=KEY, json=body)
    with mockserver.intercepting(server=server) as inside:
        httpx.post(f"{inside['acme_doors'].url}/parcels", headers=KEY, json=body)
        outside = httpx.get(f"{server['acme_doors'].url}/parcels", headers=KEY).json()["total"]
        asgi = asyncio.run(through_asgi(server.app))
        within = requests.get(f"{BASE}/parcels", headers=KEY, timeout=5).json()["total"]
        journal = [exchange.operation for exchange in inside.requests]

    assert (outside, asgi, within) == (2, (201, 3), 3)
    assert journal == [exchange.operation for exchange in server.requests]
    assert journal == ["sendParcel", "sendParcel", "listParcels", "sendParcel", "listParcels", "listParcels"]


def test_an_interception_asks_the_namespace_of_its_server(server: Server) -> None:
    """Calls reach the state of the server that was given, and leave the others alone."""
    space = server.namespace("inside")

    with mockserver.intercepting(server=space) as inside:
        httpx.post(f"{BASE}/parcels", headers=KEY, json={"code": "AA1"})
        httpx.post(f"{BASE}/parcels", headers=inside["acme_doors"].headers, json={"code": "AA2"})

    assert [len(space.requests), len(server.requests)] == [2, 0]


def test_replies_can_be_streamed() -> None:
    """A client that reads a reply in pieces gets it in pieces, raw as well."""
    with mockserver.intercepting(ACME):
        with httpx.stream("GET", f"{BASE}/parcels", headers=KEY) as reply:
            raw = b"".join(reply.iter_raw(5))
        with requests.get(f"{BASE}/parcels", headers=KEY, stream=True, timeout=5) as streamed:
            pieces = list(streamed.iter_content(7))

        async def read() -> list[bytes]:
            async with aiohttp.ClientSession() as session, session.get(f"{BASE}/parcels", headers=KEY) as got:
                return [chunk async for chunk in got.content.iter_chunked(7)]

        chunks = asyncio.run(read())

    assert raw == b"".join(pieces) == b"".join(chunks) == b'{"parcels":[],"total":0}'
    assert len(pieces) == len(chunks) == 4


def test_clients_follow_redirects_and_retry_by_themselves() -> None:
    """Redirects and `Retry` are the client's own code: a 308 leads on, three attempts are three calls."""
    retry = urllib3.Retry(total=2, status_forcelist=[429], backoff_factor=0, respect_retry_after_header=False)
    with mockserver.intercepting(ACME) as server:
        with requests.Session() as session:
            session.mount("https://", requests.adapters.HTTPAdapter(max_retries=retry))
            moved = session.get(f"{BASE}/old", headers=KEY, timeout=5)
            with pytest.raises(requests.exceptions.RetryError):
                session.get(f"{BASE}/parcels", headers={**KEY, "Prefer": "code=429"}, timeout=5)
        followed = httpx.get(f"{BASE}/old", headers=KEY, follow_redirects=True)

    assert (moved.status_code, followed.status_code) == (200, 200)
    statuses = [exchange.reply.status for exchange in server.requests if exchange.reply]
    assert statuses == [308, 200, 429, 429, 429, 308, 200]


def test_an_async_client_can_expect_100_continue() -> None:
    """aiohttp's `expect100` gets its interim reply, then the answer."""

    async def send() -> int:
        async with aiohttp.ClientSession() as session:
            body = {"code": "AA1"}
            async with session.post(f"{BASE}/parcels", headers=KEY, json=body, expect100=True) as reply:
                return reply.status

    with mockserver.intercepting(ACME):
        assert asyncio.run(send()) == 201


def test_proxies_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a CI behind a proxy, a call to the vendor needs none."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")

    with mockserver.intercepting(ACME):
        statuses = [call("GET", f"{BASE}/parcels", KEY, None).status for call in CLIENTS.values()]
        plain = requests.get("http://api.parcels.invalid/v1/parcels", headers=KEY, timeout=5).status_code

    assert statuses == [200] * len(CLIENTS)
    assert plain == 200


@each_client
def test_a_wait_that_is_preferred_is_kept(call: Call) -> None:
    """`Prefer: wait=` delays the answer as it does over the port."""
    with mockserver.intercepting(ACME):
        started = time.monotonic()
        call("GET", f"{BASE}/parcels", {**KEY, "Prefer": "wait=0.05"}, None)

    assert time.monotonic() - started >= 0.05
