"""The documents, as tools and people get them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

import mockserver
from mockserver import Server
from tests.browser import dom_of

VENDORS = ("commenda", "devdraft", "hydracore", "juicyway", "rotor")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with mockserver.running() as running:
        yield running


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_served_document_points_back_here(server: Server, vendor: str) -> None:
    """Any tool aimed at `openapi.json` or `.yaml` finds this server in it."""
    as_json = httpx.get(f"{server.url}/{vendor}/openapi.json")
    as_yaml = httpx.get(f"{server.url}/{vendor}/openapi.yaml")

    assert as_json.headers["content-type"] == "application/json"
    assert as_json.json()["servers"][0]["url"] == server[vendor].url
    assert yaml.safe_load(as_yaml.text)["paths"].keys() == as_json.json()["paths"].keys()


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_page_shows_every_operation(server: Server, vendor: str, tmp_path: Path) -> None:
    """In a browser without a network, `/docs` lists each operation of the document."""
    page = dom_of(f"{server.url}/{vendor}/docs", tmp_path)

    paths = httpx.get(f"{server.url}/{vendor}/openapi.json").json()["paths"]
    operations = sum(
        method in item for item in paths.values() for method in ("get", "post", "patch", "delete")
    )
    assert page.count('class="opblock opblock-') == operations


NEWER = """
info: {title: Acme, version: '1'}
paths:
  /a:
    get:
      summary: First of all
      parameters: [{name: q, in: query, schema: {type: [string, 'null'], const: here}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {prefixItems: [{type: integer}]}}}}}
    post: {responses: {'204': {description: ok}}}
"""
METHODS_OF_32 = """
    query:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: found, content: {text/event-stream: {itemSchema: {type: object}}}}}
    additionalOperations: {LINK: {responses: {'204': {description: linked}}}}
"""


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        (f"openapi: 3.1.0{NEWER}", 2),
        (f"openapi: 3.1.2{NEWER}webhooks: {{w: {{post: {{responses: {{'204': {{description: ok}}}}}}}}}}", 3),
        (f"openapi: 3.2.0{NEWER.rstrip()}{METHODS_OF_32}", 4),
    ],
    ids=["3.1", "3.1 with a webhook", "3.2"],
)
def test_the_page_shows_newer_documents(text: str, operations: int, tmp_path: Path) -> None:
    """Every operation of a document of OpenAPI 3.1 and 3.2, those by `query` and by other methods, too; no error."""
    (tmp_path / "acme.yaml").write_text(text)
    with mockserver.running(str(tmp_path / "acme.yaml")) as running:
        page = dom_of(f"{running.url}/acme/docs", tmp_path / "profile")

    assert page.count('class="opblock opblock-') == operations
    assert "First of all" in page
    assert "errors-wrapper" not in page
    assert "Unable to render" not in page


def test_the_page_asks_no_other_host(server: Server) -> None:
    """The validator's badge would send the document's address to its maker."""
    assert "validatorUrl: null" in httpx.get(f"{server.url}/rotor/docs").text


def test_a_vendor_is_reached_by_its_own_host(server: Server) -> None:
    """A request with the vendor's `Host` needs no prefix."""
    headers = {"host": "api.getrotor.com", "x-api-key": "test_full"}

    reply = httpx.get(f"{server.url}/open-api/customers?limit=1", headers=headers)

    assert reply.status_code == 200
    assert reply.json()["pagination"]["total"] == 142


def test_a_path_of_no_document_names_the_documents(server: Server) -> None:
    """A wrong prefix answers 404 and says where the documents are."""
    reply = httpx.get(f"{server.url}/roter/customers")

    assert reply.status_code == 404
    assert "/rotor" in reply.json()["detail"]


def test_the_page_gives_way_to_an_operation(tmp_path: Path) -> None:
    """A document's own `/docs` is the document's; what stands beside its paths as an extension is nothing of it."""
    answer = "{'200': {description: ok, content: {application/json: {example: mine}}}}"
    paths = f"{{x-of: 1, /docs: {{get: {{responses: {answer}}}}}}}"
    (tmp_path / "acme.yaml").write_text(
        f"openapi: 3.0.3\ninfo: {{title: Acme, version: '1'}}\npaths: {paths}\n"
    )
    with mockserver.running(str(tmp_path / "acme.yaml")) as running:
        assert httpx.get(f"{running.url}/acme/docs").json() == "mine"
        assert "swagger-ui" in httpx.get(f"{running.url}/acme/__docs").text
        (about,) = httpx.get(running.url).json()["documents"]
    assert about["page"].endswith("/acme/__docs")
