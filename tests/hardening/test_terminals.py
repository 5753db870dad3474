"""No text of a document or of a request steers the terminal that shows it."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import category

import pytest

import mockserver
from mockserver.cli.banner import banner
from mockserver.cli.log import RequestLog
from mockserver.exchange import Request
from mockserver.runtime.listening import Urls

EVIL = r"\e[8m\e]0;owned\a\e[2J\x9b31m\u202e"
OURS = re.compile(r"\x1b\[(0|1|2|3[1-6])m")  # the styles that we write
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: "Acme {EVIL}", version: "1{EVIL}", description: "{EVIL}"}}
servers: [{{url: "/v1{EVIL}"}}]
tags: [{{name: "{EVIL}"}}]
"key{EVIL}": 1
paths:
  "/things{EVIL}":
    get:
      operationId: "list{EVIL}"
      summary: "{EVIL}"
      tags: ["{EVIL}"]
      parameters:
        - {{name: "limit{EVIL}", in: query, required: true, schema: {{type: integer, example: "{EVIL}"}}}}
        - {{name: "page", in: query, schema: {{$ref: "#/gone{EVIL}"}}}}
      responses:
        "200": {{description: "{EVIL}", content: {{application/json: {{schema: {{type: array, items: {{$ref: "#/components/schemas/Thing{EVIL}"}}}}}}}}}}
        "2{EVIL}": {{description: ok}}
  "/things{EVIL}/{{id}}":
    get:
      operationId: "get{EVIL}"
      parameters: [{{name: id, in: path, required: true, schema: {{type: string, pattern: "({EVIL}"}}}}]
      responses: {{"200": {{description: ok, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Thing{EVIL}"}}}}}}}}}}
components:
  schemas:
    "Thing{EVIL}": {{type: "object{EVIL}", properties: {{id: {{type: string}}, "name{EVIL}": {{type: string, enum: ["{EVIL}"]}}}}}}
  securitySchemes: {{"Key{EVIL}": {{type: apiKey, in: header, name: "X-Key"}}}}
security: [{{"Key{EVIL}": []}}]
"""  # noqa: E501 - YAML


def steering(text: str) -> list[str]:
    """The control characters of a text, beside our own styles and the ends of lines."""
    return [c for c in OURS.sub("", text).replace("\n", "") if category(c) == "Cc"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The document."""
    found = tmp_path / "acme.yaml"
    found.write_text(DOCUMENT)
    return found


@pytest.mark.parametrize(
    "command",
    [["lint"], ["explain"], ["explain", "--as-overlay"], ["list"], ["lint", "--json"], ["serve", "--strict"]],
)
def test_no_command_shows_them_raw(path: Path, command: list[str]) -> None:
    name, *options = command
    ran = subprocess.run(
        [sys.executable, "-m", "mockserver", name, str(path), *options],
        capture_output=True, timeout=60, check=False, env={**os.environ, "FORCE_COLOR": "1"},
    )  # fmt: skip

    said = (ran.stdout + ran.stderr).decode()
    assert said
    assert "Traceback" not in said
    assert steering(said) == []


def test_neither_the_start_page_nor_the_log_do(path: Path) -> None:
    app = mockserver.create_app([str(path)])
    app.respond(Request("GET\x1b[8m", b"/acme/\x1b[8m", b"a=\x1b]0;x\x07", {b"x-key": b"\x1b[8m"}))
    app.respond(Request("GET", b"/acme/v1\x1b[8m", "limit=\x9b".encode(), {b"x-key": b"test_full"}))
    log = RequestLog(lambda text: None, app.vendors)
    told = [log.line(exchange, datetime.now(UTC)) for _, exchange in app.journal.entries()]

    assert steering(banner(app.vendors, Urls("http://localhost"))) == []
    assert [steering(line) for line in told] == [[], []]


def test_no_error_in_python_does(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text('"\\e[8m": [\n')

    for asked in (str(tmp_path / "acme.yaml"), "\x1b[8m"):
        with pytest.raises(mockserver.MockserverError) as refused:
            mockserver.create_app([asked])
        assert steering(str(refused.value)) == []
