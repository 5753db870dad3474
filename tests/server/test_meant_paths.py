"""Paths as clients put them together, of a document whose meaning is inferred: where they lead to one that there is."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.builders import serving

DOCUMENT = """
servers: [{url: 'https://api.acme.example/v1'}]
paths:
  /pets:
    get:
      parameters:
      - {name: limit, in: query, schema: {type: integer}}
      - {name: before/after, in: query, schema: {type: string}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {
          type: object, properties: {next_page_uri: {type: string, nullable: true, example: '/v1/pets?limit=2'},
          pets: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {properties: {id: {type: string}}}}}}
        '404': {description: no}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(DOCUMENT, tmp_path_factory.mktemp("meant")) as server:
        yield server


@pytest.mark.parametrize("more", ["/pets/", "/acme/v1/pets", "/acme@one/v1/pets"])
def test_a_base_url_before_a_whole_path_and_a_slash_at_the_end_are_passed_over(
    server: Server, more: str
) -> None:
    assert httpx.get(server["acme"].url + more).status_code == 200


@pytest.mark.parametrize("more", ["/nothing/", "/acme/v1/nothing", "/acmes/v1/pets", "/acme/v1"])
def test_what_leads_nowhere_either_way_is_not_found(server: Server, more: str) -> None:
    assert httpx.get(server["acme"].url + more).status_code == 404


def test_a_document_that_says_all_that_it_means_has_its_own_paths_alone(tmp_path: Path) -> None:
    with serving(DOCUMENT, tmp_path, infer=False) as strict:
        assert httpx.get(strict["acme"].url + "/pets/").status_code == 404


@pytest.mark.parametrize("resolves", [False, True])
def test_a_walk_by_the_paths_of_next_pages_ends_with_every_row(server: Server, resolves: bool) -> None:  # noqa: FBT001
    """Whether a client puts its base URL before the path, or the origin alone (RFC 3986, 5)."""
    url = server["acme"].url
    page = httpx.get(f"{url}/pets?limit=5").json()
    rows: list[str] = [row["id"] for row in page["pets"]]
    while page["next_page_uri"]:
        assert "after=" in page["next_page_uri"]
        page = httpx.get((server.url if resolves else url) + page["next_page_uri"]).json()
        rows += [row["id"] for row in page["pets"]]

    assert len(set(rows)) == len(rows) > 5
