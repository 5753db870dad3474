"""No host that a document names is ever called: not by serving it, nor by reading, checking or explaining it."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mockserver
from mockserver.cli.main import main
from mockserver.exchange import Request

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
REAL = [
    CORPUS / name
    for name in (
        "ga4gh-tool-registry.yaml",  # a path item is a $ref to https
        "oai-tictactoe.yaml",  # callbacks, OAuth 2.0
        "pb33f-all-the-components.yaml",  # a dialect by its URI
        "camara-geofencing/API_definitions/geofencing-subscriptions.yaml",  # OpenID Connect, callbacks
    )
]
NAMING = """
openapi: 3.1.0
info: {title: Acme, version: '1', termsOfService: https://terms.acme.example}
jsonSchemaDialect: https://dialect.acme.example/schema
servers: [{url: https://api.acme.example/v1}]
externalDocs: {url: https://docs.acme.example}
security: [{open: []}, {flow: []}]
paths:
  /a:
    $ref: https://elsewhere.acme.example/paths.yaml#/a
  /b:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: 'https://elsewhere.acme.example/schemas.yaml#/B'}}}
      responses:
        '201':
          description: ok
          content:
            application/json:
              schema: {$schema: https://dialect.acme.example/other, $id: https://id.acme.example/b, type: object}
              examples: {far: {externalValue: https://examples.acme.example/b.json}}
          links: {next: {operationRef: 'https://elsewhere.acme.example/api.yaml#/paths/~1c/get'}}
      callbacks: {told: {'https://hook.acme.example': {post: {responses: {'200': {description: ok}}}}}}
components:
  securitySchemes:
    open: {type: openIdConnect, openIdConnectUrl: https://login.acme.example/.well-known/openid-configuration}
    flow:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: https://login.acme.example/token, scopes: {}}}
"""


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was looked up or connected to; whatever it is, it is refused."""
    asked: list[Any] = []

    def refuse(*place: Any, **more: Any) -> Any:
        asked.append(place)
        raise socket.gaierror(socket.EAI_NONAME, "this test has no network")

    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return asked


def serve(path: Path) -> None:
    """Ask each operation with credentials and without."""
    app = mockserver.create_app([str(path)])
    for vendor in app.vendors.values():
        for operation in vendor.contract.operations:
            place = f"/{vendor.contract.segment}{vendor.contract.base_path}{operation.path}"
            for headers in ({}, {b"authorization": b"Bearer test_full"}):
                app.respond(Request(operation.method, place.encode(), b"", dict(headers)))


def command(name: str) -> Callable[[Path], None]:
    """A command on a document."""
    return lambda path: print(CliRunner().invoke(main, [name, str(path)]).output)  # noqa: T201 - shown when it fails


DOING = {"serve": serve, "lint": command("lint"), "explain": command("explain")}


@pytest.mark.parametrize("doing", DOING.values(), ids=DOING)
def test_a_document_that_names_hosts_everywhere_is_read_without_them(
    tmp_path: Path, called: list[Any], doing: Callable[[Path], None]
) -> None:
    (tmp_path / "acme.yaml").write_text(NAMING)

    doing(tmp_path / "acme.yaml")

    assert called == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this repository")
@pytest.mark.parametrize("doing", DOING.values(), ids=DOING)
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_no_host_that_a_real_document_names_is_called(
    path: Path, called: list[Any], doing: Callable[[Path], None]
) -> None:
    doing(path)

    assert called == []


def test_a_reference_to_another_host_is_read_when_that_is_allowed(tmp_path: Path, called: list[Any]) -> None:
    """So the tests above would see it."""
    (tmp_path / "acme.yaml").write_text(NAMING)

    CliRunner().invoke(main, ["lint", str(tmp_path / "acme.yaml"), "--allow-remote-refs"])

    assert any("elsewhere.acme.example" in str(place) for place in called)
