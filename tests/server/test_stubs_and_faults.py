"""Stubs beside faults and rate limits: which of them answers a call, and what a snapshot has of them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server
from tests.builders import serving
from tests.server.test_stubs import ACME, PAGE, customers, thing


@pytest.fixture
def server() -> Iterator[Server]:
    with mockserver.running("rotor") as running:
        yield running


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Server]:
    with serving(ACME, tmp_path) as running:
        yield running


def test_a_stub_answers_before_faults_and_the_rate_limit(server: Server) -> None:
    rotor = server["rotor"]
    exhausted = rotor.credentials["test_exhausted"]
    server.stubs.add(operation="listCustomers", match={"query": {"limit": 7}}, body=PAGE)
    fault = server.faults.add(operation="listCustomers", status=503)

    answered = customers(server, params={"limit": 7}, headers=exhausted)
    assert answered.json() == PAGE
    assert "retry-after" not in answered.headers
    assert (server.faults.hits(fault), server.requests[-1].valid) == (0, True)
    assert customers(server, params={"limit": 8}, headers=exhausted).status_code == 503
    server.faults.clear()
    assert customers(server, params={"limit": 8}, headers=exhausted).status_code == 429
    assert customers(server, params={"limit": 0}, headers=exhausted).status_code == 429
    assert (server.requests[-1].valid, server.requests[-1].violations) == (False, ())


def test_a_call_that_a_stub_answers_counts_towards_the_limit_and_says_what_is_left() -> None:
    with mockserver.running("devdraft", validate_responses=False) as server:
        vendor = server["devdraft"]
        operation = next(each.id for each in vendor.contract.operations if each.path == "/customers")
        server.stubs.add(operation=operation, status=200, body=[], breaks=True, times=2)
        with httpx.Client(base_url=vendor.url, headers=vendor.credentials["test_metered"]) as client:
            replies = [client.get("/customers") for _ in range(3)]

    assert [int(reply.headers["x-ratelimit-remaining"]) for reply in replies] == [99, 98, 97]


def test_a_snapshot_has_stubs_scenarios_and_faults(acme: Server) -> None:
    step = {"name": "things", "requiredState": "Started", "newState": "met"}
    acme.stubs.add(operation="getThing", body={"name": "second"}, scenario={**step, "requiredState": "met"})
    stub = acme.stubs.add(operation="getThing", body={"name": "first"}, scenario=step)
    fault = acme.faults.add(operation="putThing", status=503, times=2)
    assert thing(acme).json() == {"name": "first"}
    assert thing(acme, method="PUT", json={}).status_code == 503

    mark = acme.snapshot()
    acme.stubs.add(operation="getThing", body={"name": "third"})
    assert thing(acme).json() == {"name": "third"}
    assert [thing(acme, method="PUT", json={}).status_code for _ in range(2)] == [503, 204]
    acme.reset()
    acme.restore(mark)

    assert (acme.stubs.hits(stub), acme.stubs.scenarios) == (1, {"things": "met"})
    assert (thing(acme).json(), len(acme.stubs)) == ({"name": "second"}, 2)
    assert [thing(acme, method="PUT", json={}).status_code for _ in range(2)] == [503, 204]
    assert acme.faults.hits(fault) == 2
