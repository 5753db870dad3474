"""Faults in process: every client library meets what it would meet on a network."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3

import mockserver
from mockserver import Server
from mockserver.faults import BREAKS
from tests.builders import SPECS
from tests.testing.clients import CLIENTS, Call

ACME = str(SPECS / "acme_doors.yaml")
KEY = {"acme-key": "test_full"}

each_client = pytest.mark.parametrize("call", CLIENTS.values(), ids=list(CLIENTS))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on a real port, to compare with."""
    with mockserver.running(ACME) as server:
        yield server


def met(server: Server, call: Call, **fault: Any) -> object:
    """What a client meets: the kind of what it raises, or what the answer has of the document and the fault."""
    server.reset()
    server.faults.add(**fault)
    try:
        answer = call("GET", f"{server['acme_doors'].url}/parcels", KEY, None)
    except Exception as error:  # noqa: BLE001 - each library has its own
        return type(error)
    return answer.status, answer.body, answer.headers.get("x-fault")


@each_client
@pytest.mark.parametrize("fault", BREAKS)
def test_a_broken_connection_is_the_same_in_process_as_on_a_port(
    server: Server, call: Call, fault: str
) -> None:
    on_a_port = met(server, call, fault=fault)
    with mockserver.intercepting(ACME) as inside:
        in_process = met(inside, call, fault=fault)
    assert isinstance(on_a_port, type)
    assert in_process == on_a_port


@each_client
def test_an_answer_of_a_fault_is_the_same_in_process_as_on_a_port(server: Server, call: Call) -> None:
    fault = {"status": 503, "headers": {"X-Fault": "one"}}
    on_a_port = met(server, call, **fault)
    with mockserver.intercepting(ACME) as inside:
        in_process = met(inside, call, **fault)
    assert in_process == on_a_port
    assert isinstance(on_a_port, tuple)
    assert on_a_port[0] == 503
    assert on_a_port[2] == "one"


async def with_aiohttp(url: str, seconds: float) -> None:
    limit = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession() as session, session.get(url, headers=KEY, timeout=limit):
        pass


async def with_httpx_async(url: str, seconds: float) -> None:
    async with httpx.AsyncClient() as client:
        await client.get(url, headers=KEY, timeout=seconds)


IMPATIENT: dict[str, tuple[Callable[[str, float], Any], type[Exception]]] = {
    "httpx": (lambda url, s: httpx.get(url, headers=KEY, timeout=s), httpx.ReadTimeout),
    "httpx async": (lambda url, s: asyncio.run(with_httpx_async(url, s)), httpx.ReadTimeout),
    "httpx2": (lambda url, s: httpx2.get(url, headers=KEY, timeout=s), httpx2.ReadTimeout),
    "requests": (lambda url, s: requests.get(url, headers=KEY, timeout=s), requests.ReadTimeout),
    "urllib3": (
        lambda url, s: urllib3.request("GET", url, headers=KEY, timeout=s, retries=False),
        urllib3.exceptions.ReadTimeoutError,
    ),
    "aiohttp": (lambda url, s: asyncio.run(with_aiohttp(url, s)), TimeoutError),
}


@pytest.mark.parametrize(("call", "raised"), IMPATIENT.values(), ids=list(IMPATIENT))
def test_a_client_gives_up_on_a_late_answer_and_waits_for_one_in_time(
    call: Callable[[str, float], Any], raised: type[Exception]
) -> None:
    with mockserver.intercepting(ACME) as server:
        url = f"{server['acme_doors'].url}/parcels"
        server.faults.add(delay=30, times=1)
        started = time.monotonic()
        with pytest.raises(raised):
            call(url, 0.1)
        assert time.monotonic() - started < 10

        server.faults.add(delay=0.1, times=1)
        started = time.monotonic()
        call(url, 20)
        assert time.monotonic() - started >= 0.1
    assert [exchange.reply.status for exchange in server.requests if exchange.reply] == [200, 200]
    assert [exchange.taken for exchange in server.requests] == [False, True]


@pytest.mark.parametrize(("call", "raised"), IMPATIENT.values(), ids=list(IMPATIENT))
def test_a_server_on_a_port_notes_that_a_client_gave_up(
    server: Server, call: Callable[[str, float], Any], raised: type[Exception]
) -> None:
    server.reset()
    url = f"{server['acme_doors'].url}/parcels"
    server.faults.add(delay=30, times=1)
    with pytest.raises(raised):
        call(url, 0.1)
    call(url, 20)
    deadline = time.monotonic() + 10
    while server.requests[0].taken and time.monotonic() < deadline:
        call(url, 20)

    given_up, *others = [exchange.taken for exchange in server.requests]
    assert (given_up, set(others)) == (False, {True})


def test_a_client_that_closes_its_half_of_the_connection_gets_its_late_answer(server: Server) -> None:
    server.reset()
    server.faults.add(delay=0.2, times=1)
    parts = urlsplit(server["acme_doors"].url)
    request = f"GET {parts.path}/parcels HTTP/1.1\r\nHost: {parts.netloc}\r\nAcme-Key: test_full\r\n\r\n"
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as client:
        started = time.monotonic()
        client.sendall(request.encode())
        client.shutdown(socket.SHUT_WR)
        assert client.recv(65536).startswith(b"HTTP/1.1 200 OK")
        assert time.monotonic() - started >= 0.2
