"""Reports to write: of a run in which nothing was wrong, of one in which everything was, and of none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver.contract.model import Contract
from mockserver.coverage.clients.verdict import Breach, Evidence, Verdict
from mockserver.coverage.collector import Collector
from mockserver.coverage.runs.run import Drift, Part, Run
from mockserver.coverage.runs.summary import Ignore, summarise
from mockserver.coverage.runs.thresholds import parse_threshold, shortfalls
from mockserver.reports import Report
from tests.builders import HEAD, compiled

MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DOCUMENT = """\
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
        - {name: sort, in: query, schema: {type: string, enum: [up, down]}}
      responses:
        '200': {description: Things.}
        '429': {description: Too many.}
    post:
      operationId: createThing
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {name: {type: string}, note: {type: string}}}
      responses:
        '201': {description: A thing.}
  /things/{id}:
    delete:
      operationId: deleteThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '204': {description: Gone.}
"""
HOST = "https://api.acme.test"
ACME = f"{HEAD}servers: [{{url: {HOST}}}]\n{DOCUMENT}"  # as a project has it
# Texts that break formats, and readers of them.
AWKWARD = {
    "unicode": "snowman ☃, clef 𝄞, combining e\u0301, 日本",
    "control": "nul \x00, escape \x1b[31mred, bell \x07, delete \x7f, next line \x85",
    "lines": "one\ntwo\r\nthree\u2028four",
    "direction": "right to left \u202e txt.exe",
    "surrogate": "half \ud800 of a pair",
    "cdata": "]]> <![CDATA[ &amp; &lt; <!-- -->",
    "html": "</code></summary><script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">",
    "backticks": "`one` ``two`` ```three``` ````",
    "table": "| a | b |\n|---|---|\n| \\| |",
    "markdown": "# head *bold* [link](http://example.test) ![image](x) @someone #12 <b>",
    "command": "::error file=a,line=1::x%0A%25::stop-commands::x",
    "template": "{{ 7 * 7 }} {% raw %} ${x} $(x) %s {0}",
    "long": "ab`|" * 25_000,
    "empty": "",
}


def contract() -> Contract:
    """The invented document."""
    return compiled(DOCUMENT)


def line_of(pointer: str) -> int:
    """The line of the invented document at a pointer."""
    line = contract().document.line(pointer)
    assert line is not None
    return line


def verdict(number: int = 1, text: str = "sent too much", **parts: object) -> Verdict:
    """An error about `listThings`, all of whose texts are `text`."""
    made = Verdict(
        rule="contract-broken",
        severity="error",
        vendor="acme",
        operation="listThings",
        pointer="/paths/~1things/get/parameters/0",
        namespace="",
        caller="test_full",
        context=f"tests/test_things.py::test_{text}",
        message=text,
        calls=(Evidence(number, "GET", f"/acme/things?{text}", 400, 1000.0 + number),),
        breaches=(Breach("query", text, text, text),),
    )
    return made._replace(**parts)  # type: ignore[arg-type]


def report(
    verdicts: list[Verdict],
    *,
    drift: list[Drift] | None = None,
    conditions: tuple[str, ...] = (),
    ignore: tuple[Ignore, ...] = (),
) -> Report:
    """A report of one run of the invented document, in which `listThings` was called."""
    contracts = {"acme": contract()}
    seen = {
        ("acme", "operations", "listThings", "GET /things"): 3,
        ("acme", "statuses", "listThings", "200"): 2,
    }
    tallies: dict[tuple[str, str, str], int] = {}
    for each in verdicts:
        key = (each.rule, each.vendor, each.operation)
        tallies[key] = tallies.get(key, 0) + 1
    part = Part({"acme": 3}, seen, frozenset(verdicts), tallies, frozenset(drift or ()))
    run = Run({"acme": contracts["acme"].document.digest}, {"main": part})
    summary = summarise(run, contracts, ignore=ignore)
    short = shortfalls(summary, [parse_threshold(text, contracts) for text in conditions])
    return Report(summary, contracts, MADE, Path("/nowhere"), short)


@pytest.fixture
def clean() -> Report:
    """Nothing was wrong."""
    return report([])


@pytest.fixture
def broken() -> Report:
    """Several things were wrong, and too little is covered."""
    call = Evidence(7, "GET", "/acme/things", 200, 1007.0)
    found = [
        verdict(1),
        verdict(2, context="tests/test_things.py::test_again"),
        verdict(3, "stopped early", rule="walk-abandoned", severity="info", breaches=()),
        verdict(
            4, "old", rule="deprecated-operation", severity="warning", operation="createThing", breaches=()
        ),
        verdict(5, "no operation", rule="unmatched", vendor="", operation="", pointer="", breaches=()),
    ]
    drift = [Drift("acme", "listThings", "/paths/~1things/get/responses/200", "no such field", call, "a.har")]
    return report(
        found,
        drift=drift,
        conditions=("80", "acme.statuses=70"),
        ignore=(Ignore("never used", operation="deleteThing"), Ignore("left over", name="nothing")),
    )


@pytest.fixture
def empty() -> Report:
    """Nothing was called."""
    contracts = {"acme": contract()}
    return Report(summarise(Run(), contracts), contracts, MADE, Path("/nowhere"))


def awkward(text: str) -> Report:
    """Every text that comes from requests is the same awkward one."""
    call = Evidence(9, f"GET{text}", f"/{text}", 500, 1009.0)
    return report(
        [verdict(1, text), verdict(2, text, operation=text, vendor=text, caller=text, namespace=text)],
        drift=[Drift("acme", "createThing", "", text, call, text)],
        ignore=(Ignore(text or "why", operation="deleteThing"),),
    )


@pytest.fixture(scope="session")
def lived() -> Iterator[Report]:
    """A real server's clients, with its journal."""
    with mockserver.running("rotor") as server:
        contracts = {name: vendor.contract for name, vendor in server.app.vendors.items()}
        collector = Collector(contracts.values())
        server.app.journal.listeners.append(collector.observe)
        vendor = server["rotor"]
        with httpx.Client(base_url=vendor.url) as client:
            full = vendor.credentials["test_full"]
            client.get("/customers", params={"limit": 2, "search": "ü & <b>"}, headers=full)
            client.get(
                "/customers", params={"limit": 5000}, headers={**full, "cookie": "session=secret-cookie"}
            )
            client.get("/customers", headers={"x-api-key": "sk_live_secret"})
            client.post("/customers", json={"email": "no ]]> mail", "x": "\u202e\x01"}, headers=full)
            client.post("/customers", content=b"\xff\xfe\x00", headers={**full, "content-type": "image/png"})
            client.get("/nothing/here", headers=full)
        summary = summarise(collector.run("main"), contracts)
        made = Report(summary, contracts, MADE, Path.cwd())
        yield replace(made, exchanges=tuple(server.app.journal.entries()))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a project with one document."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "acme.yaml").write_text(ACME)
    monkeypatch.chdir(tmp_path)
    return tmp_path
