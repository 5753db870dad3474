"""Which recorded replies become stubs, and what these say of the server that recorded them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.drift.recorded_stubs import RecordedStubs, stubs_of
from mockserver.settings import ServerOptions
from tests.forwarding.real_api import Handler, real_api

DOCUMENT = """\
openapi: 3.0.3
info: {title: Jobs, version: '1'}
servers: [{url: 'https://jobs.example/v1'}]
paths:
  /jobs:
    post:
      operationId: makeJob
      responses: {'201': {description: made, content: {application/json: {schema: {type: object}}}}}
  /jobs/{id}:
    get:
      operationId: getJob
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: it, content: {text/plain: {schema: {type: string}}}}
        '502': {description: not now, content: {application/json: {schema: {type: object}}}}
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "jobs.yaml"
    file.write_text(DOCUMENT)
    return file


def made_of(document: Path, *recordings: Path) -> RecordedStubs:
    return stubs_of(recordings, ServerOptions(documents=(str(document),)))


def answer(handler: Handler) -> None:
    """Hang up without a word, break off in the middle, or say that another server is down."""
    if handler.path.endswith("/silent"):
        handler.close_connection = True
    elif handler.path.endswith("/half"):
        handler.send_response(200)
        handler.send_header("content-type", "text/plain")
        handler.send_header("content-length", "100")
        handler.end_headers()
        handler.wfile.write(b"the first of it")
        handler.close_connection = True
    else:
        handler.json(502, '{"error": "the workers are down"}')


def test_replies_that_the_upstream_did_not_give_are_no_stubs(document: Path, tmp_path: Path) -> None:
    file = tmp_path / "traffic.har"
    with (
        real_api(answer) as api,
        mockserver.running(
            str(document), upstreams={"jobs": api.url}, upstream_for="all", record=file
        ) as server,
    ):
        url = server["jobs"].url
        statuses = [httpx.get(f"{url}/jobs/{name}").status_code for name in ("silent", "down")]
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{url}/jobs/half")

    made = made_of(document, file)

    assert statuses == [502, 502]
    assert [stub["match"]["path"]["id"] for stub in made.stubs] == ["down"]
    assert made.left == {
        "the upstream gave no reply: 502, 504 and 508 are the recording server's own": 1,
        "the upstream's reply broke off, or the client went away before its end": 1,
    }


def har_of(file: Path, url: str, **headers: str) -> Path:
    """A recording of one call that makes a job."""
    sent: list[Any] = [{"name": "Host", "value": "127.0.0.1:8201"}]
    content = {"mimeType": "application/json", "text": "{}"}
    answered = {
        "status": 201,
        "headers": [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()],
        "content": content,
    }
    call = {"request": {"method": "POST", "url": url, "headers": sent}, "response": answered}
    entry = {"startedDateTime": "2026-11-28T18:22:15+00:00", "time": 1} | call
    file.write_text(json.dumps({"log": {"entries": [entry]}}))
    return file


@pytest.mark.parametrize(
    ("url", "location", "told"),
    [
        ("http://127.0.0.1:8201/jobs/v1/jobs", "http://127.0.0.1:8201/jobs/v1/jobs/7", "/jobs/v1/jobs/7"),
        ("https://jobs.example/v1/jobs", "https://jobs.example/v1/jobs/7?a=b#c", "/jobs/v1/jobs/7?a=b#c"),
        ("https://jobs.example/v1/jobs", "http://127.0.0.1:8201/jobs/v1/jobs/7", "/jobs/v1/jobs/7"),
        ("https://jobs.example/v1/jobs", "/v1/jobs/7", "/jobs/v1/jobs/7"),
        ("https://jobs.example/v1/jobs", "https://files.example/7", "https://files.example/7"),
        ("https://jobs.example/v1/jobs", "http://[", "http://["),
    ],
    ids=["recorded by a mock", "of the API", "asked for by its host", "relative", "elsewhere", "no URL"],
)
def test_a_place_on_the_recorded_server_is_told_by_its_path(
    url: str, location: str, told: str, document: Path, tmp_path: Path
) -> None:
    (stub,) = made_of(document, har_of(tmp_path / "made.har", url, Location=location)).stubs

    assert stub["headers"] == {"location": told}


def test_a_recorded_location_leads_to_the_port_that_is_served(document: Path, tmp_path: Path) -> None:
    origin = "http://127.0.0.1:8201"
    file = har_of(tmp_path / "made.har", f"{origin}/jobs/v1/jobs", Location=f"{origin}/jobs/v1/jobs/7")
    with mockserver.running(str(document), arrange=[write_arrangement(document, file)]) as server:
        reply = httpx.post(f"{server['jobs'].url}/jobs")
        place = reply.url.join(reply.headers["location"])

        assert str(place) == f"{server['jobs'].url}/jobs/7"


def write_arrangement(document: Path, recording: Path) -> Path:
    file = recording.with_suffix(".json")
    file.write_text(json.dumps(made_of(document, recording).as_json()))
    return file


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "http://127.0.0.1:8201/club/members",
            "paths begin with /club (1 call); if a mock recorded them, name the document so: club=jobs.yaml",
        ),
        ("https://jobs.example/v1/members", "is it a recording of what these documents describe?"),
    ],
)
def test_a_recording_of_something_else_makes_nothing(
    url: str, said: str, document: Path, tmp_path: Path
) -> None:
    """It says so by its exit code, and how to name the document where another name was recorded."""
    har_of(tmp_path / "made.har", url, Location="/")
    command = [sys.executable, "-m", "mockserver", "stubs", "from", "made.har"]

    done = subprocess.run(
        [*command, document.name, "--into", "made.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "left out: 1 call" in done.stderr
    assert said in done.stderr
    assert not (tmp_path / "made.json").exists()
