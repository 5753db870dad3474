"""An idempotency key brings the first answer back for the same request, however it is written the second time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from mockserver import Server
from mockserver.runtime.judging import Judgement, judging
from tests.builders import serving

DOCUMENT = """
x-mock:
  resources: {orders: {on_create: {id: $uuid}}}
  idempotency: {key: $request.header.idempotency-key}
paths:
  /orders:
    post:
      operationId: createOrder
      x-mock: {behaviour: create, resource: orders, idempotency: true}
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Order'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Order'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Order'}}
      responses:
        '201': {description: Created., content: {application/json: {schema: {type: object}}}}
        '409': {description: Another request had this key., content: {application/json: {schema: {type: object}}}}
components:
  schemas:
    Order:
      type: object
      properties: {name: {type: string}, size: {type: integer}}
"""
Send = Callable[[httpx.Client], httpx.Response]


def sends(**options: object) -> Send:
    return lambda client: client.post("/orders", **options)  # type: ignore[arg-type]


SAME = {
    "members of JSON in another order": (
        sends(content=b'{"name": "bolt", "size": 1}', headers={"content-type": "application/json"}),
        sends(
            content=b'{"size":1,\n"name":"bolt"}', headers={"content-type": "application/json; charset=utf-8"}
        ),
    ),
    "fields of a form in another order": (
        sends(data={"name": "bolt", "size": "1"}),
        sends(data={"size": "1", "name": "bolt"}),
    ),
    "a boundary of its own": (
        sends(files={"name": (None, "bolt"), "size": (None, "1")}),
        sends(files={"name": (None, "bolt"), "size": (None, "1")}),
    ),
    "a header that counts attempts": (
        sends(json={"name": "bolt"}, headers={"x-retry-count": "0"}),
        sends(json={"name": "bolt"}, headers={"x-retry-count": "1"}),
    ),
    "another path to the same vendor": (
        sends(json={"name": "bolt"}),
        lambda client: client.post(
            client.base_url.copy_with(path="/orders"),
            json={"name": "bolt"},
            headers={"host": "api.orders.test"},
        ),
    ),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving("servers: [{url: https://api.orders.test}]" + DOCUMENT, tmp_path) as made:
        yield made


@pytest.fixture
def judgement(server: Server) -> Iterator[Judgement]:
    with judging(server) as made:
        yield made


def client_of(server: Server) -> httpx.Client:
    return httpx.Client(base_url=server["acme"].url, headers={"idempotency-key": "one"})


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_the_same_request_written_otherwise_is_replayed(
    server: Server, judgement: Judgement, pair: tuple[Send, Send]
) -> None:
    with client_of(server) as client:
        first, again = (send(client) for send in pair)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert judgement.verdicts == ()


def test_another_request_with_the_key_of_one_is_refused(server: Server, judgement: Judgement) -> None:
    with client_of(server) as client:
        first, again = (client.post("/orders", json={"name": name}) for name in ("bolt", "nut"))

    assert (first.status_code, again.status_code) == (201, 409)
    assert [verdict.rule for verdict in judgement.verdicts] == ["idempotency-key-reused"]
