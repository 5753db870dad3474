"""The same libraries, used well and badly, by port and in process: what is said of each attempt to create one row."""

import asyncio
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import stamina
import tenacity
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

import mockserver
from tests.coverage.acme import Measured, measured
from tests.programs import program

OURS = {"x-key": "test_full"}
BODY = {"name": "bolt"}
Headers = Callable[[], Mapping[str, str]]
Send = Callable[[str, Headers], None]


def one_key() -> Headers:
    """By the book: one key for all attempts."""
    return lambda: OURS | {"idempotency-key": "one"}


def no_key() -> Headers:
    return lambda: OURS


def a_key_for_each_attempt() -> Headers:
    numbers = count()
    return lambda: OURS | {"idempotency-key": f"attempt {next(numbers)}"}


def tenacity_and_httpx(url: str, headers: Headers) -> None:
    retrying = tenacity.Retrying(stop=tenacity.stop_after_attempt(4))
    retrying(lambda: httpx.post(f"{url}/widgets", json=BODY, headers=headers()).raise_for_status())


def stamina_and_httpx(url: str, headers: Headers) -> None:
    with httpx.Client(base_url=url) as client:
        for attempt in stamina.retry_context(
            on=httpx.HTTPStatusError, attempts=4, wait_initial=0.001, wait_jitter=0
        ):
            with attempt:
                client.post("/widgets", json=BODY, headers=headers()).raise_for_status()


def tenacity_and_requests(url: str, headers: Headers) -> None:
    @tenacity.retry(stop=tenacity.stop_after_attempt(4))
    def send() -> None:
        requests.post(f"{url}/widgets", json=BODY, headers=headers(), timeout=30).raise_for_status()

    send()


def tenacity_and_aiohttp(url: str, headers: Headers) -> None:
    async def send() -> None:
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            async for attempt in tenacity.AsyncRetrying(stop=tenacity.stop_after_attempt(4)):
                with attempt:
                    await session.post(f"{url}/widgets", json=BODY, headers=headers())

    asyncio.run(send())


class FreshHeaders(HTTPAdapter):
    """Retries what failed, as `urllib3.util.Retry` does, with the headers of each attempt made anew."""

    def __init__(self, headers: Headers) -> None:
        super().__init__(max_retries=0)
        self._headers = headers

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        reply = super().send(request, *args, **kwargs)
        for _ in range(3):
            if reply.status_code < 500:
                break
            request.headers.update(self._headers())
            reply = super().send(request, *args, **kwargs)
        return reply


def requests_with_an_adapter(url: str, headers: Headers) -> None:
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, FreshHeaders(headers))
        session.post(f"{url}/widgets", json=BODY, headers=headers(), timeout=30)


def urllib3_and_requests(url: str, headers: Headers) -> None:
    """Every attempt has the headers of the first."""
    retry = Retry(4, status_forcelist=[500], allowed_methods=None, backoff_factor=0)
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        session.post(f"{url}/widgets", json=BODY, headers=headers(), timeout=30)


LIBRARIES: list[Send] = [
    tenacity_and_httpx, stamina_and_httpx, tenacity_and_requests, tenacity_and_aiohttp, requests_with_an_adapter,
]  # fmt: skip
SAID: dict[Callable[[], Headers], set[str]] = {
    one_key: set(),
    no_key: {"retry-without-key"},
    a_key_for_each_attempt: {"retry-with-new-key"},
}
ROWS = [
    *((library, headers, said) for library in LIBRARIES for headers, said in SAID.items()),
    (urllib3_and_requests, one_key, set[str]()),
    (urllib3_and_requests, no_key, {"retry-without-key"}),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    with measured(tmp_path_factory.mktemp("libraries")) as found:
        yield found


@contextmanager
def by_port(acme: Measured) -> Iterator[str]:
    yield acme.server["acme"].url


@contextmanager
def in_process(acme: Measured) -> Iterator[str]:
    with mockserver.intercepting(server=acme.server) as intercepted:
        yield intercepted["acme"].url


def fail_twice(acme: Measured) -> None:
    acme.begin_anew(httpx.HTTPTransport())
    acme.server.faults.add(vendor="acme", operation="createWidget", status=500, times=2)


@pytest.mark.parametrize("door", [by_port, in_process])
@pytest.mark.parametrize(
    ("library", "headers", "said"),
    ROWS,
    ids=[f"{library.__name__} {headers.__name__}" for library, headers, _ in ROWS],
)
def test_a_row_that_is_made_at_the_third_attempt(
    running: Measured, library: Send, headers: Callable[[], Headers], said: set[str], door: Callable[..., Any]
) -> None:
    fail_twice(running)
    with door(running) as url:
        library(url, headers())

    assert len(running.server.requests) == 3
    assert set(running.rules()) == said, running.collector.verdicts


NODE = """\
const numbers = [1, 2, 3].values();
const headers = {"x-key": "test_full", "content-type": "application/json"};
for (let attempt = 0; attempt < 4; attempt++) {
  const more = %s;
  const reply = await fetch(process.argv[1] + "/widgets",
    {method: "POST", body: '{"name": "bolt"}', headers: {...headers, ...more}});
  if (reply.ok) break;
}
"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('{"idempotency-key": "one"}', set()),
        ("{}", {"retry-without-key"}),
        ('{"idempotency-key": "attempt " + numbers.next().value}', {"retry-with-new-key"}),
    ],
)
def test_a_row_that_node_makes_at_the_third_attempt(running: Measured, more: str, said: set[str]) -> None:
    fail_twice(running)
    command = [program("node", package="nodejs"), "--input-type=module", "--eval", NODE % more]
    subprocess.run([*command, running.server["acme"].url], check=True, timeout=60)

    assert len(running.server.requests) == 3
    assert set(running.rules()) == said, running.collector.verdicts
