"""What an interception leaves alone, where it begins and where it ends."""

import asyncio
from pathlib import Path

import aiohttp
import httpx
import pytest
import requests
import urllib3

import mockserver
from mockserver import Server, UnexpectedCallError, UsageError
from tests.builders import SPECS
from tests.testing.clients import CLIENTS, Call
from tests.testing.parcels import ACME, BASE, KEY

each_client = pytest.mark.parametrize("call", CLIENTS.values(), ids=list(CLIENTS))


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


def test_mistakes_are_told_in_words(tmp_path: Path) -> None:
    """What cannot be intercepted says why, and what to do."""
    with pytest.raises(UsageError, match="error, pass"), mockserver.intercepting(ACME, unmatched="ignore"):
        pass
    hostless = tmp_path / "hostless.yaml"
    hostless.write_text("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n")
    with pytest.raises(UsageError, match="running"), mockserver.intercepting(str(hostless)):
        pass
    with pytest.raises(UsageError, match="not both"):
        mockserver.intercepting(ACME, server=Server(mockserver.create_app([ACME])))
