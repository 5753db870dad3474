"""Calls that a real API answers: which are forwarded, what is sent there, and what comes back."""

from collections.abc import Iterator

import httpx
import pytest

import mockserver
from mockserver.errors import UsageError
from mockserver.runtime.live import Server
from tests.forwarding.real_api import Handler, RealApi, closed_port, real_api

TIMEOUT = 20


def echo(handler: Handler) -> None:
    handler.reply(200, b"real", x_one="1", connection="x-hop", x_hop="1", set_cookie="a=1")


@pytest.fixture(scope="module")
def api() -> Iterator[RealApi]:
    with real_api(echo) as made:
        yield made


@pytest.fixture(scope="module")
def beside(api: RealApi) -> Iterator[Server]:
    with mockserver.running("rotor", upstreams={"rotor": api.url}) as server:
        yield server


@pytest.fixture(autouse=True)
def _forget(api: RealApi) -> None:
    api.asked.clear()


def test_a_path_that_the_document_does_not_have_is_forwarded(beside: Server, api: RealApi) -> None:
    reply = httpx.post(f"{beside['rotor'].url}/nope%2F?a=%7e&b", content=b"body", headers={"x-own": "2"})

    (asked,) = api.asked
    assert (asked.method, asked.target, asked.body) == ("POST", "/open-api/nope%2F?a=%7e&b", b"body")
    assert asked.header("x-own") == "2"
    assert asked.header("host") == api.url.removeprefix("http://")
    assert (reply.status_code, reply.text, reply.headers["x-one"]) == (200, "real", "1")


def test_a_method_that_the_document_does_not_have_is_forwarded(beside: Server, api: RealApi) -> None:
    reply = httpx.put(f"{beside['rotor'].url}/customers", content=b"{}")

    assert reply.text == "real"
    assert [asked.method for asked in api.asked] == ["PUT"]


def test_what_the_document_has_is_answered_here(beside: Server, api: RealApi) -> None:
    rotor = beside["rotor"]

    listed = httpx.get(f"{rotor.url}/customers?limit=1", headers=rotor.headers)
    refused = httpx.get(f"{rotor.url}/customers")

    assert [listed.status_code, refused.status_code] == [200, 401]
    assert api.asked == []


def test_with_all_every_call_is_forwarded_past_our_own_checks() -> None:
    with (
        real_api(lambda handler: handler.json(200, "[]")) as api,
        mockserver.running("rotor", upstreams={"rotor": api.url}, upstream_for="all") as server,
    ):
        rotor = server["rotor"]
        replies = [
            httpx.get(f"{rotor.url}/customers", headers=rotor.credentials.get(name))
            for name in ("test_full", "test_exhausted", "test_limited", "nobody")
        ]

        assert [reply.status_code for reply in replies] == [200] * 4
        assert len(api.asked) == 4
        assert [each.operation for each in server.requests] == ["listCustomers"] * 4


def test_what_is_for_one_connection_stays_behind(beside: Server, api: RealApi) -> None:
    sent = {"connection": "x-mine, keep-alive", "x-mine": "1", "te": "trailers", "upgrade": "h2c"}
    sent |= {"keep-alive": "timeout=5", "proxy-connection": "close", "mockserver-expect": "unknown-path"}

    reply = httpx.get(f"{beside['rotor'].url}/nope", headers=sent)

    names = {name.lower() for name, _ in api.asked[0].headers}
    assert not names & (sent.keys() - {"connection"})
    assert "x-hop" not in reply.headers
    assert reply.headers["set-cookie"] == "a=1"


def test_a_header_field_is_sent_in_the_place_of_the_callers() -> None:
    fields = {"X-Api-Key": "a real one"}
    with (
        real_api(echo) as api,
        mockserver.running("rotor", upstreams={"rotor": api.url}, upstream_headers=fields) as server,
    ):
        httpx.get(f"{server['rotor'].url}/nope", headers=server["rotor"].headers)

    assert [value for name, value in api.asked[0].headers if name.lower() == "x-api-key"] == ["a real one"]


def test_cookies_are_the_callers_alone(beside: Server, api: RealApi) -> None:
    for _ in range(2):  # the first reply sets one
        httpx.get(f"{beside['rotor'].url}/nope")

    assert [asked.header("cookie") for asked in api.asked] == [None, None]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("", "/open-api/nope"),
        ("/", "/open-api/nope"),
        ("/open-api", "/open-api/nope"),
        ("/gate/open-api/", "/gate/open-api/nope"),
        ("/v9", "/v9/nope"),
    ],
)
def test_a_path_of_the_upstream_stands_for_the_base_path(path: str, asked: str, api: RealApi) -> None:
    with mockserver.running("rotor", upstreams={"rotor": api.url + path}) as server:
        httpx.get(f"{server['rotor'].url}/nope")

    assert [each.target for each in api.asked] == [asked]


def test_an_upstream_that_refuses_is_a_502_in_problem_details() -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    with mockserver.running("rotor", upstreams={"rotor": url}) as server:
        reply = httpx.get(f"{server['rotor'].url}/nope")

        assert reply.status_code == 502
        assert reply.headers["content-type"] == "application/problem+json"
        assert f"the upstream {url}/open-api/nope cannot be reached" in reply.json()["detail"]
        (entry,) = server.requests
        assert entry.forwarding is not None
        assert "cannot be reached" in entry.forwarding.failure


@pytest.mark.parametrize(
    ("upstreams", "said"),
    [
        ({"nobody": "http://127.0.0.1:1"}, "no document of that name"),
        ({"rotor": "ftp://127.0.0.1"}, "write a URL such as"),
        ({"rotor": "127.0.0.1:80"}, "write a URL such as"),
        ({"rotor": "http://127.0.0.1:1?a=b"}, "and nothing else"),
        ({"rotor": "http://user:secret@127.0.0.1:1"}, "--upstream-header sends credentials"),
    ],
)
def test_an_upstream_that_is_none_is_refused(upstreams: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        mockserver.create_app(["rotor"], upstreams=upstreams)

    assert "secret" not in str(caught.value)


def test_calls_that_are_to_be_forwarded_to_nothing_are_an_error() -> None:
    with pytest.raises(
        UsageError, match="--upstream-for all: nothing says where to; add --upstream NAME=URL"
    ):
        mockserver.create_app(["rotor"], upstream_for="all")


def test_calls_in_process_are_never_forwarded() -> None:
    interception = mockserver.intercepting("rotor", upstreams={"rotor": "http://127.0.0.1:1"})

    with pytest.raises(UsageError, match="serve on a port"), interception:
        pass
