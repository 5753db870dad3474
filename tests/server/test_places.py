"""Where operations are: every server, every path of one shape, paths with a query or a fragment in their key."""

from collections.abc import Iterator

import httpx
import pytest

import mockserver
from mockserver.runtime.server import Server

DOCUMENT = """
openapi: 3.0.3
info: {title: Places, version: '1'}
servers:
  - url: https://{region}.acme.example/{version}
    variables: {region: {default: eu, enum: [eu, us]}, version: {default: v2, enum: [v1, v2]}}
paths:
  /me:
    get: {responses: {'200': {description: ok, content: {application/json: {example: me}}}}}
  /files:
    servers: [{url: 'https://uploads.acme.example/u'}]
    post: {responses: {'200': {description: ok, content: {application/json: {example: files}}}}}
    get:
      servers: [{url: 'https://files.acme.example'}]
      responses: {'200': {description: ok, content: {application/json: {example: list}}}}
  /items/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]
      responses: {'200': {description: ok, content: {application/json: {example: by id}}}}
  /items/{code}:
    get:
      parameters: [{name: code, in: path, required: true, schema: {type: string, minLength: 2}}]
      responses: {'200': {description: ok, content: {application/json: {example: by code}}}}
  /codes/{code}:
    get:
      parameters: [{name: code, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {example: by code}}}}
  /codes/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {example: by id}}}}
  /{kind}/count:
    get:
      parameters: [{name: kind, in: path, required: true, schema: {enum: [zones, rings]}}]
      responses: {'200': {description: ok, content: {application/json: {example: counted}}}}
  /zones/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]
    get: {responses: {'200': {description: ok, content: {application/json: {example: zone}}}}}
  /templates:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [key], properties: {key: {type: string}}}}}
      responses: {'200': {description: ok, content: {application/json: {example: any}}}}
  /templates#levels:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [key], properties: {key: {enum: [levels]}}}}}
      responses: {'200': {description: ok, content: {application/json: {example: levels}}}}
  /search:
    get: {responses: {'200': {description: ok, content: {application/json: {example: plain}}}}}
  /search?beta=true:
    get: {responses: {'200': {description: ok, content: {application/json: {example: beta}}}}}
    delete: {responses: {'200': {description: ok, content: {application/json: {example: beta gone}}}}}
  /notes:
    get: {responses: {'200': {description: ok, content: {application/json: {example: all}}}}}
  /notes#of:
    get:
      parameters: [{name: of, in: query, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {example: some}}}}
  /cards#add:
    put:
      requestBody: {content: {application/json: {schema: {type: object, required: [add]}}}}
      responses: {'200': {description: ok, content: {application/json: {example: added}}}}
  /cards#remove:
    put:
      requestBody: {content: {application/json: {schema: {type: object, required: [remove]}}}}
      responses: {'200': {description: ok, content: {application/json: {example: removed}}}}
"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("places") / "places.yaml"
    file.write_text(DOCUMENT)
    with mockserver.running(str(file)) as server:
        yield server


@pytest.mark.parametrize(
    ("method", "host", "path", "body", "answer"),
    [
        ("GET", "", "/places/v2/me", None, "me"),
        ("GET", "", "/places/v1/me", None, "me"),
        ("GET", "", "/places/me", None, 404),
        ("GET", "eu.acme.example", "/v1/me", None, "me"),
        ("GET", "us.acme.example", "/v2/me", None, "me"),
        ("POST", "uploads.acme.example", "/u/files", None, "files"),
        ("POST", "", "/places/u/files", None, "files"),
        ("POST", "", "/places/v2/files", None, "files"),  # as a client sends it that knows one URL
        ("GET", "files.acme.example", "/files", None, "list"),
        ("GET", "", "/places/v2/items/6fa459ea-ee8a-3ca4-894e-db77e160355e", None, "by id"),
        ("GET", "", "/places/v2/items/A7", None, "by code"),
        ("GET", "", "/places/v2/items/A", None, 400),
        ("GET", "", "/places/v2/codes/7", None, "by id"),
        ("GET", "", "/places/v2/codes/A7", None, "by code"),
        ("GET", "", "/places/v2/zones/count", None, "counted"),
        ("GET", "", "/places/v2/rings/count", None, "counted"),
        ("GET", "", "/places/v2/rows/count", None, 400),
        ("GET", "", "/places/v2/zones/6fa459ea-ee8a-3ca4-894e-db77e160355e", None, "zone"),
        ("GET", "", "/places/v2/zones/other", None, 400),
        ("POST", "", "/places/v2/templates", {"key": "levels"}, "levels"),
        ("POST", "", "/places/v2/templates", {"key": "others"}, "any"),
        ("POST", "", "/places/v2/templates", {}, 400),
        ("GET", "", "/places/v2/search", None, "plain"),
        ("GET", "", "/places/v2/search?beta=true", None, "beta"),
        ("GET", "", "/places/v2/search?beta=false", None, "plain"),
        ("DELETE", "", "/places/v2/search?x=1&beta=true", None, "beta gone"),
        ("DELETE", "", "/places/v2/search", None, 404),
        ("GET", "", "/places/v2/notes", None, "all"),
        ("GET", "", "/places/v2/notes?of=me", None, "some"),
        ("PUT", "", "/places/v2/cards", {"remove": 1}, "removed"),
        ("PUT", "", "/places/v2/cards", {"add": 1}, "added"),
        ("PUT", "", "/places/v2/cards", {}, 400),
    ],
)
def test_an_operation_is_where_its_document_says(
    places: Server, method: str, host: str, path: str, body: object, answer: object
) -> None:
    headers = {"host": host} if host else {}
    reply = httpx.request(method, places.url + path, json=body, headers=headers)

    assert (reply.json() if reply.status_code == 200 else reply.status_code) == answer


def test_the_served_document_leads_to_this_server_from_every_place(places: Server) -> None:
    served = httpx.get(f"{places.url}/places/openapi.json").json()

    root = f"{places.url}/places"
    assert [each["url"] for each in served["servers"]] == [f"{root}/v2", f"{root}/v1"]
    assert served["paths"]["/files"]["servers"][0]["url"] == f"{root}/u"
    assert served["paths"]["/files"]["get"]["servers"][0]["url"] == root
