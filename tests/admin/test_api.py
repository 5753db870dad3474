"""The control plane, over a real port."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.app import MockApp
from mockserver.runtime.live import Server
from mockserver.settings import Settings

ACME = """\
openapi: 3.0.3
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.test/v1}]
security: [{Key: []}]
x-mock:
  parameters: {undeclared: refuse}
  resources: {things: {on_create: {id: $uuid, made: $now}}}
  messages: {minimum: "no less than {limit}"}
  variants:
    loud: {description: The title shouts., actions: [{target: $.info, update: {title: ACME}}]}
paths:
  /things:
    get:
      operationId: listThings
      x-mock: {behaviour: list, resource: things}
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1}, x-mock: {no_effect: a test}}
      responses:
        "200": {description: Things., content: {application/json: {schema: {type: array, items: {}}}}}
    post:
      operationId: createThing
      x-mock: {behaviour: create, resource: things}
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses:
        "201": {description: The thing., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  schemas:
    Thing: {type: object, properties: {id: {type: string}, name: {type: string}, made: {type: string}}}
  securitySchemes: {Key: {type: apiKey, in: header, name: key}}
"""
Ask = Callable[..., httpx.Response]


@pytest.fixture
def documents(tmp_path: Any) -> Settings:
    """A specs and a fixtures folder of this test's own."""
    specs, fixtures = tmp_path / "specs", tmp_path / "fixtures"
    specs.mkdir()
    fixtures.mkdir()
    (specs / "acme.yaml").write_text(ACME)
    (specs / "other.yaml").write_text(ACME.replace("Acme", "Other").replace("api.acme", "api.other"))
    return Settings(specs, fixtures)


@pytest.fixture
def server(documents: Settings) -> Iterator[Server]:
    """A server of two vendors that are alike, one of them with a variant on."""
    with mockserver.running(settings=documents, variants={"other": ["loud"]}) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of the control plane."""
    with httpx.Client(base_url=f"{server.url}/__admin") as client:
        yield client


@pytest.fixture
def ask(server: Server) -> Iterator[Ask]:
    """`ask("GET", "/things", vendor="acme")`: a call of a vendor's client."""
    with httpx.Client() as http:

        def ask(
            method: str, path: str, *, vendor: str = "acme", who: str = "test_full", **more: Any
        ) -> httpx.Response:
            running = server[vendor]
            return http.request(method, running.url + path, headers=running.credentials[who], **more)

        yield ask


def test_health_says_that_it_works_and_which_version(client: httpx.Client) -> None:
    health = client.get("/health").json()

    assert (health["status"], health["version"]) == ("healthy", mockserver.__version__)
    assert 0 <= health["uptimeInSeconds"] < 600


def test_vendors_say_what_is_served(client: httpx.Client, server: Server, ask: Ask) -> None:
    ask("POST", "/things", json={"name": "a"})
    acme, other = client.get("/vendors").json()["vendors"]

    assert (acme["name"], acme["title"], acme["url"]) == ("acme", "Acme", server["acme"].url)
    assert acme["operations"] == [
        {"id": "listThings", "method": "GET", "path": "/things"},
        {"id": "createThing", "method": "POST", "path": "/things"},
    ]
    assert acme["resources"] == {"things": {"default": 1}}
    assert acme["credentials"] == list(server["acme"].credentials)
    assert acme["variants"] == {"offered": {"loud": "The title shouts."}, "on": []}
    assert (other["title"], other["variants"]["on"]) == ("ACME", ["loud"])


def test_the_journal_has_the_call_the_verdict_and_the_answer(client: httpx.Client, ask: Ask) -> None:
    ask("GET", "/things?limit=0&page=2")
    [entry] = client.get("/requests").json()["requests"]

    assert (entry["vendor"], entry["operation"], entry["caller"]) == ("acme", "listThings", "test_full")
    assert entry["wasMatched"] is True
    assert entry["request"]["method"] == "GET"
    assert entry["request"]["url"] == "/acme/v1/things?limit=0&page=2"
    assert entry["request"]["headers"]["key"] == "test_full"
    assert (entry["verdict"]["ok"], entry["verdict"]["kind"]) == (False, "invalid_parameter")
    undeclared, minimum = sorted(entry["verdict"]["violations"], key=lambda one: -len(one["keyword"]))
    assert (undeclared["in"], undeclared["field"], undeclared["keyword"]) == ("query", "page", "undeclared")
    assert (minimum["in"], minimum["field"], minimum["keyword"]) == ("query", "limit", "minimum")
    assert (minimum["expected"], minimum["value"]) == ({"limit": 1}, 0)
    assert minimum["message"]
    assert entry["response"]["status"] == 400
    assert entry["response"]["headers"]["content-type"] == "application/problem+json"
    assert entry["timing"]["totalTime"] > 0


def test_a_good_call_has_a_good_verdict_and_both_bodies(client: httpx.Client, ask: Ask) -> None:
    made = ask("POST", "/things", content=b'{"name":"a"}')
    ask("POST", "/things", json={"name": "a"})
    second, first = client.get("/requests").json()["requests"]

    assert first["verdict"]["kind"] == "unsupported_media_type"
    assert first["request"]["body"] == '{"name":"a"}'
    assert made.text == first["response"]["body"]
    assert second["verdict"] == {"ok": True, "kind": None, "violations": []}


def test_a_body_that_is_no_text_comes_as_base64(client: httpx.Client, ask: Ask) -> None:
    ask("POST", "/things", content=b"\xff\xfe")
    [entry] = client.get("/requests").json()["requests"]

    assert entry["request"]["bodyAsBase64"] == "//4="
    assert "body" not in entry["request"]


def test_values_that_json_cannot_hold_do_not_break_the_journal(client: httpx.Client, ask: Ask) -> None:
    ask("GET", f"/things?limit=-{'9' * 200}")
    [entry] = client.get("/requests").json()["requests"]

    assert entry["verdict"]["ok"] is False


def test_filters_narrow_the_journal_newest_first(client: httpx.Client, ask: Ask) -> None:
    ask("GET", "/things")
    ask("GET", "/things?limit=0")
    ask("GET", "/things", vendor="other")
    ask("POST", "/things", json={}, who="test_other")
    ask("GET", "/nothing")

    def ids(query: str) -> list[str]:
        return [entry["id"] for entry in client.get(f"/requests?{query}").json()["requests"]]

    assert ids("") == ["5", "4", "3", "2", "1"]
    assert ids("limit=2") == ["5", "4"]
    assert ids("limit=0") == []
    assert ids("vendor=other") == ["3"]
    assert ids("operation=listThings") == ["3", "2", "1"]
    assert ids("operation=listThings&vendor=acme&status=200") == ["1"]
    assert ids("caller=test_other") == ["4"]
    assert ids("method=POST") == ["4"]
    assert ids("ok=false") == ["5", "2"]
    assert ids("url=/acme/v1/things") == ["4", "1"]
    assert client.get("/requests?limit=2").json()["meta"] == {"total": 5}
    assert client.get("/requests/3").json()["vendor"] == "other"


def test_counting_takes_the_same_filters_as_a_query_and_as_a_body(client: httpx.Client, ask: Ask) -> None:
    ask("GET", "/things")
    ask("GET", "/things?limit=0")

    assert client.get("/requests/count").json() == {"count": 2}
    assert client.get("/requests/count?status=400").json() == {"count": 1}
    assert client.post("/requests/count", json={"operation": "listThings", "ok": True}).json() == {"count": 1}
    assert client.post("/requests/count").json() == {"count": 2}


def test_unmatched_are_the_calls_that_no_operation_answered(
    client: httpx.Client, ask: Ask, server: Server
) -> None:
    ask("GET", "/things")
    ask("DELETE", "/things")
    httpx.get(f"{server.url}/nobody")
    found = client.get("/requests/unmatched").json()

    assert [entry["request"]["url"] for entry in found["requests"]] == ["/nobody", "/acme/v1/things"]
    assert [entry["vendor"] for entry in found["requests"]] == [None, "acme"]
    assert found["meta"] == {"total": 2}


def test_the_journal_can_be_cleared_alone(client: httpx.Client, ask: Ask) -> None:
    ask("POST", "/things", json={})

    assert client.delete("/requests").status_code == 200
    assert client.get("/requests").json() == {"requests": [], "meta": {"total": 0}}
    assert len(ask("GET", "/things").json()) == 1


def test_reset_brings_back_rows_journal_and_clock(client: httpx.Client, ask: Ask) -> None:
    ask("POST", "/things", json={})
    client.post("/clock", json={"freeze": "2026-01-01T00:00:00Z"})
    assert client.post("/reset").status_code == 200

    assert client.get("/clock").json()["frozen"] is False
    assert client.get("/requests").json()["meta"] == {"total": 0}
    assert ask("GET", "/things").json() == []


def test_reset_of_one_vendor_leaves_the_others(client: httpx.Client, ask: Ask) -> None:
    for vendor in ("acme", "other"):
        ask("POST", "/things", vendor=vendor, json={})
    client.post("/reset", json={"vendor": "acme"})

    assert [entry["vendor"] for entry in client.get("/requests").json()["requests"]] == ["other"]
    assert ask("GET", "/things").json() == []
    assert len(ask("GET", "/things", vendor="other").json()) == 1


def test_a_namespace_has_rows_a_journal_and_a_clock_of_its_own(client: httpx.Client, server: Server) -> None:
    url = f"{server['acme'].url}/things"
    for key in ("test_full", "test_full@mine"):
        httpx.post(url, headers={"key": key}, json={})

    def rows(key: str) -> int:
        return len(httpx.get(url, headers={"key": key}).json())

    assert client.get("/requests?namespace=mine").json()["meta"] == {"total": 1}
    frozen = client.post("/clock?namespace=mine", json={"freeze": "2026-01-01T00:00:00Z"}).json()["frozen"]
    assert (frozen, client.get("/clock").json()["frozen"]) == (True, False)
    client.post("/reset", json={"namespace": "mine"})
    assert (rows("test_full@mine"), rows("test_full")) == (0, 1)
    assert client.get("/clock?namespace=mine").json()["frozen"] is False
    assert client.post("/reset", json={"namespace": "a b"}).status_code == 400


def test_seed_puts_other_rows_in_place(documents: Settings) -> None:
    """The rows are those that a server gets which is started with the same seed and size."""
    shipped = mockserver.create_app()
    name, vendor = next(iter(shipped.vendors.items()))

    def rows(app: MockApp) -> dict[str, dict[str, int]]:
        return app.vendors[name].state.counts()

    with mockserver.running(name) as server, httpx.Client(base_url=f"{server.url}/__admin") as client:
        seeded = client.post("/seed", json={"seed": 7, "rows": 60}).json()["vendors"][0]["resources"]
        again = client.post("/seed", json={"seed": 42}).json()["vendors"][0]["resources"]

    assert seeded == rows(mockserver.create_app([name], seed=7, rows=60)) != rows(shipped)
    assert again == rows(shipped) == vendor.state.counts()


def test_the_clock_stands_moves_and_runs_again(client: httpx.Client, ask: Ask) -> None:
    """Vendors follow it: a row is made when the clock says."""
    assert client.get("/clock").json()["frozen"] is False

    frozen = client.post("/clock", json={"freeze": "2026-01-01T00:00:00Z"}).json()
    assert frozen == {"now": "2026-01-01T00:00:00.000Z", "frozen": True}
    assert client.post("/clock", json={"advance": 90.5}).json()["now"] == "2026-01-01T00:01:30.500Z"
    assert ask("POST", "/things", json={}).json()["made"] == "2026-01-01T00:01:30Z"
    assert (
        client.post("/clock", json={"freeze": "2026-01-01T02:00:00+02:00"}).json()["now"][:19]
        == "2026-01-01T00:00:00"
    )
    assert client.post("/clock", json={"resume": True}).json()["frozen"] is False


WRONG = [
    ("GET", "/fault", None, 404, "there is no /__admin/fault; there are: /__admin/"),
    ("GET", "/", None, 404, "there are: /__admin/clock"),
    ("POST", "/health", None, 405, "/__admin/health does not take POST; it takes GET, HEAD"),
    ("PUT", "/requests", None, 405, "it takes DELETE, GET, HEAD"),
    ("GET", "/requests?stauts=1", None, 400, "unknown filter 'stauts'; did you mean 'status'?"),
    ("GET", "/requests?status=ok", None, 400, "status is a number such as 404, not 'ok'"),
    ("GET", "/requests?limit=-1", None, 400, "limit is a whole number from 0 to 1000000, not '-1'"),
    ("GET", "/requests?ok=maybe", None, 400, "ok is true or false, not 'maybe'"),
    ("GET", "/requests/77", None, 404, "the journal has no request '77'"),
    ("POST", "/requests/count", b'{"verb": "GET"}', 400, "unknown member 'verb'"),
    ("POST", "/reset", b'{"vendor": "nobody"}', 400, "'nobody' is not served here; served: acme, other"),
    ("POST", "/reset", b'{"vendor": ["acme"]}', 400, "is not served here"),
    ("POST", "/reset", b"[", 400, "the body is not JSON"),
    ("POST", "/reset", b"[]", 400, "the body is a JSON object with any of: vendor"),
    ("POST", "/seed", b'{"seed": "x"}', 400, "seed is a whole number from 0 to 9223372036854775807, not 'x'"),
    ("POST", "/seed", b'{"rows": -1}', 400, "rows is a whole number from 0 to 100000, not -1"),
    ("POST", "/clock", b"{}", 400, 'send {"freeze": TIME}'),
    (
        "POST",
        "/clock",
        b'{"freeze": "soon"}',
        400,
        "freeze is a time such as 2026-01-01T00:00:00Z, not 'soon'",
    ),
    ("POST", "/clock", b'{"freeze": 3}', 400, "freeze is a time or true"),
    (
        "POST",
        "/clock",
        b'{"advance": "1h"}',
        400,
        "advance is a number of seconds, 253402300799 at most, not '1h'",
    ),
    ("POST", "/clock", b'{"advance": 253402300799}', 400, "the clock runs from 1970-01-01 to 9999-12-31"),
    ("POST", "/clock", b'{"resume": true, "advance": 1}', 400, 'send {"freeze": TIME}'),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "says"), WRONG)
