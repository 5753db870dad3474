"""Faults over a real port: what a client meets, what is carried out, what the journal and the verdicts make of it."""

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

import mockserver
from mockserver.faults import BREAKS
from mockserver.faults.breaks import GARBAGE
from mockserver.runtime.live import Server

TIMEOUT = 20  # seconds: a test that takes so long hangs
CUSTOMER = {"first_name": "Aiko", "last_name": "Tanaka", "phone_number": "+81-3-5550-0142"}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """A server whose replies are held against their documents."""
    with mockserver.running("devdraft", "rotor", validate_responses=True) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """The same at its seeded state."""
    running.reset()
    return running


def ask(server: Server, vendor: str = "rotor", method: str = "GET", **more: Any) -> httpx.Response:
    """The reply to a call of a vendor's customers."""
    running = server[vendor]
    headers = {**running.headers, **more.pop("headers", {})}
    return httpx.request(method, f"{running.url}/customers", headers=headers, timeout=TIMEOUT, **more)


def received(server: Server, requests: bytes) -> tuple[bytes, bool]:
    """All that comes on a connection after some bytes were sent, and whether it was reset in the end."""
    parts = urlsplit(server.url)
    found = b""
    with socket.create_connection((parts.hostname, parts.port), TIMEOUT) as connection:
        connection.sendall(requests)
        try:
            while data := connection.recv(65536):
                found += data
        except ConnectionResetError:
            return found, True
    return found, False


def listing(server: Server, *, limit: int = 1) -> bytes:
    """A request for a list as bytes."""
    running = server["rotor"]
    path = urlsplit(running.url).path
    fields = "".join(f"{name}: {value}\r\n" for name, value in running.headers.items())
    return f"GET {path}/customers?limit={limit} HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode()


