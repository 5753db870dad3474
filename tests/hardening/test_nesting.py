"""Bodies nested as deep as anybody likes: taken and written again, or refused; nothing that is stored spoils a list."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mockserver
from mockserver.bounds import DEEPEST
from mockserver.runtime.live import Server

THING = "{$ref: '#/components/schemas/Thing'}"
DOCUMENT = f"""\
openapi: 3.0.3
info: {{title: Deep, version: "1"}}
servers: [{{url: https://deep.test/v1}}]
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{{name: f, in: query, style: deepObject, schema: {{type: object}}}}]
      responses:
        "200":
          description: Things.
          content:
            application/json: {{schema: {{type: object, properties: {{data: {{type: array, items: {THING}}}}}}}}}
    post:
      operationId: createThing
      requestBody:
        content:
          application/json: {{schema: {THING}}}
          application/x-www-form-urlencoded: {{schema: {THING}}}
          application/xml: {{schema: {THING}}}
      responses:
        "201": {{description: The thing., content: {{application/json: {{schema: {THING}}}}}}}
  /things/{{id}}:
    get:
      operationId: getThing
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        "200": {{description: The thing., content: {{application/json: {{schema: {THING}}}}}}}
components: {{schemas: {{Thing: {{type: object, properties: {{id: {{type: string}}, any: {{}}}}}}}}}}
"""
KINDS = {"json": "application/json", "form": "application/x-www-form-urlencoded", "xml": "application/xml"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a document whose things hold anything."""
    path: Path = tmp_path_factory.mktemp("deep") / "deep.yaml"
    path.write_text(DOCUMENT)
    with mockserver.running(str(path)) as server:
        yield server


def body_of(kind: str, depth: int) -> bytes:
    """A body with so many values in one another."""
    if kind == "json":
        return b'{"any":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"
    if kind == "form":
        return b"any" + b"[a]" * depth + b"=1"
    return b"<Thing><any>" + b"<a>" * depth + b"</a>" * depth + b"</any></Thing>"


@given(kind=st.sampled_from(list(KINDS)), depth=st.integers(2, 3000) | st.integers(DEEPEST - 3, DEEPEST + 60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_taken_is_listed_and_told_and_the_rest_is_refused(
    server: Server, kind: str, depth: int
) -> None:
    with httpx.Client(base_url=server["deep"].url, timeout=20) as client:
        made = client.post("/things", content=body_of(kind, depth), headers={"Content-Type": KINDS[kind]})

        assert made.status_code in {201, 400}, made.text
        if kind == "json" or abs(depth - DEEPEST) > 2:  # the ends of XML are no values
            assert (made.status_code == 400) == (kind != "form" and depth > DEEPEST), depth
        if made.status_code == 201:
            assert client.get(f"/things/{made.json()['id']}").json() == made.json()
        assert client.get("/things").status_code == 200
        assert httpx.get(f"{server.url}/__admin/requests?limit=3").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_the_deepest_that_is_taken_is_listed(server: Server, kind: str) -> None:
    """The list, and what holds its reply against the document, put more around it."""
    for depth in range(DEEPEST - 3, DEEPEST + 1):
        server.reset()
        content, headers = body_of(kind, depth), {"Content-Type": KINDS[kind]}
        httpx.post(f"{server['deep'].url}/things", content=content, headers=headers)

        assert httpx.get(f"{server['deep'].url}/things").status_code == 200, depth


@pytest.mark.parametrize("depth", [10, 300, 5000])
def test_parameters_nested_deep_are_read_or_refused(server: Server, depth: int) -> None:
    query = "f" + "[a]" * depth + "=1"

    assert httpx.get(f"{server['deep'].url}/things?{query}").status_code in {200, 400}


def test_a_text_of_many_brackets_is_not_deep(server: Server) -> None:
    sent = {"any": "[" * 5000, "id": "flat", "more": [[]] * 400}

    made = httpx.post(
        f"{server['deep'].url}/things", content=json.dumps(sent), headers={"Content-Type": KINDS["json"]}
    )

    assert (made.status_code, made.json()["any"]) == (201, sent["any"])
