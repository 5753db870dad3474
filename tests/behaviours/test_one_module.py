"""A part that a document may name is one module and one line: toys, in everything that is done with them."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from mockserver.access.credentials import headers_for
from mockserver.access.schemes import SCHEMES
from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.cli.curl import curl_of
from mockserver.cli.main import main
from mockserver.coverage.collector import Collector
from mockserver.explanation import vocabulary_page
from mockserver.language.operators import OPERATORS
from mockserver.runtime.server import Server
from tests.behaviours.toys import RING, SUFFIX, BlockPager, Spoken
from tests.builders import HEAD, problems_of, serving

DOCUMENT = """
security: [{Voice: []}]
x-mock:
  resources: {bells: {sort: [id], unique: [{fields: [name]}]}}
  pagination: {blocks: {style: blocks, size: 2, body: {bells: $rows, more: $page.has_more}}}
paths:
  /bells:
    get:
      operationId: listBells
      x-mock: {behaviour: list, resource: bells, pagination: blocks}
      parameters:
        - {name: block, in: query, schema: {type: integer, default: 0}, x-mock: {page: block}}
        - {name: ends, in: query, schema: {type: string}, x-mock: {filter: {field: name, op: suffix}}}
      responses:
        '200': {description: Bells., content: {application/json: {schema: {$ref: '#/components/schemas/Bells'}}}}
  /bells/{id}/ring:
    post:
      operationId: ringBell
      x-mock: {behaviour: ring, resource: bells}
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: Not this one., content: {application/json: {schema: {$ref: '#/components/schemas/Rung'}}}}
        '202':
          description: Rung.
          x-mock: {outcome: rung}
          content: {application/json: {schema: {$ref: '#/components/schemas/Rung'}}}
components:
  securitySchemes: {Voice: {type: http, scheme: spoken}}
  schemas:
    Bell: {type: object, properties: {id: {type: string}, name: {type: string}, rung: {type: boolean}}}
    Bells:
      type: object
      properties: {bells: {type: array, items: {$ref: '#/components/schemas/Bell'}}, more: {type: boolean}}
    Rung: {type: object, properties: {bell: {$ref: '#/components/schemas/Bell'}}}
"""
ROWS = {
    "bells": [{"id": str(n), "name": name} for n, name in enumerate(("big", "long", "tall", "wing", "zag"))]
}


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BEHAVIOURS, "ring", RING)
    monkeypatch.setitem(STYLES, "blocks", BlockPager)
    monkeypatch.setitem(OPERATORS, "suffix", SUFFIX)
    monkeypatch.setitem(SCHEMES, "http:spoken", Spoken())


@pytest.fixture
def server(tmp_path: Path, registered: None) -> Iterator[Server]:
    with serving(DOCUMENT, tmp_path, ROWS, validate_responses=True) as server:
        yield server


def client(server: Server) -> httpx.Client:
    return httpx.Client(
        base_url=server["acme"].url, headers=server["acme"].credentials["test_full"], timeout=30
    )


def test_they_are_served(server: Server) -> None:
    with client(server) as bells:
        assert httpx.get(f"{server['acme'].url}/bells", timeout=30).status_code == 401
        assert [bell["name"] for bell in bells.get("/bells?block=1").json()["bells"]] == ["tall", "wing"]
        assert bells.get("/bells?block=2").json() == {"bells": [{"id": "4", "name": "zag"}], "more": False}
        assert [bell["id"] for bell in bells.get("/bells?ends=ng").json()["bells"]] == ["1", "3"]
        reply = bells.post("/bells/3/ring")
        assert (reply.status_code, reply.json()) == (202, {"bell": {"id": "3", "name": "wing", "rung": True}})
        assert bells.post("/bells/9/ring").status_code == 404


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_they_are_explained(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(HEAD + DOCUMENT)
    printed = invoke("explain", str(tmp_path / "acme.yaml"), "listBells", "ringBell").output

    assert (
        "pages        blocks, by blocks: block is the block (0 unless asked otherwise), 2 rows unless asked"
        in printed
    )
    assert "parameter    ends: keeps rows whose name ends with it" in printed
    assert "does         ring bells" in printed
    assert "not_found 404" in printed
    assert "credentials  Voice" in printed


def test_they_are_linted(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(HEAD + DOCUMENT)

    assert "0 errors" in invoke("lint", str(tmp_path / "acme.yaml")).output
    faulty = DOCUMENT.replace("{page: block}", "{page: number}").replace(
        "behaviour: ring, ", "behaviour: ring, where: {}, "
    )
    faulty = faulty.replace("op: suffix", "op: sufix").replace("outcome: rung", "outcome: wrung")
    said = [problem.message for problem in problems_of(faulty)]
    assert "x-mock: 'sufix' is not known here; did you mean 'suffix'?" in said
    assert "x-mock: 'wrung' is not known here; did you mean 'rung'?" in said
    shape = faulty.replace("sufix", "suffix").replace("wrung", "rung")
    said = [problem.message for problem in problems_of(shape)]
    assert "x-mock: `page: number` has no part in pages of style 'blocks'" in said
    assert "x-mock: 'where' means nothing to 'ring'; it is for list" in said


def test_they_are_covered(server: Server) -> None:
    collector = Collector([server.app.vendors["acme"].contract])
    collector.listen(server.app.journal)
    with client(server) as bells:
        for block in range(3):
            bells.get("/bells", params={"block": block})
        before = {(item.kind, item.name) for item in collector.seen}
        bells.get("/bells?block=3")

    assert {("pages", "end"), ("security", "Voice")} <= before
    assert [verdict.rule for verdict in collector.verdicts] == ["page-past-end"]


def test_they_are_curled(server: Server) -> None:
    vendor = server.app.vendors["acme"]
    headers = headers_for(vendor.contract, vendor.services.callers["test_full"])
    words = shlex.split(curl_of(vendor, "http://here", headers))

    assert words == ["curl", "-H", "Authorization: Spoken test_full", "http://here/bells"]


def test_they_are_in_the_vocabulary() -> None:
    page = vocabulary_page.tables()

    assert "`respond` (no state) or `ring` (sets `rung`)." in page
    assert "`keyset` (row keys, forward and back) or `blocks` (counted from 0)." in page
    assert "or `suffix`." in page
    assert "`before` or `block`." in page
