"""Interception: calls to the vendors' own hosts, answered in process, for every client library."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import httpx
import pytest
import requests
import urllib3

import mockserver
from mockserver import MockApp, Server, UnexpectedCallError, UsageError
from tests.builders import SPECS
from tests.testing.clients import CLIENTS, Call

ACME = str(SPECS / "acme_doors.yaml")
BASE = "https://api.parcels.invalid/v1"
KEY = {"acme-key": "test_full"}
JSON = {**KEY, "content-type": "application/json"}
SERVER_ONLY = {"date", "server"}  # what a server adds, whatever it serves

each_client = pytest.mark.parametrize("call", CLIENTS.values(), ids=list(CLIENTS))


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """A server on a real port."""
    with mockserver.running(ACME) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """The same, at its seeded state."""
    running.reset()
    return running


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


@each_client
def test_a_call_to_another_host_fails_loudly(call: Call) -> None:
    """Unmatched hosts are an error that names the call and what would help, whatever the client catches."""
    with (
        mockserver.intercepting(ACME),
        pytest.raises(
            UnexpectedCallError, match=r"elsewhere\.invalid.*api\.parcels\.invalid.*unmatched='pass'"
        ),
    ):
        call("GET", "https://elsewhere.invalid/x", {}, None)


@each_client
def test_a_call_to_another_host_passes_where_that_is_asked_for(call: Call) -> None:
    """With `pass`, the call goes out: to a name that nobody can resolve."""
    with (
        mockserver.intercepting(ACME, unmatched="pass"),
        pytest.raises((httpx.ConnectError, OSError, urllib3.exceptions.HTTPError, Exception)) as caught,
    ):
        call("GET", "https://elsewhere.invalid/x", {}, None)

    assert not isinstance(caught.value, UnexpectedCallError)


@each_client
def test_calls_to_this_machine_always_pass(call: Call, server: Server) -> None:
    """A server on this machine is reached while other hosts are errors."""
    with mockserver.intercepting(ACME):
        answer = call("GET", f"{server['acme_doors'].url}/parcels", KEY, None)

    assert answer.status == 200
    assert len(server.requests) == 1


@each_client
def test_a_vendor_of_this_machine_is_told_by_its_port(call: Call) -> None:
    """A document whose server is localhost:3999 takes calls to that port of localhost, and to no other."""
    own = str(SPECS / "acme_local.yaml")
    with mockserver.intercepting(own) as server:
        answer = call("GET", "http://localhost:3999/v1/ping", {}, None)
        with pytest.raises(Exception, match=r"."):
            call("GET", "http://localhost:1/v1/ping", {}, None)

    assert answer.status == 200
    assert len(server.requests) == 1


def test_clients_that_outlive_the_block_reach_the_network_again() -> None:
    """Pools and sessions keep nothing that would go on answering."""

    async def with_session() -> None:
        async with aiohttp.ClientSession() as session:
            with mockserver.intercepting(ACME):
                async with session.get(f"{BASE}/parcels", headers=KEY) as reply:
                    assert reply.status == 200
            with pytest.raises(aiohttp.ClientConnectionError):
                await session.get(f"{BASE}/parcels", headers=KEY)

    with urllib3.PoolManager(retries=False) as pool, httpx.Client() as client:
        with mockserver.intercepting(ACME):
            assert pool.request("GET", f"{BASE}/parcels", headers=KEY).status == 200
            assert client.get(f"{BASE}/parcels", headers=KEY).status_code == 200
        with pytest.raises(urllib3.exceptions.HTTPError):
            pool.request("GET", f"{BASE}/parcels", headers=KEY)
        with pytest.raises(httpx.ConnectError):
            client.get(f"{BASE}/parcels", headers=KEY)
    asyncio.run(with_session())


def test_a_session_of_the_whole_run_meets_each_interception_anew() -> None:
    """A pooled connection of one block belongs to the server of the next one."""
    with requests.Session() as session:
        with mockserver.intercepting(ACME) as first:
            session.post(f"{BASE}/parcels", headers=KEY, json={"code": "AA1"}, timeout=5)
        with mockserver.intercepting(ACME) as second:
            total = session.get(f"{BASE}/parcels", headers=KEY, timeout=5).json()["total"]

    assert (total, len(first.requests), len(second.requests)) == (0, 1, 1)


def test_interceptions_nest() -> None:
    """Each answers for its own vendors; the outer one goes on inside the inner one, and after it."""
    rotor = "https://api.getrotor.com/open-api/customers"
    key = {"x-api-key": "test_full"}
    with mockserver.intercepting("rotor") as outer:
        with mockserver.intercepting(ACME) as inner:
            for call in CLIENTS.values():
                assert call("GET", rotor, key, None).status == 200
                assert call("GET", f"{BASE}/parcels", KEY, None).status == 200
                with pytest.raises(UnexpectedCallError):
                    call("GET", "https://elsewhere.invalid", {}, None)
        assert httpx.get(rotor, headers=key).status_code == 200
        with pytest.raises(UnexpectedCallError):
            httpx.get(f"{BASE}/parcels", headers=KEY)

    assert (len(outer.requests), len(inner.requests)) == (len(CLIENTS) + 1, len(CLIENTS))


def test_it_decorates_functions_sync_and_async() -> None:
    """A decorated function runs inside; each call of it begins with the seeded state."""

    @mockserver.intercepting(ACME)
    def create() -> int:
        httpx.post(f"{BASE}/parcels", headers=KEY, json={"code": "AA1"})
        return int(httpx.get(f"{BASE}/parcels", headers=KEY).json()["total"])

    @mockserver.intercepting(ACME)
    async def create_async() -> int:
        async with httpx.AsyncClient() as client:
            await client.post(f"{BASE}/parcels", headers=KEY, json={"code": "AA1"})
            return int((await client.get(f"{BASE}/parcels", headers=KEY)).json()["total"])

    assert [create(), create()] == [1, 1]
    assert asyncio.run(create_async()) == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{BASE}/parcels", headers=KEY)


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


def test_mistakes_are_told_in_words(tmp_path: Path) -> None:
    """What cannot be intercepted says why, and what to do."""
    with pytest.raises(UsageError, match="error, pass"), mockserver.intercepting(ACME, unmatched="ignore"):
        pass
    hostless = tmp_path / "hostless.yaml"
    hostless.write_text("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n")
    with pytest.raises(UsageError, match="running"), mockserver.intercepting(str(hostless)):
        pass
    with pytest.raises(UsageError, match="not both"):
        mockserver.intercepting(ACME, server=Server(mockserver.create_app([ACME]), ""))
