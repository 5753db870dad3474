"""`--upstream-for all`: what a test has arranged comes before the real API."""

from collections.abc import Iterator

import httpx
import pytest

import mockserver
from mockserver.runtime.server import Server
from tests.forwarding.real_api import RealApi, real_api


@pytest.fixture(scope="module")
def api() -> Iterator[RealApi]:
    with real_api(lambda handler: handler.json(200, '{"real": true}')) as made:
        yield made


@pytest.fixture(scope="module")
def beside(api: RealApi) -> Iterator[Server]:
    with mockserver.running("rotor", upstreams={"rotor": api.url}, upstream_for="all") as server:
        yield server


@pytest.fixture
def server(beside: Server, api: RealApi) -> Server:
    beside.reset()
    api.asked.clear()
    return beside


def customers(server: Server, query: str = "", **headers: str) -> httpx.Response:
    return httpx.get(f"{server['rotor'].url}/customers{query}", headers=headers)


def test_a_stub_answers_in_the_place_of_the_api_and_what_it_does_not_match_is_forwarded(
    server: Server, api: RealApi
) -> None:
    stub = server.stubs.add(
        vendor="rotor",
        operation="listCustomers",
        match={"query": {"search": "ana"}},
        status=200,
        body={"mine": True},
        breaks=True,
    )

    ours, real = customers(server, "?search=ana"), customers(server, "?search=bo")

    assert (ours.json(), real.json()) == ({"mine": True}, {"real": True})
    assert [asked.target for asked in api.asked] == ["/open-api/customers?search=bo"]
    assert [(each.stub, each.forwarding is None) for each in server.requests] == [
        (stub.id, True),
        (None, False),
    ]


def test_a_fault_answers_in_the_place_of_the_api(server: Server, api: RealApi) -> None:
    server.faults.add(vendor="rotor", status=503, times=1)

    assert [customers(server).status_code for _ in range(2)] == [503, 200]
    assert len(api.asked) == 1


def test_a_fault_breaks_the_connection_before_the_api_is_asked(server: Server, api: RealApi) -> None:
    server.faults.add(vendor="rotor", fault="CONNECTION_RESET_BY_PEER", times=1)

    with pytest.raises(httpx.HTTPError):
        customers(server)
    assert api.asked == []


def test_a_reply_is_lost_of_a_call_that_the_api_has_carried_out(server: Server, api: RealApi) -> None:
    server.faults.add(vendor="rotor", fault="EMPTY_RESPONSE", times=1, carried_out=True)

    with pytest.raises(httpx.HTTPError):
        customers(server)
    assert len(api.asked) == 1
    (call,) = server.requests
    assert call.reply is None
    assert call.forwarding is not None


def test_a_fault_delays_a_call_and_gives_its_reply_a_field(server: Server, api: RealApi) -> None:
    server.faults.add(vendor="rotor", delay=0.2, headers={"X-Late": "1"}, times=1)

    reply = customers(server)

    assert (reply.json(), reply.headers["x-late"]) == ({"real": True}, "1")
    assert reply.elapsed.total_seconds() >= 0.2
    assert len(api.asked) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_preference_is_answered_here_where_it_asks_for_an_answer(
    server: Server, api: RealApi, method: str
) -> None:
    url = f"{server['rotor'].url}/customers"
    forced = httpx.request(method, url, headers={"prefer": "code=401"})
    other = httpx.request(method, url, headers={"prefer": "return=minimal, wait=1"})

    assert (forced.status_code, forced.headers["preference-applied"]) == (401, "code=401")
    assert other.status_code == 200
    assert [asked.header("prefer") for asked in api.asked] == ["return=minimal, wait=1"]