def test_mistakes_are_problems_that_say_what_to_do(
    client: httpx.Client, method: str, path: str, body: bytes | None, status: int, says: str
) -> None:
    headers = {"Content-Type": "application/json"} if body is not None else None
    answer = client.request(method, path, content=body, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert says in answer.json()["detail"]


def test_no_vendors_path_can_shadow_it(documents: Settings) -> None:
    """Neither a document of that name, nor a host whose every path is the vendor's."""
    (documents.specs / "__admin.yaml").write_text(ACME.replace("api.acme.test/v1", "127.0.0.1"))
    with mockserver.running("__admin", settings=documents) as server:
        answer = httpx.get(f"{server.url}/__admin/health")

    assert answer.json()["status"] == "healthy"


def test_faults_are_added_shown_and_removed(client: httpx.Client, ask: Ask) -> None:
    """Each has an id, and tells how many calls it has struck."""
    added = client.post(
        "/faults", json={"vendor": "acme", "operation": "listThings", "status": 503, "times": 2}
    )
    assert added.status_code == 201
    fault = added.json()
    assert ask("GET", "/things").status_code == 503
    assert ask("GET", "/things", vendor="other").status_code == 200
    assert client.get("/faults").json() == {"faults": [{**fault, "hits": 1}]}
    assert client.get(f"/faults/{fault['id']}").json()["hits"] == 1

    assert client.delete(f"/faults/{fault['id']}").json() == {}
    assert ask("GET", "/things").status_code == 200
    assert client.get(f"/faults/{fault['id']}").status_code == 404
    client.post("/faults", json={"status": 503})
    assert client.delete("/faults").json() == {}
    assert client.get("/faults").json() == {"faults": []}


def test_a_fault_is_of_the_namespace_that_is_named(client: httpx.Client, server: Server, ask: Ask) -> None:
    """In the body, the query or the header, as everywhere; a mistake is told, and adds nothing."""
    client.post("/faults", json={"status": 503, "namespace": "mine"})
    client.post("/faults?namespace=mine", json={"status": 500, "times": 1})
    mine = server.namespace("mine")["acme"]
    calls = [httpx.get(f"{mine.url}/things", headers=mine.headers) for _ in range(2)]
    assert [call.status_code for call in calls] == [500, 503]
    assert ask("GET", "/things").status_code == 200
    wrong = client.post("/faults", json={"stauts": 503})
    assert (wrong.status_code, wrong.json()["detail"]) == (
        400,
        "unknown member 'stauts'; did you mean 'status'?",
    )
    wrong = client.post("/faults", json={"status": 503, "vendor": "acne"})
    assert (wrong.status_code, wrong.json()["detail"]) == (
        400,
        "'acne' is not served here; did you mean 'acme'?",
    )
    assert client.get("/faults").json() == {"faults": []}
