"""What a server keeps of each call: as much as it needs, and nothing of what is over."""

import gc
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.app import MockApp, create_app
from mockserver.exchange import Reply, Request

THING = "{$ref: '#/components/schemas/Thing'}"
ONE = f"{{description: The thing., content: {{application/json: {{schema: {THING}}}}}}}"
DOCUMENT = f"""\
openapi: 3.0.3
info: {{title: Things, version: "1"}}
paths:
  /things:
    post:
      operationId: createThing
      requestBody: {{content: {{application/json: {{schema: {THING}}}}}}}
      responses: {{"201": {ONE}}}
  /things/{{id}}:
    get:
      operationId: getThing
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{"200": {ONE}, "404": {{description: None.}}}}
components:
  schemas:
    Thing:
      type: object
      properties: {{id: {{type: string, format: uuid}}, name: {{type: string}}, note: {{type: string}}}}
"""
ROW = 2500  # bytes of memory for one of about 100 bytes of JSON: its fields, its text, its place in the table


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> MockApp:
    """What answers for a document of things, without a socket."""
    path: Path = tmp_path_factory.mktemp("things") / "things.yaml"
    path.write_text(DOCUMENT)
    return create_app([str(path)])


@pytest.fixture
def collecting() -> Iterator[None]:
    """Nothing is collected but where a test says so."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def post(app: MockApp, body: object) -> Reply:
    sent = json.dumps(body).encode()
    headers = {b"content-type": b"application/json", b"host": b"localhost"}
    return app.respond(Request("POST", b"/things/things", b"", headers, sent))


@pytest.mark.usefixtures("collecting")
def test_a_refused_call_leaves_nothing_to_a_collection(app: MockApp) -> None:
    for number in range(50):
        reply = app.respond(Request("GET", b"/things/things/none-%d" % number, b"", {b"host": b"localhost"}))
        assert reply.status == 404
    app.journal.clear()
    assert gc.collect() == 0


@pytest.mark.usefixtures("collecting")
def test_a_row_costs_what_its_fields_need(app: MockApp) -> None:
    tracemalloc.start()
    try:
        for number in range(1000):  # the journal is full then, and every cache warm
            post(app, {"name": f"warm {number}", "note": "as large as others"})
        before = tracemalloc.get_traced_memory()[0]
        for number in range(1000):
            assert post(app, {"name": f"row {number}", "note": "as large as others"}).status == 201
        each = (tracemalloc.get_traced_memory()[0] - before) / 1000
    finally:
        tracemalloc.stop()
    assert each < ROW
