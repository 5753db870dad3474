"""Documents behind URLs, what they refer to there, and the hosts that nobody may be led to."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import mockserver
from mockserver.contract import document, tolerance
from mockserver.contract.sources import Sources
from mockserver.errors import SpecError
from mockserver.exchange import Request

HEAD = "openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\n"
GET = "{{get: {{responses: {{'200': {{description: ok, content: {{application/json: {{schema: {}}}}}}}}}}}}}"


def api(schema: str) -> str:
    return HEAD + f"paths: {{/a: {GET.format(schema)}}}\n"


@contextmanager
def site(pages: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """A web server with pages; one that begins with `->` redirects. Its URL, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            page = pages.get(self.path)
            self.send_response(404 if page is None else 302 if page.startswith("->") else 200)
            if page is not None and page.startswith("->"):
                self.send_header("location", page[2:])
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that it has above
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def schema_of(found: document.Document) -> Any:
    node = found.at("/paths/~1a/get/responses/200/content/application~1json/schema")
    return found.resolve(node)


def test_a_document_of_the_web_finds_its_references_beside_it() -> None:
    pages = {
        "/v1/api.yaml": api("{$ref: 'parts/pet.yaml#/Pet'}"),
        "/v1/parts/pet.yaml": "Pet: {properties: {tag: {$ref: '../tags.json#/Tag'}}}",
        "/v1/tags.json": '{"Tag": {"type": "integer"}}',
    }
    with site(pages) as (url, asked):
        mended = tolerance.mend(document.read_document(f"{url}/v1/api.yaml", "api"))

    assert mended.problems == ()
    assert mended.document.resolve(schema_of(mended.document)["properties"]["tag"]) == {"type": "integer"}
    assert sorted(asked) == sorted(pages)


def test_references_start_where_a_redirect_ended() -> None:
    pages = {
        "/": "->/v2/api.yaml",
        "/v2/api.yaml": api("{$ref: pet.yaml}"),
        "/v2/pet.yaml": "{type: integer}",
    }
    with site(pages) as (url, _):
        assert schema_of(document.read_document(f"{url}/", "api")) == {"type": "integer"}


@pytest.mark.parametrize("remote", [False, True])
def test_another_host_is_asked_only_where_that_is_allowed(*, remote: bool) -> None:
    with site({"/pet.yaml": "{type: integer}"}) as (other, asked):
        pages = {"/api.yaml": api(f"{{$ref: '{other}/pet.yaml'}}")}
        with site(pages) as (url, _):
            mended = tolerance.mend(document.read_document(f"{url}/api.yaml", "api", Sources(remote=remote)))

    assert schema_of(mended.document) == ({"type": "integer"} if remote else {})
    assert asked == (["/pet.yaml"] if remote else [])
    assert [problem.message.partition(": ")[2] for problem in mended.problems] == (
        [] if remote else ["another host is not asked; --allow-remote-refs allows it"]
    )


def test_no_redirect_of_a_reference_leads_to_another_host() -> None:
    with site({"/pet.yaml": "{type: integer}"}) as (other, asked):
        pages = {"/api.yaml": api("{$ref: pet.yaml}"), "/pet.yaml": f"->{other}/pet.yaml"}
        with site(pages) as (url, _):
            mended = tolerance.mend(document.read_document(f"{url}/api.yaml", "api"))

    assert asked == []
    (problem,) = mended.problems
    assert "another host is not asked" in problem.message


@pytest.mark.parametrize(
    "reference", ["file:///etc/hostname", "ftp://a.example/b", "gone.yaml", "/nowhere.yaml"]
)
def test_what_cannot_be_had_is_told(reference: str) -> None:
    with site({"/api.yaml": api(f"{{$ref: '{reference}'}}")}) as (url, _):
        mended = tolerance.mend(document.read_document(f"{url}/api.yaml", "api"))

    assert schema_of(mended.document) == {}
    (problem,) = mended.problems
    assert problem.message.startswith(f"$ref {reference} leads nowhere: ")


@pytest.mark.parametrize("page", [None, "->/api.yaml", "not: [yaml", "<html>"])
def test_a_document_that_is_not_there_is_refused_in_one_line(page: str | None) -> None:
    pages = {} if page is None else {"/api.yaml": page}
    with site(pages) as (url, _), pytest.raises(SpecError) as refused:
        document.read_document(f"{url}/api.yaml", "api")

    assert str(refused.value).startswith(f"{url}/api.yaml:")
    assert "\n" not in str(refused.value)


def test_a_file_may_refer_to_other_hosts_where_that_is_allowed(tmp_path: Path) -> None:
    with site({"/pet.yaml": "{type: integer}"}) as (url, _):
        path = tmp_path / "api.yaml"
        path.write_text(api(f"{{$ref: '{url}/pet.yaml'}}"))

        assert schema_of(document.load(path, Sources(remote=True))) == {"type": "integer"}
        assert schema_of(tolerance.mend(document.load(path)).document) == {}


NAMING = """
openapi: 3.1.0
info: {title: Acme, version: '1', termsOfService: 'https://a.acme.example', contact: {url: 'https://b.acme.example'}}
externalDocs: {url: 'https://c.acme.example'}
servers: [{url: 'https://d.acme.example/v1'}, {url: 'https://{region}.acme.example', variables: {region: {default: e}}}]
security: [{oauth: [], open: []}]
paths:
  /a:
    post:
      callbacks: {done: {'https://f.acme.example/{$request.body#/url}': {post: {responses: {}}}}}
      requestBody: {content: {application/json: {schema: {$ref: 'https://g.acme.example/s.json'}}}}
      responses:
        '200':
          description: ok
          content: {application/json: {examples: {a: {externalValue: 'https://h.acme.example/e.json'}}}}
          links: {self: {operationRef: 'https://i.acme.example/api.yaml#/paths/~1a/get'}}
webhooks: {made: {post: {responses: {}}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://j.acme.example/t', scopes: {}}}}
    open: {type: openIdConnect, openIdConnectUrl: 'https://k.acme.example'}
  schemas: {A: {$schema: 'https://l.acme.example/s', $id: 'https://m.acme.example/a'}}
"""


def test_no_host_that_a_document_names_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[Any] = []

    def refused(*arguments: Any, **keywords: Any) -> Any:
        looked_up.append(arguments)
        raise OSError("nobody is to be called")

    path = tmp_path / "acme.yaml"
    path.write_text(NAMING)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)
    app = mockserver.create_app([str(path)])
    body = {b"content-type": b"application/json", b"authorization": b"Bearer test_full"}
    for target in (b"/acme/v1/a", b"/acme/openapi.json"):
        app.respond(Request("POST", target, b"", body, b"{}"))

    assert looked_up == []
