"""The control plane: what is served, resets, the clock, faults, and mistakes of who asks."""

import httpx
import pytest

import mockserver
from mockserver.app import MockApp
from mockserver.datagen.recipes.fixtures import DIGEST, digest_of
from mockserver.errors import SpecError
from mockserver.runtime.live import Server
from mockserver.settings import Settings
from tests.admin.acme import ACME, Ask


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


TWICE = """\
things:
  - tenant: default
    name: by hand
    rows: [{id: a}, {id: b}, {id: a}]
"""


def test_rows_that_do_not_fit_are_told_with_their_file_and_change_nothing(documents: Settings) -> None:
    """The stored rows fit, those that the recipe makes for another seed do not."""
    for name, recipe in (("acme", "things: []\n"), ("other", TWICE)):
        folder = documents.fixtures / name
        folder.mkdir()
        (folder / "things.json").write_text('{"default": [{"id": "stored"}]}')
        (folder / "recipe.yaml").write_text(recipe)
        (folder / DIGEST).write_text(digest_of(folder))

    with (
        mockserver.running(settings=documents) as server,
        httpx.Client(base_url=f"{server.url}/__admin") as client,
    ):
        refused = client.post("/seed", json={"seed": 7})
        vendors = client.get("/vendors").json()["vendors"]

    place = documents.fixtures / "other" / "recipe.yaml"
    row = "row 3 of things, tenant 'default': it shares 'id' with the row 'a'"
    told = (refused.status_code, refused.json()["detail"])
    assert told == (400, f"{place}: the rows do not fit the document: {row}")
    assert [vendor["resources"] for vendor in vendors] == [{"things": {"default": 1}}] * 2


def test_a_server_whose_rows_do_not_fit_names_the_file(documents: Settings) -> None:
    folder = documents.fixtures / "acme"
    folder.mkdir()
    (folder / "things.json").write_text('{"default": [{"id": "a"}, {"name": "nobody"}]}')

    with pytest.raises(SpecError, match=r"things\.json: .*row 2 of things, tenant 'default': it has no 'id'"):
        mockserver.create_app(["acme"], settings=documents)


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
