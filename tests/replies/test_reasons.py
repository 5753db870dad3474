"""Refusals of documents that nobody prepared: their status, their shape, their reason, how to say who one is."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mockserver
from mockserver.errors import ApiError, Violation
from mockserver.replies.reasons import reason_field, reason_header

DOCUMENT = """
openapi: 3.1.0
info: {title: 'The "Acme" API', version: '1'}
paths:
  /a:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [n]}}}}
      responses: {'200': {description: ok}, '422': {$ref: '#/components/responses/Bad'}}
  /b:
    post:
      parameters: [{name: size, in: query, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [n]}}}}
      responses: {'200': {description: ok}, 4XX: {description: any, content: {application/json: {schema: {}}}}}
  /c:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [n]}}}}
      responses: {'200': {description: ok}}
  /d:
    post:
      parameters: [{name: size, in: query, schema: {type: integer}}]
      responses: {'200': {description: ok}, '400': {$ref: '#/components/responses/Bad'}}
  /closed:
    get: {security: [{Name: []}, {Key: []}, {Token: []}, {Hash: []}], responses: {'200': {description: ok}}}
  /shut:
    get: {security: [{Key: []}], responses: {'200': {description: ok}, '403': {description: no}}}
  /pinned:
    get: {security: [{Pin: []}], responses: {'200': {description: ok}}}
components:
  responses:
    Bad:
      description: bad
      content:
        application/json:
          schema: {type: object, required: [message], properties: {message: {type: string}, code: {type: integer}}}
  securitySchemes:
    Name: {type: http, scheme: basic}
    Key: {type: apiKey, in: header, name: X-Key}
    Token: {type: openIdConnect, openIdConnectUrl: 'https://id.acme.example'}
    Hash: {type: http, scheme: Digest}
    Pin: {type: mutualTLS}
"""


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("refusing") / "acme.yaml"
    file.write_text(DOCUMENT)
    with mockserver.running(str(file)) as server:
        yield server["acme"].url


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/a", 422, "body n"),  # the one that it declares for its like
        ("/b", 400, None),  # the kind's own, which 4XX declares
        ("/c", 400, "body n"),  # none declared: the shape that a sibling has for it
        ("/d?size=x", 400, "query size"),
    ],
)
def test_a_refusal_has_a_declared_status_and_the_shape_of_the_document(
    refusing: str, path: str, status: int, message: str | None
) -> None:
    reply = httpx.post(refusing + path, json={})

    assert reply.status_code == status
    if message is not None:
        assert message in reply.json()["message"]
    assert reply.headers["mockserver-reason"]


def test_an_undeclared_401_becomes_the_declared_403_without_a_challenge(refusing: str) -> None:
    reply = httpx.get(f"{refusing}/shut")

    assert reply.status_code == 403
    assert "www-authenticate" not in reply.headers


def test_a_401_says_how_a_client_may_say_who_it_is(refusing: str) -> None:
    reply = httpx.get(f"{refusing}/closed")

    assert reply.status_code == 401
    assert [said.partition(",")[0] for said in reply.headers.get_list("www-authenticate")] == [
        "Basic realm=\"The 'Acme' API\"",
        "ApiKey realm=\"The 'Acme' API\"",
        "Bearer realm=\"The 'Acme' API\"",
        "Digest realm=\"The 'Acme' API\"",
    ]


@pytest.mark.parametrize("auth", [httpx.BasicAuth("test_full", "any"), httpx.DigestAuth("test_full", "any")])
def test_clients_that_wait_for_a_challenge_are_let_in(refusing: str, auth: httpx.Auth) -> None:
    with httpx.Client(auth=auth) as client:
        assert client.get(f"{refusing}/closed").status_code == 200


def test_a_client_certificate_is_not_asked_for(refusing: str) -> None:
    assert httpx.get(f"{refusing}/pinned").status_code == 200


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ApiError("not_found", resource="pets", unknown="7"), b"there is no such pets: 7"),
        (ApiError("forbidden", required={"scope": "a:read", "role": None}), b"the credential lacks the scope a:read"),
        (ApiError("too_old"), b"too old"),
        (ApiError("x", violations=[Violation("query", ("é%",), "type", {}, "no\r\nnumber")]),
         b"query %C3%A9%25: no%0D%0Anumber"),
    ],
)  # fmt: skip
def test_a_reason_is_a_sentence_in_ascii(error: ApiError, reason: bytes) -> None:
    assert reason_header(error) == (b"mockserver-reason", reason)


@given(st.text(max_size=700))
def test_no_reason_ends_its_field(text: str) -> None:
    _, value = reason_field(text)

    assert len(value) <= 500
    assert value.decode("ascii").isprintable()
    assert not value.endswith((b"%", *(b"%%%X" % n for n in range(16))))


def test_the_reason_is_in_the_journal(refusing: str) -> None:
    root = refusing.partition("/acme")[0]
    httpx.post(f"{refusing}/a", json={})
    entry = httpx.get(f"{root}/__admin/requests").json()["requests"][0]

    assert "body n" in str(entry)