WAYS = {  # to break a connection: what is still sent, and whether it is reset
    "CONNECTION_RESET_BY_PEER": (b"", True),
    "EMPTY_RESPONSE": (b"", False),
    "RANDOM_DATA_THEN_CLOSE": (GARBAGE, False),
    "MALFORMED_RESPONSE_CHUNK": (b"HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n" + GARBAGE, False),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_each_way_to_break_a_connection_is_what_its_name_says(server: Server, fault: str) -> None:
    server.faults.add(operation="listCustomers", fault=fault, times=1)
    assert received(server, listing(server)) == WAYS[fault]
    assert ask(server).status_code == 200


def test_a_malformed_answer_to_what_was_carried_out_begins_as_the_answer_would(server: Server) -> None:
    server.faults.add(operation="listCustomers", fault="MALFORMED_RESPONSE_CHUNK", carried_out=True)
    came, _ = received(server, listing(server))
    head, _, body = came.partition(b"\r\n\r\n")
    assert head == b"HTTP/1.1 200 \r\ncontent-type: application/json\r\ntransfer-encoding: chunked"
    assert body == GARBAGE


def test_what_was_asked_before_on_the_connection_is_answered_first(server: Server) -> None:
    server.faults.add(operation="listCustomers", fault="EMPTY_RESPONSE", times=1, probability=1)
    server.faults.add(operation="listCustomers", delay=0, times=1)  # the latest strikes first
    came, _ = received(server, listing(server) * 3)
    assert came.count(b"HTTP/1.1 200 OK") == 1


def test_a_status_comes_in_the_vendors_words(server: Server) -> None:
    server.faults.add(operation="listCustomers", status=500, headers={"X-Incident": "42"}, times=1)
    broken = ask(server)
    forced = ask(server, headers={"Prefer": "code=500"})
    assert (broken.status_code, broken.json()) == (500, forced.json())
    assert broken.headers["x-incident"] == "42"
    assert "preference-applied" not in broken.headers


def test_a_status_that_the_document_does_not_have_comes_as_problem_details(server: Server) -> None:
    server.faults.add(vendor="rotor", status=502, headers={"Content-Type": "application/json"})
    answer = ask(server)
    assert (answer.status_code, answer.headers.get_list("content-type")) == (502, ["application/json"])
    assert answer.json() == {"type": "about:blank", "title": "Bad Gateway", "status": 502}
    assert ask(server, "devdraft").status_code == 200


def test_a_fault_strikes_who_may_call_and_nobody_else(server: Server) -> None:
    server.faults.add(status=503)
    assert ask(server, headers={"x-api-key": "nobody"}).status_code == 401
    assert ask(server, headers=server["rotor"].credentials["test_limited"]).status_code == 403
    assert ask(server, headers={"Prefer": "code=429"}).status_code == 429
    assert ask(server, headers=server["rotor"].credentials["test_exhausted"]).status_code == 503
    assert ask(server, params={"limit": 0}).status_code == 503


@pytest.mark.parametrize("carried_out", [False, True])
def test_an_answer_that_is_lost_may_have_been_carried_out(server: Server, *, carried_out: bool) -> None:
    before = ask(server, "devdraft", params={"take": 1}).json()["total"]
    key = {"idempotency-key": "00000000-0000-4000-8000-000000000001"}
    server.faults.add(
        vendor="devdraft",
        operation="createCustomer",
        fault="EMPTY_RESPONSE",
        carried_out=carried_out,
        times=1,
    )
    with pytest.raises(httpx.RemoteProtocolError):
        ask(server, "devdraft", "POST", json=CUSTOMER, headers=key)
    assert ask(server, "devdraft", params={"take": 1}).json()["total"] == before + carried_out

    assert ask(server, "devdraft", "POST", json=CUSTOMER, headers=key).status_code == 201
    assert ask(server, "devdraft", params={"take": 1}).json()["total"] == before + 1


@pytest.mark.parametrize("status", [500, 502])
@pytest.mark.parametrize("pipeline", ["compiled", "stock"])
def test_a_status_may_come_in_the_place_of_what_was_carried_out(pipeline: str, status: int) -> None:
    """One that the document declares and one that it does not, by both pipelines, replies held against it."""
    with mockserver.running("devdraft", pipeline=pipeline, validate_responses=True) as server:
        before = ask(server, "devdraft", params={"take": 1}).json()["total"]
        server.faults.add(operation="createCustomer", status=status, carried_out=True, times=1)
        key = {"idempotency-key": "00000000-0000-4000-8000-000000000002"}
        answer = ask(server, "devdraft", "POST", json=CUSTOMER, headers=key)
        assert answer.status_code == status
        assert "breaks its document" not in answer.text
        assert ask(server, "devdraft", params={"take": 1}).json()["total"] == before + 1


def test_a_client_that_gives_up_finds_its_call_in_the_journal(server: Server) -> None:
    server.faults.add(vendor="devdraft", operation="createCustomer", delay=1, times=1)
    running = server["devdraft"]
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{running.url}/customers", json=CUSTOMER, headers=running.headers, timeout=0.3)
    late = server.requests[-1]
    assert late.reply is not None
    assert late.reply.status == 201
    assert late.seconds >= 1


def test_the_journal_names_the_fault_and_a_broken_answer_is_none(server: Server) -> None:
    server.faults.add(operation="listCustomers", status=503, times=1)
    server.faults.add(operation="listCustomers", fault="EMPTY_RESPONSE", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        ask(server)
    ask(server)
    ask(server)
    entries = httpx.get(f"{server.url}/__admin/requests").json()["requests"][:3]
    ids = [fault.id for fault in server.faults]
    assert [entry["fault"] for entry in entries] == [None, *ids]
    assert [entry["response"] and entry["response"]["status"] for entry in entries] == [200, 503, None]


def test_a_reset_ends_faults_and_each_namespace_has_its_own(server: Server) -> None:
    other = server.namespace("other")
    other.faults.add(status=503)
    assert ask(other).status_code == 503
    assert ask(server).status_code == 200
    server.reset()
    assert ask(other).status_code == 503
    other.reset()
    assert ask(other).status_code == 200


def test_a_fault_is_nothing_that_the_client_did(server: Server) -> None:
    faults: list[dict[str, Any]] = [
        {"status": 503},
        {"status": 400},
        {"fault": "EMPTY_RESPONSE"},
        {"delay": 0},
    ]
    with mockserver.judging(server, strict=True) as judgement:
        for limit, given in enumerate(faults, start=1):
            server.faults.add(operation="listCustomers", times=1, **given)
            try:
                ask(server, params={"limit": limit})
            except httpx.RemoteProtocolError:
                assert "fault" in given
        run = judgement.run("faults")
    assert not run.verdicts
    assert sum(part.exchanges["rotor"] for part in run.parts.values()) == len(faults)


def test_the_stock_pipeline_has_the_same_faults() -> None:
    with mockserver.running("rotor", pipeline="stock") as server:
        server.faults.add(status=500, times=1)
        assert ask(server).status_code == 500
        server.faults.add(fault="EMPTY_RESPONSE", times=1)
        with pytest.raises(httpx.RemoteProtocolError):  # uvicorn's own protocol can only stop in the middle
            ask(server)
        assert ask(server).status_code == 200
