"""Keys that may be real are shown nowhere; the names of test credentials are no secrets, and nothing judges a mask."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver.access.masking import MASK, Masking
from mockserver.cli.log import RequestLog
from mockserver.runtime.live import Server
from mockserver.settings import from_environment

KEY = "sk_live_51H8x"
DOCUMENT = """\
openapi: 3.0.3
info: {title: Keys, version: "1"}
servers: [{url: https://keys.test/v1}]
paths:
  /open: {get: {operationId: open, responses: {"200": {description: Fine.}}}}
  /things: {get: {operationId: things, security: [{Header: []}, {Query: []}], responses: {"200": {description: Fine.}}}}
components:
  securitySchemes:
    Header: {type: apiKey, in: header, name: X-Api-Key}
    Query: {type: apiKey, in: query, name: api_key}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of a document with keys in a header and in the query."""
    (tmp_path / "keys.yaml").write_text(DOCUMENT)
    with mockserver.running(str(tmp_path / "keys.yaml")) as server:
        yield server


SENT: list[tuple[str, dict[str, str]]] = [
    ("/things", {"X-Api-Key": KEY}),
    (f"/things?a=1&api_key={KEY}", {}),
    (f"/things?api%5Fkey={KEY}", {}),
    ("/things", {"Authorization": f"Bearer {KEY}"}),
    ("/things", {"Authorization": KEY}),
    ("/open", {"Authorization": f"Bearer {KEY}"}),
    ("/open", {"X-API-KEY": KEY}),
    ("/things", {"X-Api-Key": "test_full", "Authorization": f"Bearer {KEY}"}),
    ("/things", {"Cookie": f"session={KEY}; theme=dark"}),
    ("/things", {"Authorization": "Basic " + b64encode(f"test_full:{KEY}".encode()).decode()}),
    ("/things", {"Proxy-Authorization": f"Basic {KEY}"}),
    (f"/nowhere?api_key={KEY}", {"X-Api-Key": KEY}),
    (f"/things?a=1;api_key={KEY}", {}),
    (f"/things?API_KEY={KEY}", {}),
    (f"/open?access_token={KEY}&password={KEY}", {}),
    ("/open", {"X-Auth-Token": KEY}),
    ("/open", {"Referer": f"https://app.test/?api_key={KEY}"}),
]


@pytest.mark.parametrize(
    ("path", "headers"), SENT, ids=[f"{path[:9]}-{'-'.join(sent)}" for path, sent in SENT]
)
def test_no_key_is_shown(server: Server, path: str, headers: dict[str, str]) -> None:
    lines: list[str] = []
    server.app.journal.listeners.append(RequestLog(lines.append, server.app.vendors))
    httpx.get(server["keys"].url + path, headers=headers)
    told = ("requests", "requests?format=har", "coverage", "coverage?format=html", "coverage?format=sarif")
    shown = "".join(httpx.get(f"{server.url}/__admin/{path}").text for path in told)

    assert MASK in shown
    hidden = [KEY, b64encode(f"test_full:{KEY}".encode()).decode()]
    assert not any(each in text for each in hidden for text in (shown, *lines)), shown


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/things", {"X-Api-Key": "test_full"}),
        ("/things", {"X-Api-Key": "test_full@mine"}),
        ("/things?api_key=test_limited", {}),
        ("/things", {"Authorization": "Bearer test_full"}),
        ("/things", {"Authorization": "Basic " + b64encode(b"test_full:").decode()}),
        ("/things", {"X-Other": "anything"}),
    ],
)
def test_names_of_test_credentials_are_shown(server: Server, path: str, headers: dict[str, str]) -> None:
    httpx.get(server["keys"].url + path, headers=headers)
    (entry,) = httpx.get(f"{server.url}/__admin/requests").json()["requests"]

    assert entry["request"]["url"].endswith(path)
    for name, value in headers.items():
        assert entry["request"]["headers"][name.lower()] == value


def test_all_is_shown_to_whom_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "keys.yaml").write_text(DOCUMENT)
    settings = replace(from_environment(), show_secrets=True)
    with mockserver.running(str(tmp_path / "keys.yaml"), settings=settings) as server:
        httpx.get(f"{server['keys'].url}/things?api_key={KEY}", headers={"X-Api-Key": KEY})
        (entry,) = httpx.get(f"{server.url}/__admin/requests").json()["requests"]

    assert entry["request"]["url"] == f"/keys/v1/things?api_key={KEY}"
    assert entry["request"]["headers"]["x-api-key"] == KEY


def test_what_is_compared_is_what_was_sent(server: Server) -> None:
    """Filters of the journal, and assertions in Python, know the key; only what is shown has the mask."""
    path = f"/things?api_key={KEY}"
    httpx.get(server["keys"].url + path)

    asked = {"url": f"/keys/v1{path}"}
    assert httpx.post(f"{server.url}/__admin/requests/count", json=asked).json() == {"count": 1}
    (exchange,) = server.requests
    assert KEY in exchange.request.query.decode()


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("Set-Cookie", f"id={KEY}; Path=/; Max-Age=60", f"id={MASK}; Path=/; Max-Age=60"),
        ("cookie", f"a={KEY};b=test_full", f"a={MASK}; b=test_full"),
        ("AUTHORIZATION", f'Digest username="u", response="{KEY}"', MASK),
        ("accept", "text/html", "text/html"),
    ],
)  # fmt: skip
def test_fields_keep_what_is_no_key(field: str, value: str, shown: str) -> None:
    assert Masking({"authorization"}, (), {"test_full"}).header(field, value) == shown
