"""What is refused is told in bounded words, in bounded time: not all of it comes back, or stays."""

import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

import orjson
import pytest

from mockserver.admin.entries import entry
from mockserver.app import MockApp, create_app
from mockserver.coverage.collector import Collector
from mockserver.exchange import Reply, Request

BRANCHES = "{oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: boolean}}]}"
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Acme, version: "1"}}
paths:
  /things:
    post:
      operationId: createThing
      parameters:
        - {{name: number, in: query, schema: {{type: integer}}}}
        - {{name: numbers, in: query, schema: {{type: array, items: {{type: integer}}}}}}
        - {{name: deep, in: query, style: deepObject, schema: {{type: object, additionalProperties: false}}}}
        - {{name: X-Number, in: header, schema: {{type: integer}}}}
        - {{name: number, in: cookie, schema: {{type: integer}}}}
      requestBody: {{content: {{application/json: {{schema: {{$ref: "#/components/schemas/Thing"}}}}}}}}
      responses: {{"200": {{description: ok}}}}
  /inputs:
    post:
      operationId: createInput
      requestBody: {{content: {{application/json: {{schema: {BRANCHES}}}}}}}
      responses: {{"200": {{description: ok}}}}
  /plain:
    post:
      operationId: createPlain
      requestBody: {{content: {{application/json: {{schema: {{$ref: "#/components/schemas/Plain"}}}}}}}}
      responses: {{"200": {{description: ok}}}}
components:
  schemas:
    Plain:
      type: object
      properties:
        numbers: {{type: array, items: {{type: integer}}}}
        many: {{type: array, minItems: 400000}}

    Thing:
      type: object
      additionalProperties: false
      propertyNames: {{maxLength: 500000}}
      properties:
        number: {{type: integer}}
        word: {{type: string, pattern: "^a$"}}
        choice: {{enum: [a, b]}}
        set: {{type: array, uniqueItems: true}}
        few: {{type: object, maxProperties: 2}}
        either: {{oneOf: [{{type: integer}}, {{const: x}}]}}
        none: {{not: {{}}}}
        numbers: {{type: array, items: {{type: integer}}}}
        many: {{type: array, minItems: 400000}}
"""
LONG = "v" * 200_000
MANY = range(20_000)
MOST_TOLD = 20_000  # bytes of a reply that tells of one thing
MOST_SHOWN = 200_000  # of what is told of a hundred


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> MockApp:
    path: Path = tmp_path_factory.mktemp("acme") / "acme.yaml"
    path.write_text(DOCUMENT)
    app = create_app([str(path)], infer=False)
    Collector([app.vendors["acme"].contract]).listen(app.journal)
    return app


def post(app: MockApp, body: Any, query: str = "", path: str = "things", **headers: str) -> Reply:
    sent = {b"host": b"localhost", b"content-type": b"application/json"}
    sent |= {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    target = f"/acme/{path}".encode()
    return app.respond(Request("POST", target, query.encode(), sent, json.dumps(body).encode()))


BODIES: dict[str, Any] = {
    "a type": {"number": LONG},
    "a pattern": {"word": LONG},
    "a choice": {"choice": LONG},
    "a choice of a list": {"choice": [LONG, LONG]},
    "a name": {LONG: 1},
    "names": {f"{number}{'x' * 300}": 1 for number in range(500)},
    "many names": {f"x{number}": 1 for number in MANY},
    "a set": {"set": [LONG, LONG]},
    "a large set": {"set": [*MANY, *MANY]},
    "members": {"few": {f"x{number}": 1 for number in MANY}},
    "alternatives": {"either": LONG},
    "a refusal of all": {"none": LONG},
    "many elements": {"numbers": ["x" for _ in MANY]},
    "another root": [LONG],
    "a large other root": list(MANY),
    "a number of many digits": {"choice": 10**4000},
}


def told(app: MockApp, reply: Reply) -> int:
    """Bytes of what is told of the last exchange: the reply with its headers, and the verdict of its entry."""
    number, exchange = list(app.journal.entries())[-1]
    shown = entry(number, exchange, app.vendors["acme"].contract)["verdict"]
    assert len(exchange.violations) <= 100
    values = [each.pop("value", "") for each in shown["violations"]]
    assert sum(len(orjson.dumps(value)) for value in values) < 600_000
    assert len(orjson.dumps(shown)) < MOST_SHOWN
    return len(reply.body) + sum(len(value) for _, value in reply.headers)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_refused_body_does_not_come_back_whole(app: MockApp, body: Any) -> None:
    reply = post(app, body)

    assert reply.status == 400
    assert told(app, reply) < (MOST_SHOWN if isinstance(body, dict) and len(body) > 1 else MOST_TOLD)


QUERIES: dict[str, str] = {
    "a value": f"number={LONG}",
    "many values": "&".join("numbers=x" for _ in MANY),
    "a member": f"deep[{LONG}]=1",
    "many members": "&".join(f"deep[x{number}]=1" for number in MANY),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_refused_query_does_not_come_back_whole(app: MockApp, query: str) -> None:
    reply = post(app, {}, query)

    assert reply.status == 400
    assert told(app, reply) < (MOST_SHOWN if query.startswith("deep[x") else MOST_TOLD)


@pytest.mark.parametrize(
    "headers", [{"x_number": LONG}, {"cookie": f"number={LONG}"}], ids=["header", "cookie"]
)
def test_a_refused_field_does_not_come_back_whole(app: MockApp, headers: dict[str, str]) -> None:
    reply = post(app, {}, **headers)

    assert reply.status == 400
    assert told(app, reply) < MOST_TOLD


# A request of some 4 MB with nothing right in it took a minute and 3 GB.
LARGE: dict[str, tuple[str, Any, str]] = {
    "elements": ("things", {"numbers": ["x"] * 400_000}, "body numbers.0: "),
    "the last element": ("plain", {"numbers": [1] * 400_000 + ["x"]}, "body numbers.400000: "),
    "a member after many elements": ("things", {"set": [0, 0, *range(400_000)], "word": "b"}, "body word: "),
    "too few elements": ("plain", {"many": [1] * 399_999}, "body many: "),
    "the last element, beside alternatives": (
        "things",
        {"numbers": [1] * 400_000 + ["x"]},
        "body: breaks its schema",
    ),
    "alternatives": ("inputs", [1] * 400_000, "body: breaks its schema"),
    "members": ("things", {f"x{number}": 1 for number in range(200_000)}, "body x0: "),
}


@pytest.mark.parametrize(("path", "body", "said"), LARGE.values(), ids=LARGE)
def test_a_large_body_is_refused_quickly_and_for_what_is_wrong(
    app: MockApp, path: str, body: Any, said: str
) -> None:
    sent = json.dumps(body).encode()
    headers = {b"host": b"localhost", b"content-type": b"application/json"}
    tracemalloc.start()
    try:
        began = time.process_time()
        reply = app.respond(Request("POST", f"/acme/{path}".encode(), b"", headers, sent))
        seconds = time.process_time() - began
        largest = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (reply.status, dict(reply.headers)[b"mockserver-reason"].decode()[: len(said)]) == (400, said)
    assert seconds < 5
    assert largest < 30 * len(sent)


def test_nothing_is_said_of_what_is_only_cut(app: MockApp) -> None:
    """A body whose beginning alone would break its schema is right."""
    reply = post(app, {"many": [1] * 400_000})
    assert reply.status == 200
    reply = post(app, {"many": [1] * 400_000, "word": "b"})
    assert [each["pointer"] for each in orjson.loads(reply.body)["errors"]] == ["#/word"]
