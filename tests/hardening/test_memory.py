"""What a server keeps of each call: as much as it needs, and nothing of what is over."""

import gc
import hashlib
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.admin.entries import entry
from mockserver.app import MockApp, create_app
from mockserver.coverage.collector import Collector
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
    put:
      operationId: putThing
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      requestBody: {{content: {{application/json: {{schema: {THING}}}}}}}
      responses: {{"200": {ONE}, "400": {{description: No.}}}}
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


JSON = {b"content-type": b"application/json", b"host": b"localhost"}


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document of things."""
    path: Path = tmp_path_factory.mktemp("things") / "things.yaml"
    path.write_text(DOCUMENT)
    return path


@pytest.fixture(scope="module")
def app(things: Path) -> MockApp:
    """What answers for it, without a socket."""
    return create_app([str(things)])


@pytest.fixture
def collecting() -> Iterator[None]:
    """Nothing is collected but where a test says so."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def post(app: MockApp, body: object) -> Reply:
    sent = json.dumps(body).encode()
    return app.respond(Request("POST", b"/things/things", b"", dict(JSON), sent))


@pytest.mark.usefixtures("collecting")
def test_a_refused_call_leaves_nothing_to_a_collection(app: MockApp) -> None:
    for number in range(50):
        reply = app.respond(Request("GET", b"/things/things/none-%d" % number, b"", {b"host": b"localhost"}))
        assert reply.status == 404
    app.journal.clear()
    assert gc.collect() == 0


NESTED = b'{"name":' + b"[" + b"[]," * 6_000 + b"[]]}"
BODIES = {
    "long texts": b'{"name":"' + b"x" * 18_000 + b'"}',
    "many arrays, which are refused": NESTED,
    "many arrays, which are ignored": NESTED.replace(b"name", b"rest"),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_journal_is_bounded_in_bytes(things: Path, body: bytes) -> None:
    app = create_app([str(things)], journal_body=5000, journal_size=50_000, infer=False)
    Collector([app.vendors["things"].contract]).listen(app.journal)
    tracemalloc.start()
    try:
        for number in range(20):
            request = Request("PUT", b"/things/things/%d" % number, b"", dict(JSON), bytes(bytearray(body)))
            app.respond(request)
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    del request
    kept = [exchange.weight for _, exchange in app.journal.entries()]
    assert len(kept) == 20
    assert sum(kept) < 50_000 + 20 * 4096
    assert used < 2_000_000


def test_a_body_that_was_cut_tells_its_length_and_hash(things: Path) -> None:
    app = create_app([str(things)], journal_body=5000, journal_size=20_000)
    bodies = [b'{"name":"' + b"\xc3\xa4" * size + b'"}' for size in (10, 4000, 6000)]
    for body in bodies:
        app.respond(Request("POST", b"/things/things", b"", dict(JSON), body))
    contract = app.vendors["things"].contract
    told = [entry(number, exchange, contract)["request"] for number, exchange in app.journal.entries()]
    assert "bodyCut" not in told[0]
    for body, said in zip(bodies[1:], told[1:], strict=True):
        assert (said["bodySize"], said["bodySha256"]) == (len(body), hashlib.sha256(body).hexdigest())
        assert body.decode().startswith(said["body"])
        assert said["bodyCut"] == "--journal-body"
    assert len(told[1]["body"].encode()) in {4999, 5000}


def test_the_oldest_bodies_are_cut_for_the_total(things: Path) -> None:
    app = create_app([str(things)], journal_body=10_000, journal_size=20_000)
    for number in range(6):
        body = b'{"name":"%d %b"}' % (number, b"x" * 5000)
        app.respond(Request("GET", b"/things/nothing", b"", dict(JSON), body))
    cuts = [exchange.request.cut for _, exchange in app.journal.entries()]
    assert [cut.option if cut else None for cut in cuts] == ["--journal-size"] * 3 + [None] * 3
    app.journal.clear()
    app.respond(Request("GET", b"/things/nothing", b"", dict(JSON), b"y" * 9000))
    assert [exchange.request.cut for _, exchange in app.journal.entries()] == [None]


def test_what_was_cut_is_judged_by_what_it_was(things: Path) -> None:
    app = create_app([str(things)], journal_body=100, journal_size=100)
    collector = Collector([app.vendors["things"].contract])
    collector.listen(app.journal)
    long = b"z" * 9000
    for tail in (b"one", b"two", b"two"):  # all refused, the last for the same as the one before it
        app.respond(Request("POST", b"/things/things", b"", dict(JSON), b'{"name": ["%b%b"]}' % (long, tail)))
    repeated = [found for found in collector.verdicts if found.rule == "repeated-unchanged"]
    assert [[call.number for call in found.calls] for found in repeated] == [[2, 3]]


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
