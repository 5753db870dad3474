"""Long polling: calls that wait, before they are answered, for something new to show."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.builders import serving

QUEUE = """
x-mock:
  resources:
    messages: {on_create: {id: $next.message}}
    jobs: {}
paths:
  /messages:
    get:
      x-mock: {behaviour: list, resource: messages, long_poll: {asked: $request.query.wait, time: 0s}}
      parameters:
        - {name: wait, in: query, schema: {type: number, maximum: 20}}
        - {name: topic, in: query, schema: {type: string}, x-mock: {filter: {}}}
      responses: {'200': &list {description: ok, content: {application/json: {
        schema: {type: array, items: &row {type: object, properties: {id: {}, topic: {}, state: {}}}}}}}}
    post:
      x-mock: {behaviour: create, resource: messages}
      requestBody: &body {content: {application/json: {schema: {type: object, properties: {topic: {}, state: {}}}}}}
      responses: {'201': &one {description: ok, content: {application/json: {schema: *row}}}}
  /brief:
    get: {x-mock: {behaviour: list, resource: messages, long_poll: 150ms}, responses: {'200': *list}}
  /long:
    get: {x-mock: {behaviour: list, resource: messages, long_poll: true}, responses: {'200': *list}}
  /messages/{id}:
    parameters: [&id {name: id, in: path, required: true, schema: {type: integer}}]
    get:
      x-mock: {behaviour: get, resource: messages, conditional: true, long_poll: 20s}
      responses: {'200': *one, '304': {description: the same}}
    patch: {x-mock: {behaviour: update, resource: messages}, requestBody: *body, responses: {'200': *one}}
    delete: {x-mock: {behaviour: delete, resource: messages}, responses: {'204': {description: gone}}}
  /jobs:
    post:
      x-mock:
        {behaviour: create, resource: jobs, set: {id: a, state: run}, transitions: [{after: 60s, set: {state: done}}]}
      responses: {'201': *one}
  /jobs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      x-mock: {behaviour: get, resource: jobs, long_poll: {time: 20s, until: {state: done}}}
      responses: {'200': *one}
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(QUEUE, tmp_path_factory.mktemp("queue"), validate_responses=True) as found:
        yield found


@pytest.fixture
def client(running: Server) -> Iterator[httpx.Client]:
    running.reset()
    with httpx.Client(base_url=running["acme"].url, timeout=30) as found:
        yield found


def while_waiting(
    server: Server, asked: Callable[[], httpx.Response], then: Callable[[], Any]
) -> httpx.Response:
    """The reply to a call during which, once it waits, something else is done."""
    replies: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: replies.append(asked()))
    state = server.app.vendors["acme"].state
    feed = state.feeding()
    thread.start()
    until = time.monotonic() + 20
    while not feed.readers and time.monotonic() < until:
        time.sleep(0.005)
    assert feed.readers == 1
    then()
    thread.join(20)
    assert feed.readers == 0
    return replies[0]


def test_a_list_of_nothing_waits_for_a_row(running: Server, client: httpx.Client) -> None:
    def post() -> None:
        httpx.post(f"{client.base_url}messages", json={"topic": "b"})
        httpx.post(f"{client.base_url}messages", json={"topic": "a"})

    reply = while_waiting(running, lambda: client.get("/messages?wait=20&topic=a"), post)

    assert [row["id"] for row in reply.json()] == [2]
    assert reply.elapsed.total_seconds() < 15
    assert [each.reply.status for each in running.requests if each.reply] == [
        201,
        201,
        200,
    ]  # as they were answered


@pytest.mark.parametrize(("path", "least"), [("/brief", 0.15), ("/messages?wait=0.2", 0.2), ("/messages", 0)])
def test_where_nothing_comes_it_is_answered_as_it_is(client: httpx.Client, path: str, least: float) -> None:
    reply = client.get(path)

    assert (reply.status_code, reply.json()) == (200, [])
    assert least <= reply.elapsed.total_seconds() < 10


def test_what_is_there_is_answered_at_once(client: httpx.Client) -> None:
    client.post("/messages", json={})

    assert client.get("/long").elapsed.total_seconds() < 10
    assert client.head("/long").elapsed.total_seconds() < 10


def test_a_reader_that_has_the_present_state_waits_for_the_next(
    running: Server, client: httpx.Client
) -> None:
    client.post("/messages", json={"topic": "a"})
    url = f"{client.base_url}messages/1"
    etag = httpx.get(url, headers={"if-none-match": '"another"'}).headers["etag"]

    reply = while_waiting(
        running,
        lambda: client.get("/messages/1", headers={"if-none-match": etag}),
        lambda: httpx.patch(url, json={"topic": "b"}),
    )

    assert (reply.status_code, reply.json()["topic"]) == (200, "b")
    assert reply.headers["etag"] != etag


def test_a_row_that_is_gone_meanwhile_is_a_404(running: Server, client: httpx.Client) -> None:
    client.post("/messages", json={"topic": "a"})

    reply = while_waiting(
        running, lambda: client.get("/messages/1"), lambda: httpx.delete(f"{client.base_url}messages/1")
    )

    assert reply.status_code == 404


def test_a_job_is_waited_for_until_the_servers_clock_has_it_done(
    running: Server, client: httpx.Client
) -> None:
    client.post("/jobs")

    reply = while_waiting(running, lambda: client.get("/jobs/a"), lambda: running.clock.advance(61))

    assert reply.json()["state"] == "done"
    assert client.get("/jobs/a").elapsed.total_seconds() < 10


def test_a_client_that_leaves_is_waited_with_no_more(running: Server, client: httpx.Client) -> None:
    feed = running.app.vendors["acme"].state.feeding()

    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{client.base_url}long", timeout=0.3)

    until = time.monotonic() + 20
    while (feed.readers or not running.requests) and time.monotonic() < until:
        time.sleep(0.005)
    assert [each.taken for each in running.requests] == [False]


def test_a_server_that_ends_lets_nobody_wait(tmp_path: Path) -> None:
    replies: list[httpx.Response] = []
    with serving(QUEUE, tmp_path) as server:
        url = f"{server['acme'].url}/long"
        thread = threading.Thread(target=lambda: replies.append(httpx.get(url, timeout=30)))
        feed = server.app.vendors["acme"].state.feeding()
        thread.start()
        while not feed.readers:
            time.sleep(0.005)
        started = time.monotonic()
    thread.join(20)

    assert time.monotonic() - started < 10
    assert [reply.json() for reply in replies] == [[]]
