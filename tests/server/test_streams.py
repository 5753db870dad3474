"""Replies that are sent event by event: server-sent events and JSON line by line."""

import asyncio
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.runtime.server import Server
from mockserver.server.streaming import MOST_WAITING, EventQueue
from tests.builders import Mock, compiled, serving

NEWS = """
x-mock:
  resources:
    items: {on_create: {id: $next.item.11}}
  events:
    item.created: {resource: items, on: created}
    item.sold: {resource: items, on: updated, changed: [state], when: {state: sold}}
paths:
  /items:
    get:
      x-mock: {behaviour: list, resource: items, stream: true}
      responses: {'200': {description: ok, content: {
        text/event-stream: {schema: &row {type: object, properties: {id: {}, name: {}}}},
        application/x-ndjson: {schema: *row},
        application/json-seq: {schema: *row},
        text/csv: {schema: {type: object, properties: {id: {}, name: {}}}},
        application/json: {schema: {type: array, items: *row}}}}}
    post:
      x-mock: {behaviour: create, resource: items}
      requestBody: &body {content: {application/json: {schema: {type: object, properties: {name: {}, state: {}}}}}}
      responses: {'201': &item {description: ok, content: {application/json: {schema: *row}}}}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    patch: {x-mock: {behaviour: update, resource: items}, requestBody: *body, responses: {'200': *item}}
  /live:
    get:
      x-mock: {behaviour: respond, resource: items, stream: {events: [item.created, item.sold], heartbeat: 100ms}}
      responses: {'200': {description: ok, content: {text/event-stream: {schema: *row}}}}
  /slow:
    get:
      x-mock: {stream: {every: 300ms, end: "[DONE]"}}
      responses: {'200': {description: ok, content: {text/event-stream: {
        schema: {type: array, items: {type: object}}, example: [{n: 1}, {n: 2}, {n: 3}]}}}}
  /chat:
    post:
      x-mock: {stream: {text: "You said {$request.body#/text}", end: "[DONE]"}}
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {'200': {description: ok, content: {text/event-stream: {schema: {type: object, properties: {
        choices: {type: array, items: {type: object, properties: {delta: {type: object, properties: {
          content: {type: string}}}}}}}}}}}}
  /plain:
    get:
      responses: {'200': {description: ok, content: {application/jsonl: {
        schema: {type: array, items: {type: object}}, example: [{n: 1}, {n: 2}]}}}}
"""
ROWS = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(NEWS, tmp_path_factory.mktemp("news"), {"items": ROWS}, validate_responses=True) as found:
        yield found


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    server.reset()
    with httpx.Client(base_url=server["acme"].url, timeout=20) as found:
        yield found


@contextmanager
def reading(client: httpx.Client, path: str, **headers: str) -> Iterator[Iterator[str]]:
    """The lines of a stream, as they come."""
    with client.stream("GET", path, headers={"accept": "text/event-stream", **headers}) as reply:
        assert reply.status_code == 200
        yield reply.iter_lines()


def until(lines: Iterator[str], wanted: int) -> list[str]:
    """So many lines that say something."""
    found: list[str] = []
    while len(found) < wanted:
        line = next(lines)
        if line and not line.startswith(":"):
            found.append(line)
    return found


def test_the_rows_of_a_list_come_one_by_one_with_their_keys(client: httpx.Client) -> None:
    with reading(client, "/items") as lines:
        assert list(lines) == [
            "id: 1", 'data: {"id":1,"name":"a"}', "", "id: 2", 'data: {"id":2,"name":"b"}', "",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-ndjson", '{"id":1,"name":"a"}\n{"id":2,"name":"b"}\n'),
        ("application/json-seq", '\x1e{"id":1,"name":"a"}\n\x1e{"id":2,"name":"b"}\n'),
        ("text/csv", "id,name\r\n1,a\r\n2,b\r\n"),
        ("application/json", '[{"id":1,"name":"a"},{"id":2,"name":"b"}]'),
    ],
)
def test_rows_come_in_each_form_that_is_declared(client: httpx.Client, kind: str, body: str) -> None:
    assert client.get("/items", headers={"accept": kind}).text == body


def test_a_reader_goes_on_after_the_event_that_it_had_last(client: httpx.Client) -> None:
    with reading(client, "/items", **{"Last-Event-ID": "1"}) as lines:
        assert until(lines, 2) == ["id: 2", 'data: {"id":2,"name":"b"}']


def test_events_come_one_after_the_other_and_end(client: httpx.Client) -> None:
    began = time.monotonic()
    with reading(client, "/slow") as lines:
        first = until(lines, 2)
        soon = time.monotonic() - began
        rest = until(lines, 6)
        assert list(lines) == [""]

    assert first == ["id: 1", 'data: {"n":1}']
    assert rest[-1] == "data: [DONE]"
    assert time.monotonic() - began >= 0.9 > soon


def test_a_delta_comes_word_by_word(client: httpx.Client) -> None:
    with client.stream("POST", "/chat", json={"text": "hello you"}) as reply:
        data = [line[6:] for line in reply.iter_lines() if line.startswith("data: ")]

    words = [json.loads(each)["choices"][0]["delta"]["content"] for each in data[:-1]]
    assert words == ["You", " said", " hello", " you"]
    assert data[-1] == "[DONE]"


