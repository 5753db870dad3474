"""Names that a client has from the server's own links are none that it made up."""

from pathlib import Path

import httpx
import pytest

from mockserver.coverage.clients.sent_links import SentLinks
from mockserver.coverage.collector import Collector
from mockserver.exchange import Reply
from tests.builders import serving


@pytest.mark.parametrize(
    ("body", "headers", "name", "carried"),
    [
        (b'{"next": "/things?after=abc"}', [], "after", True),
        (b'{"next": "/things?limit=2&after=abc"}', [], "after", True),
        (b'{"next": "/things?limit=2\\u0026after=abc"}', [], "after", True),
        (b"<next>/things?limit=2&amp;after=abc</next>", [], "after", True),
        (b'{"next": "/things?page%5Bafter%5D=abc"}', [], "page[after]", True),
        (b'{"next": "/things?page[after]=abc"}', [], "page[after]", True),
        (b"[]", [(b"link", b'</things?after=abc>; rel="next"')], "after", True),
        (b'{"next": "/things?hereafter=abc"}', [], "after", False),
        (b'{"next": "/things?after"}', [], "after", False),
        (b'{"after": "what?"}', [], "after", False),
        (b"", [], "after", False),
    ],
)
def test_a_name_in_a_link(body: bytes, headers: list[tuple[bytes, bytes]], name: str, carried: bool) -> None:  # noqa: FBT001
    linked = SentLinks()
    linked.add(Reply(200, headers, body))

    assert linked.carried(name) is carried


DOCUMENT = """
paths:
  /things:
    get:
      operationId: list
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: object, required: [next], properties: {next: {type: string, example: '/things?after=abc'}}}
"""


def test_a_link_that_the_server_sent_may_be_followed_and_none_made_up(tmp_path: Path) -> None:
    with serving(DOCUMENT, tmp_path) as server, httpx.Client(base_url=server["acme"].url) as client:
        collector = Collector([vendor.contract for vendor in server.app.vendors.values()])
        collector.listen(server.app.journal)
        query = client.get("/things").json()["next"].partition("?")[2]

        followed = client.get(f"/things?{query}")
        of_the_link = [verdict.rule for verdict in collector.verdicts]
        made_up = client.get("/things?before=abc")

        assert (followed.status_code, made_up.status_code) == (200, 200)
        assert of_the_link == []
        assert [verdict.rule for verdict in collector.verdicts] == ["undeclared-parameter"]
