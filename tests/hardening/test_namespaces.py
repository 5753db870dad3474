"""Namespaces have a bound: at it, those that nobody can tell from new ones make room, and nothing else is lost."""

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import orjson
import pytest

import mockserver
from mockserver.app import MockApp, create_app
from mockserver.clock import Clock
from mockserver.errors import UsageError
from mockserver.exchange import Reply, Request

DOCUMENT = """\
openapi: 3.0.3
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.test/v1}]
security: [{key: []}]
x-mock:
  idempotency: {key: $request.header.idempotency-key, ttl: 60}
  limits: {policies: {all: {rate: 100/minute, window: WINDOW}}, default: [all]}
  resources: {things: {on_create: {id: $uuid}}}
paths:
  /things:
    get: &list
      operationId: listThings
      x-mock: {behaviour: list, resource: things}
      responses: &ok {"200": &thing {description: ok, content: {application/json: {schema: {}}}}}
    post:
      operationId: createThing
      x-mock: {behaviour: create, resource: things}
      requestBody: &body {content: {application/json: {schema: {type: object}}}}
      responses: {"201": *thing}
  /kept:
    post:
      operationId: keep
      x-mock: {behaviour: respond, idempotency: true}
      requestBody: *body
      responses: {"200": {description: ok, content: {application/json: {schema: {}, example: {}}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""
ROOM = 3


@pytest.fixture(scope="module", params=["fixed", "moving"])
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("acme") / "acme.yaml"
    path.write_text(DOCUMENT.replace("WINDOW", request.param))
    return path


@pytest.fixture
def app(document: Path) -> MockApp:
    return create_app([str(document)], namespaces=ROOM)


def ask(app: MockApp, namespace: str, method: str = "GET", path: str = "things", **sent: str) -> Reply:
    headers = {b"host": b"api.acme.test", b"x-key": b"test_full", b"content-type": b"application/json"}
    headers |= {name.replace("_", "-").encode(): value.encode() for name, value in sent.items()}
    headers[b"mockserver-namespace"] = namespace.encode()
    body = b"{}" if method == "POST" else b""
    return app.respond(Request(method, f"/v1/{path}".encode(), b"", headers, body))


def rows(app: MockApp, namespace: str) -> int:
    return len(orjson.loads(ask(app, namespace).body))


def fill(app: MockApp) -> list[str]:
    """Rows in as many namespaces as there may be."""
    names = [f"full-{number}" for number in range(ROOM)]
    assert [ask(app, name, "POST").status for name in names] == [201] * ROOM
    return names


def test_namespaces_that_were_only_read_make_room_for_ever(app: MockApp) -> None:
    ask(app, "mine", "POST")
    assert {ask(app, f"read-{number}").status for number in range(50)} == {200}
    assert rows(app, "mine") == 1


def test_what_is_closed_is_freed(app: MockApp) -> None:
    before = {id(each) for each in gc.get_objects() if isinstance(each, Clock)}
    for number in range(50):
        ask(app, f"read-{number}")
    app.journal.clear()
    gc.collect()
    clocks = {id(each) for each in gc.get_objects() if isinstance(each, Clock)}
    assert len(clocks - before) <= ROOM


def test_at_the_bound_another_one_is_refused_and_no_row_is_lost(app: MockApp) -> None:
    names = fill(app)

    reply = ask(app, "another")

    told = orjson.loads(reply.body)
    assert (reply.status, told["status"], dict(reply.headers)[b"content-type"]) == (
        507, 507, b"application/problem+json",
    )  # fmt: skip
    assert "--namespaces" in told["detail"]
    assert b"--namespaces" in dict(reply.headers)[b"mockserver-reason"]
    assert [rows(app, name) for name in names] == [1] * ROOM
    assert rows(app, "") == 0


def test_a_reset_makes_room(app: MockApp) -> None:
    names = fill(app)
    app.reset(namespace=names[1])

    assert ask(app, "another", "POST").status == 201
    assert ask(app, names[1]).status == 507
    app.reset(namespace="another")
    assert rows(app, names[1]) == 0


def draw(app: MockApp) -> None:
    app.vendors["acme"].namespaces.enter("mine").draw(Request("POST", b"/v1/things", b"", {})).uuid()


Change = Callable[[MockApp], object]
CHANGES: dict[str, Change] = {
    "a row": lambda app: ask(app, "mine", "POST"),
    "a kept reply": lambda app: ask(app, "mine", "POST", "kept", idempotency_key="k"),
    "a value that was drawn": draw,
    "a count of a rate limit": lambda app: ask(app, "mine", x_key="test_metered"),
    "a time of its own": lambda app: app.clocks["mine"].freeze(datetime(2026, 1, 1, tzinfo=UTC)),
    "a time that is ahead": lambda app: app.clocks["mine"].advance(60),
    "a fault": lambda app: app.faults["mine"].add(status=503),
    "what was restored": lambda app: app.restore(app.snapshot(), namespace="mine"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_was_changed_stays(app: MockApp, change: Change) -> None:
    change(app)
    for number in range(ROOM - 1):
        ask(app, f"full-{number}", "POST")
    assert ask(app, "another").status == 507
    app.reset(namespace="mine")
    assert ask(app, "another").status == 200


PASSING: dict[str, Change] = {name: CHANGES[name] for name in ("a kept reply", "a count of a rate limit")}


@pytest.mark.parametrize("change", PASSING.values(), ids=PASSING)
def test_what_passes_stays_until_then(app: MockApp, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    change(app)
    for number in range(ROOM - 1):
        ask(app, f"full-{number}", "POST")
    assert ask(app, "another").status == 507
    now[0] += 61
    assert ask(app, "another").status == 200


def test_a_refused_write_changes_nothing(app: MockApp) -> None:
    ask(app, "", "POST")
    app.reseed()
    for number in range(3 * ROOM):
        assert ask(app, f"n-{number}", "POST", content_type="text/plain").status == 415


def test_looking_opens_none(app: MockApp) -> None:
    for number in range(50):
        app.reset(namespace=f"n-{number}")
        app.clocks[f"n-{number}"].resume()
        app.faults[f"n-{number}"].clear()
        assert not list(app.faults[f"n-{number}"])
    fill(app)


def test_a_clock_that_a_test_holds_counts_when_it_is_moved(app: MockApp) -> None:
    clock, faults = app.clocks["mine"], app.faults["mine"]
    assert ask(app, "mine").status == 200
    for number in range(50):
        ask(app, f"read-{number}")
    clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    faults.add(status=503)
    del clock, faults
    gc.collect()
    assert ask(app, "mine").status == 503
    assert app.clocks["mine"].frozen


def test_rows_are_kept_that_are_written_while_others_come_and_go(document: Path) -> None:
    app = create_app([str(document)], namespaces=60)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def write(number: int) -> tuple[str, int]:
        name = f"n-{number}"
        return name, ask(app, name, "POST" if number % 4 == 0 else "GET").status

    try:
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(write, range(200)))
    finally:
        sys.setswitchinterval(before)
    written = [name for name, status in statuses if status == 201]
    assert len(written) == 50
    assert [rows(app, name) for name in written] == [1] * len(written)


@pytest.fixture
def server(document: Path) -> Iterator[mockserver.Server]:
    with mockserver.running(str(document), namespaces=1) as running:
        yield running


def test_every_door_tells_of_the_bound(server: mockserver.Server) -> None:
    mine = server.namespace("mine")
    mine.clock.advance(1)
    plane, other = f"{server.url}/__admin", {"namespace": "other"}
    replies = [
        httpx.post(f"{plane}/clock", json={"advance": 1, **other}),
        httpx.post(f"{plane}/faults", json={"status": 503, **other}),
        httpx.post(f"{plane}/snapshot", json=other),
        httpx.get(f"{server.url}/acme@other/v1/things", headers=server["acme"].headers),
        httpx.get(f"{server.url}/acme/v1/things", headers={"X-Key": "test_full@other"}),
    ]
    assert [(reply.status_code, "--namespaces" in reply.json()["detail"]) for reply in replies] == [
        (507, True)
    ] * len(replies)
    with pytest.raises(UsageError, match="--namespaces"):
        server.namespace("other").clock.advance(1)
    assert httpx.post(f"{plane}/reset", json=other).status_code == 200
    mine.reset()
    server.namespace("other").clock.advance(1)


def test_it_holds_with_the_stock_pipeline(document: Path) -> None:
    with mockserver.running(str(document), namespaces=1, pipeline="stock", infer=False) as server:
        server.namespace("mine").clock.advance(1)
        reply = httpx.get(
            f"{server.url}/acme/v1/things", headers={"X-Key": "test_full", "Mockserver-Namespace": "b"}
        )
    assert (reply.status_code, "--namespaces" in reply.json()["detail"]) == (507, True)


def test_as_many_snapshots_are_kept_as_asked_for(document: Path) -> None:
    with mockserver.running(str(document), snapshots=2) as server:
        plane = f"{server.url}/__admin"
        marks = [httpx.post(f"{plane}/snapshot").json()["id"] for _ in range(3)]
        found = [httpx.post(f"{plane}/restore", json={"id": mark}) for mark in marks]
    assert [reply.status_code for reply in found] == [404, 200, 200]
    assert "--snapshots" in found[0].json()["detail"]


@pytest.mark.parametrize("given", [0, -1, 1.5, True, 10**9])
@pytest.mark.parametrize("name", ["namespaces", "snapshots"])
def test_an_absurd_bound_is_refused_in_python(document: Path, name: str, given: object) -> None:
    with pytest.raises(UsageError, match="whole number from 1 to"):
        create_app([str(document)], **{name: given})  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["0", "-1", "many", "9" * 5000])
@pytest.mark.parametrize("name", ["MOCKSERVER_NAMESPACES", "MOCKSERVER_SNAPSHOTS"])
def test_an_absurd_bound_is_refused_in_the_environment(
    document: Path, monkeypatch: pytest.MonkeyPatch, name: str, given: str
) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(UsageError, match=f"{name}: .* whole number from 1 to"):
        create_app([str(document)])
