"""`/`: what is served, for people and for clients."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver import Server

ACME = """
openapi: 3.0.3
info: {title: Acme & <Sons>, version: '1'}
servers: [{url: https://api.acme.example/v1}]
paths: {/a: {get: {responses: {'200': {description: ok}}}}}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file: Path = tmp_path_factory.mktemp("specs") / "acme.yaml"
    file.write_text(ACME)
    with mockserver.running(str(file), "rotor") as running:
        yield running


def test_a_client_gets_what_is_served_with_its_line_and_its_credentials(server: Server) -> None:
    reply = httpx.get(f"{server.url}/")
    acme, rotor = reply.json()["documents"]

    assert reply.headers["content-type"] == "application/json"
    assert acme["understood"] == "1 operation: 1 operation answers examples"
    assert acme["url"] == f"{server.url}/acme/v1"
    assert rotor["credentials"]["test_full"] == {"x-api-key": "test_full"}
    assert httpx.get(rotor["document"]).json()["servers"][0]["url"] == rotor["url"] == server["rotor"].url
    assert httpx.get(reply.json()["control_plane"]).status_code == 200


def test_a_browser_gets_a_page_with_links(server: Server) -> None:
    reply = httpx.get(f"{server.url}/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "Acme &amp; &lt;Sons&gt;" in reply.text
    assert "1 operation: 1 operation answers examples" in reply.text
    links = [part.partition('"')[0] for part in reply.text.split('href="')[1:]]
    assert [httpx.get(httpx.URL(server.url).join(link)).status_code for link in links] == [200] * len(links)
    assert len(links) == 7
    assert "/__admin/" in links


def test_the_root_of_a_vendors_own_host_is_the_vendors(server: Server) -> None:
    assert httpx.get(f"{server.url}/", headers={"Host": "api.acme.example"}).status_code == 404
    assert httpx.post(f"{server.url}/").status_code == 404
    assert httpx.head(f"{server.url}/").status_code == 200
