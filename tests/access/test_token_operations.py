"""Endpoints of an authorization server that are operations of their document."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from starlette.testclient import TestClient

import mockserver
from mockserver.app import MockApp
from mockserver.exchange import Reply, Request

# No security scheme says where tokens come from: what the operations take and give does.
ACME = """
openapi: 3.0.3
info: {title: Acme, version: '1'}
servers: [{url: https://api.acme.example/v1}]
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Token:
      type: object
      required: [access_token, token_type, issuer]
      properties:
        access_token: {type: string}
        token_type: {type: string, enum: [bearer]}
        issuer: {type: string, enum: [acme]}
        refresh_token: {type: string}
        expires_at: {type: integer}
security: [{bearer: []}]
paths:
  /login/token:
    post:
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded: {schema: &ask {type: object, required: [grant_type], properties:
            {grant_type: {type: string}, username: {type: string}, password: {type: string}}}}
          application/json: {schema: *ask}
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Token'}}}}
        '400': {description: no, content: {application/json: {schema:
          {type: object, required: [error, code], properties: {error: {type: string}, code: {type: integer}}}}}}
  /login/revoke:
    post:
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties:
        {token: {type: string}}}}}}
      responses: {'200': {description: ok}}
  /parcels:
    get: {responses: {'200': {description: ok}}}
"""
Document = Mapping[str, Any]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> MockApp:
    document = tmp_path_factory.mktemp("specs") / "acme.yaml"
    document.write_text(ACME)
    return mockserver.create_app([str(document)], validate_responses=True)


@pytest.fixture
def server_document(acme: MockApp) -> Document:
    served: Document = TestClient(acme).get("/acme/openapi.json").json()
    return served


def ask(app: MockApp, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
    fields = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return app.respond(
        Request(method, f"/acme/v1{path}".encode(), b"", {b"host": b"localhost", **fields}, body)
    )


def token_for(app: MockApp, form: Mapping[str, str]) -> Reply:
    return ask(app, "POST", "/login/token", urlencode(form).encode(), content_type=FORM)


def test_a_token_comes_in_the_document_s_shape_and_is_accepted(acme: MockApp) -> None:
    reply = token_for(acme, {"grant_type": "password", "username": "test_other", "password": "any"})
    token = orjson.loads(reply.body)
    called = ask(acme, "GET", "/parcels", authorization=f"Bearer {token['access_token']}")

    assert (reply.status, token["token_type"], token["issuer"]) == (201, "bearer", "acme")
    assert called.status == 200
    assert [each.caller for _, each in acme.journal.entries()][-1] == "test_other"


def test_the_served_document_asks_nobody_for_a_token_who_wants_one(
    acme: MockApp, server_document: Document
) -> None:
    assert server_document["paths"]["/login/token"]["post"]["security"] == []
    assert "security" not in server_document["paths"]["/parcels"]["get"]


def test_a_refresh_token_that_is_given_is_one(acme: MockApp) -> None:
    first = orjson.loads(
        token_for(acme, {"grant_type": "password", "username": "test_full", "password": "any"}).body
    )
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}

    assert [token_for(acme, again).status for _ in range(2)] == [201, 400]


def test_json_is_taken_where_the_document_takes_it(acme: MockApp) -> None:
    body = orjson.dumps({"grant_type": "password", "username": "test_full", "password": "any"})

    assert ask(acme, "POST", "/login/token", body, content_type="application/json").status == 201


def test_an_error_comes_in_the_document_s_shape(acme: MockApp) -> None:
    reply = token_for(acme, {"grant_type": "password", "username": "nobody", "password": "any"})
    told = orjson.loads(reply.body)

    assert (reply.status, told["error"], type(told["code"])) == (400, "invalid_grant", int)


def test_a_token_is_taken_back(acme: MockApp) -> None:
    made = token_for(acme, {"grant_type": "password", "username": "test_full", "password": "any"})
    token = orjson.loads(made.body)["access_token"]
    form = urlencode({"token": token}).encode()
    revoked = ask(acme, "POST", "/login/revoke", form, content_type=FORM)

    assert (revoked.status, revoked.body) == (200, b"")
    assert ask(acme, "GET", "/parcels", authorization=f"Bearer {token}").status == 401


def test_what_the_document_asks_of_a_request_is_asked_of_it_here_too(acme: MockApp) -> None:
    assert token_for(acme, {"username": "test_full"}).status == 400


def test_a_token_comes_in_the_member_that_holds_what_is_said(tmp_path: Path) -> None:
    document = tmp_path / "acme.yaml"
    own = "schema: {$ref: '#/components/schemas/Token'}"
    held = (
        "schema: {type: object, required: [data], properties: {data: {$ref: '#/components/schemas/Token'}}}"
    )
    assert own in ACME
    document.write_text(ACME.replace(own, held, 1))
    app = mockserver.create_app([str(document)], validate_responses=True)

    reply = token_for(app, {"grant_type": "password", "username": "test_other", "password": "any"})
    told = orjson.loads(reply.body)

    assert told.keys() == {"data"}
    assert (told["data"]["token_type"], told["data"]["issuer"]) == ("bearer", "acme")
    assert ask(app, "GET", "/parcels", authorization=f"Bearer {told['data']['access_token']}").status == 200
