"""Reports and HAR over the control plane, what was understood of a document, and its lines."""

import json
import xml.etree.ElementTree as ET

import httpx
import pytest
from starlette.testclient import TestClient

import mockserver
from mockserver.admin.description import description
from mockserver.reports import FORMATS
from mockserver.settings import Settings
from tests.admin.acme import ACME, Ask

THINGS = "/things"


@pytest.mark.parametrize("name", list(FORMATS))
def test_coverage_comes_in_every_report_format(ask: Ask, client: httpx.Client, name: str) -> None:
    ask("GET", f"{THINGS}?limit=0")

    reply = client.get("/coverage", params={"format": name})

    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == f"{FORMATS[name].media_type}; charset=utf-8"
    assert "limit" in reply.text
    if "json" in FORMATS[name].media_type:
        json.loads(reply.text)
    if "xml" in FORMATS[name].media_type:
        ET.fromstring(reply.text)


def test_every_report_format_is_declared() -> None:
    (parameter,) = description(["acme"])["paths"]["/coverage"]["get"]["parameters"]

    assert parameter["schema"]["enum"] == list(FORMATS)


def test_a_report_cannot_command(client: httpx.Client) -> None:
    policy = client.get("/coverage?format=html").headers["content-security-policy"]

    assert "sandbox" in policy
    assert "default-src 'none'" in policy


def test_the_journal_is_had_as_har(ask: Ask, client: httpx.Client) -> None:
    for url in (THINGS, f"{THINGS}?limit=0", THINGS):
        ask("GET", url)

    every = client.get("/requests?format=har").json()["log"]["entries"]
    chosen = client.get("/requests?format=har&status=200&limit=1").json()["log"]["entries"]

    assert [each["request"]["url"].rpartition("/")[2] for each in every] == [
        "things",
        "things?limit=0",
        "things",
    ]
    assert [each["connection"] for each in chosen] == ["3"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/requests?format=hra", "format is har or json"),
        ("/coverage?format=htlm", "there is no report format 'htlm'; did you mean 'html'?"),
        ("/coverage?fromat=html", "unknown parameter 'fromat'; did you mean 'format'?"),
        ("/vendors/acme/source?file=/etc/passwd", "is no file of it"),
        ("/vendors/acem/explanation", "no vendor"),
    ],
)
def test_what_there_is_not_is_named(client: httpx.Client, path: str, said: str) -> None:
    reply = client.get(path)

    assert reply.status_code in {400, 404}
    assert said in reply.json()["detail"]


def test_a_document_is_explained(client: httpx.Client) -> None:
    told = client.get("/vendors/acme/explanation").json()

    assert told["summary"]["sentence"].startswith("2 operations")
    assert [each["id"] for each in told["operations"]] == ["listThings", "createThing"]
    assert all(fact["says"] and fact["why"] for each in told["operations"] for fact in each["facts"])


def test_a_violation_leads_to_its_line(ask: Ask, client: httpx.Client) -> None:
    ask("GET", f"{THINGS}?limit=0")
    broken = client.get("/requests/1").json()["verdict"]["violations"][0]

    told = client.get("/vendors/acme/source", params={"line": broken["line"], "around": 0}).json()

    assert broken["file"].endswith("acme.yaml")
    assert told["lines"] == [ACME.splitlines()[broken["line"] - 1]]
    assert "name: limit" in told["lines"][0]


def test_an_application_that_nothing_measures_says_so(documents: Settings) -> None:
    app = mockserver.create_app(settings=documents)
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))

    for path in ("coverage", "coverage?format=html", "requests?format=har", "vendors/acme/explanation"):
        reply = client.get(f"/__admin/{path}")
        assert (reply.status_code, "mockserver serve" in reply.json()["detail"]) == (404, True)
