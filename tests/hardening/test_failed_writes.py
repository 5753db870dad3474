"""A write whose reply cannot be written, or breaks the document, has changed nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver import Server
from mockserver.exchange import Call

THING = "{type: object, properties: {id: {type: string}, name: {type: string}, size: {type: integer}}}"
ROW = f"{{description: ok, content: {{application/json: {{schema: {THING}}}}}}}"
BODY = """{content: {application/json: {schema: {type: object, properties: {
          name: {type: string}, size: {}}}}}}"""
DOCUMENT = f"""\
openapi: 3.0.3
info: {{title: Acme, version: "1"}}
security: [{{key: []}}]
x-mock:
  idempotency: {{key: $request.header.idempotency-key, ttl: 600}}
  resources:
    things:
      on_create: {{id: $uuid}}
      unique: [{{fields: [name], error: conflict}}]
      related: {{parts: {{resource: parts, by: thing}}}}
    parts: {{on_create: {{id: $uuid}}, references: {{thing: things}}}}
paths:
  /things:
    get: {{x-mock: {{behaviour: list, resource: things}}, responses: {{"200": {{description: ok,
      content: {{application/json: {{schema: {{type: array, items: {THING}}}}}}}}}}}}}
    post:
      operationId: createThing
      x-mock: {{behaviour: create, resource: things, idempotency: true}}
      requestBody: {BODY}
      responses: {{"201": {ROW}}}
  /things/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get: {{operationId: getThing, x-mock: {{behaviour: get, resource: things}}, responses: {{"200": {ROW}}}}}
    patch:
      operationId: patchThing
      x-mock: {{behaviour: update, resource: things}}
      requestBody: {BODY}
      responses: {{"200": {ROW}}}
    delete:
      operationId: deleteThing
      x-mock: {{behaviour: delete, resource: things}}
      responses: {{"200": {ROW}}}
components: {{securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key}}}}}}
"""
PLANS = {"POST": "createThing", "PATCH": "patchThing", "DELETE": "deleteThing"}
Send = Callable[..., httpx.Response]


@pytest.fixture(params=[True, False], ids=["validated", "not validated"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "acme.yaml"
    path.write_text(DOCUMENT)
    with mockserver.running(str(path), validate_responses=request.param) as running:
        yield running


@pytest.fixture
def send(server: Server) -> Iterator[Send]:
    headers = {"X-Key": "test_full"}
    with httpx.Client(base_url=f"{server.url}/acme", headers=headers) as client:
        yield client.request


def kept(server: Server) -> tuple[Any, ...]:
    """All that the server keeps of rows and replies."""
    state = server.app.vendors["acme"].state
    tables = state.rows.snapshot().items()
    rows = {
        key: [row.data for row in table.ordered(table.rules.order)] for key, table in tables if len(table)
    }
    return (
        rows, state.replies.snapshot(), [*state.rows.changes], state.counters.snapshot(), state.draws.snapshot(),
    )  # fmt: skip


class UnwritableError(Exception):
    """What goes wrong on the way."""


def fail(value: Any, call: Call) -> Any:
    """Write a reply, and fail at its end."""
    raise UnwritableError


@pytest.mark.parametrize("method", PLANS)
def test_a_write_whose_reply_cannot_be_written_changes_nothing(
    server: Server, send: Send, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = send("POST", "/things", json={"name": "first", "size": 1}).json()
    target = "/things" if method == "POST" else f"/things/{made['id']}"
    body = None if method == "DELETE" else {"name": "second", "size": 2}
    before = kept(server)
    with monkeypatch.context() as patched:
        patched.setattr(server.app.vendors["acme"].plans[PLANS[method]].replies, "write", fail)
        failed = send(method, target, json=body, headers={"Idempotency-Key": "k"})

    assert (failed.status_code, kept(server)) == (500, before)
    assert send("GET", "/things").json() == [made]
    again = send(method, target, json=body, headers={"Idempotency-Key": "k"})
    assert again.status_code == (201 if method == "POST" else 200)
    assert server.requests[-3].call is not None
    assert not server.requests[-3].call.changes


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("server", [True], indirect=True)
def test_a_write_whose_reply_breaks_the_document_changes_nothing(
    server: Server, send: Send, method: str
) -> None:
    """A size that the request may have and the reply may not."""
    made = send("POST", "/things", json={"name": "first", "size": 1}).json()
    target = "/things" if method == "POST" else f"/things/{made['id']}"
    before = kept(server)
    for _ in range(2):
        failed = send(method, target, json={"name": "b", "size": "x"}, headers={"Idempotency-Key": "k"})
        assert (failed.status_code, "size" in failed.json()["detail"]) == (500, True)
        assert kept(server) == before
    assert send("GET", "/things").json() == [made]
    mended = send(method, target, json={"name": "b", "size": 3}, headers={"Idempotency-Key": "k"})
    assert mended.json()["size"] == 3