def test_what_happens_is_told_as_it_happens(client: httpx.Client) -> None:
    with reading(client, "/live") as lines, httpx.Client(base_url=client.base_url) as other:
        created = other.post("/items", json={"name": "c"}).json()
        assert until(lines, 3)[1:] == ["event: item.created", f'data: {{"id":{created["id"]},"name":"c"}}']
        other.patch("/items/1", json={"name": "x"})
        other.patch("/items/1", json={"state": "sold"})
        last, *told = until(lines, 3)
        assert told == ["event: item.sold", 'data: {"id":1,"name":"x"}']
    with httpx.Client(base_url=client.base_url) as other:
        other.post("/items", json={"name": "d"})
    with reading(client, "/live", **{"Last-Event-ID": last.removeprefix("id: ")}) as lines:
        assert until(lines, 3)[2].endswith('"name":"d"}'), "what came while nobody read"


def test_a_comment_comes_while_nothing_happens(client: httpx.Client) -> None:
    with reading(client, "/live") as lines:
        assert next(line for line in lines if line) == ":"


def test_other_tenants_and_namespaces_are_told_nothing(client: httpx.Client, server: Server) -> None:
    with reading(client, "/live") as lines, httpx.Client(base_url=client.base_url) as other:
        other.post("/items", json={"name": "c"}, headers={"Mockserver-Namespace": "n"})
        other.post("/items", json={"name": "d"})
        assert until(lines, 3)[2].endswith('"name":"d"}')


def test_a_connection_is_kept_after_a_stream_and_others_are_served_meanwhile(client: httpx.Client) -> None:
    with reading(client, "/slow") as lines:
        next(lines)
        with httpx.Client(base_url=client.base_url) as other:
            assert other.get("/plain").text == '{"n":1}\n{"n":2}\n'
        list(lines)
    assert client.head("/slow").status_code == 200
    assert client.get("/plain").headers["transfer-encoding"] == "chunked"


def test_a_reader_that_goes_away_is_forgotten(client: httpx.Client, server: Server) -> None:
    feed = server.app.vendors["acme"].state.feeding()
    with reading(client, "/live") as lines:
        next(lines)
    deadline = time.monotonic() + 10
    while feed._readers and time.monotonic() < deadline:
        threading.Event().wait(0.01)

    assert not feed._readers


def test_node_and_curl_read_event_by_event(client: httpx.Client) -> None:
    url = f"{client.base_url}slow"
    printed = subprocess.run(["curl", "-sN", url], capture_output=True, text=True, check=True).stdout
    assert printed.startswith('id: 1\ndata: {"n":1}\n\n')
    script = f"""
      const reply = await fetch({url!r});
      const parts = [];
      for await (const part of reply.body.pipeThrough(new TextDecoderStream())) parts.push(part);
      console.log(JSON.stringify(parts));
    """
    node = ["node", "--input-type=module", "-e", script]
    parts: list[Any] = json.loads(subprocess.run(node, capture_output=True, text=True, check=True).stdout)
    assert len(parts) >= 4
    assert "".join(parts) == printed


def test_what_waits_for_a_reader_who_does_not_read_has_a_bound() -> None:
    async def told() -> tuple[bool, int]:
        queue = EventQueue()
        for _ in range(100):
            queue.tell(b"x" * (MOST_WAITING // 10))
        size = len(await queue.taken(None)) + len(await queue.taken(0.01))
        return queue.full, size

    full, size = asyncio.run(told())
    assert full
    assert MOST_WAITING // 2 < size <= MOST_WAITING


def test_a_server_that_stops_ends_its_streams(tmp_path: Path) -> None:
    with serving(NEWS, tmp_path) as server, httpx.Client() as client:
        reply = client.send(client.build_request("GET", f"{server['acme'].url}/live"), stream=True)
        assert reply.status_code == 200


TOLD = """
paths:
  /events:
    get:
      responses: {'200': {description: ok, content: {text/event-stream: {itemSchema: {
        type: object, required: [event, data], properties: {
          event: {type: string, const: made},
          data: {type: string, contentMediaType: application/json, contentSchema: {
            type: object, required: [n], properties: {n: {type: integer}}}}}}}}}}
  /chat:
    get:
      responses: {'200': {description: ok, content: {text/event-stream: {itemSchema: {
        type: object, properties: {choices: {type: array, minItems: 2, maxItems: 2, items: {
          type: object, properties: {delta: {type: object, properties: {content: {type: string}}}}}}}}}}}}
"""


def test_the_fields_of_an_event_and_the_json_in_its_data_are_what_its_schema_says() -> None:
    mock = Mock(compiled(TOLD, head="openapi: 3.2.0\ninfo: {title: Acme, version: '1'}\n"))

    events = mock.ask("GET", "/events").body.decode().split("\n\n")[:-1]

    assert events
    for event in events:
        name, data = event.split("\n")
        assert name == "event: made"
        assert isinstance(json.loads(data.removeprefix("data: "))["n"], int)


def test_a_text_is_said_by_one_choice_alone() -> None:
    mock = Mock(compiled(TOLD, head="openapi: 3.2.0\ninfo: {title: Acme, version: '1'}\n"))

    events = mock.ask("GET", "/chat").body.decode().split("\n\n")[:-1]

    told = [json.loads(event.removeprefix("data: "))["choices"] for event in events]
    assert {len(choices) for choices in told} == {1}
    assert "".join(choice["delta"]["content"] for (choice,) in told).startswith(
        "This answer comes word by word"
    )
