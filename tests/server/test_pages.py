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
