"""Pages of other origins call the vendors, as the Fetch standard's CORS protocol has it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver import Server
from tests.browser import dom_of

ORIGIN = "http://app.example"
ASKED = {"origin": ORIGIN, "access-control-request-method": "GET"}
CUSTOMERS = "/rotor/open-api/customers"
APP = """<!doctype html><body><script>
const root = "ROOT";
const keyed = {"x-api-key": "test_full", "content-type": "application/json", "traceparent": "00-1-2-01"};
const steps = {
  list: async () => (await fetch(root + "/customers?limit=2", {headers: keyed})).json().then(page => page.data.length),
  create: async () => (await fetch(root + "/customers", {method: "POST", headers: keyed,
    body: JSON.stringify({first_name: "A", last_name: "N", email: "ann@ng.example", phone: "+15550101"})})).status,
  stranger: async () => { const reply = await fetch(root + "/customers"); return reply.status +
    " " + (reply.headers.get("mockserver-reason") !== null) + " " + (reply.headers.get("www-authenticate") !== null); },
  cookies: async () => (await fetch(root + "/customers", {headers: keyed, credentials: "include"})).status,
  document: async () => (await fetch(root.replace("/open-api", "/openapi.json"))).status,
  undeclared: async () => (await fetch(root + "/customers", {method: "PATCH", headers: keyed})).status,
  admin: async () => (await fetch(root.replace("/rotor/open-api", "/__admin/requests"))).status,
};
(async () => {
  for (const [name, step] of Object.entries(steps)) {
    let came; try { came = await step(); } catch (error) { came = "refused"; }
    document.body.insertAdjacentHTML("beforeend", `<p>${name}: ${came}</p>`);
  }
})();
</script>"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with mockserver.running("rotor", "hydracore") as running:
        yield running


def preflight(server: Server, path: str, **headers: str) -> httpx.Response:
    return httpx.options(
        server.url + path, headers=ASKED | {k.replace("_", "-"): v for k, v in headers.items()}
    )


def names(reply: httpx.Response, header: str) -> set[str]:
    return {name.strip().lower() for name in reply.headers[header].split(",")}


def test_a_preflight_is_answered_without_a_credential_for_what_the_path_declares(server: Server) -> None:
    reply = preflight(server, CUSTOMERS, access_control_request_headers="x-api-key")

    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == ORIGIN
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert names(reply, "access-control-allow-methods") == {"get", "head", "post"}
    assert {"x-api-key", "content-type", "traceparent"} <= names(reply, "access-control-allow-headers")
    assert "x-anything" not in names(reply, "access-control-allow-headers")
    assert reply.headers["vary"] == "Origin"


@pytest.mark.parametrize("path", ["/rotor/openapi.json", "/rotor/openapi.yaml", "/rotor/docs"])
def test_documents_and_their_pages_are_read_from_anywhere(server: Server, path: str) -> None:
    reply = httpx.get(server.url + path, headers={"origin": ORIGIN})

    assert preflight(server, path).status_code == 204
    assert reply.headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (CUSTOMERS, {"origin": ORIGIN}, 405),  # an OPTIONS that is no preflight
        (CUSTOMERS, {"access-control-request-method": "GET"}, 405),
        (CUSTOMERS, {**ASKED, "access-control-request-method": "PATCH"}, 405),
        ("/rotor/open-api/nothing", ASKED, 404),
        ("/nobody", ASKED, 404),
    ],
)
def test_what_is_not_there_is_refused_as_ever_and_the_page_may_read_why(
    server: Server, path: str, headers: dict[str, str], status: int
) -> None:
    reply = httpx.options(server.url + path, headers=headers)

    assert reply.status_code == status
    assert reply.headers.get("access-control-allow-origin") == headers.get("origin")


def test_a_page_reads_each_header_of_a_reply(server: Server) -> None:
    """Those that the operation declares, and the reason of a refusal."""
    reply = httpx.get(server["hydracore"].url + "/customers", headers={"origin": ORIGIN})

    told = {name for name in reply.headers if not name.startswith("access-control-")}
    assert told - names(reply, "access-control-expose-headers") == {"content-type", "content-length", "vary"}


def test_a_preflight_is_no_call(server: Server) -> None:
    """The browser makes it, not the client: the journal has the calls alone."""
    server.reset()

    preflight(server, CUSTOMERS)

    assert list(server.requests) == []


def test_a_preflight_for_a_header_that_is_not_declared_is_told_by_name(server: Server) -> None:
    """The browser sends no call then: without an entry, nobody would know why."""
    server.reset()
    with mockserver.judging(server) as judgement:
        reply = preflight(
            server, CUSTOMERS, access_control_request_headers="x-api-kei,x-api-key,content-type"
        )

    (entry,) = httpx.get(f"{server.url}/__admin/requests").json()["requests"]
    (violation,) = entry["verdict"]["violations"]
    (verdict,) = judgement.verdicts
    assert reply.status_code == 204
    assert "x-api-kei" not in names(reply, "access-control-allow-headers")
    assert (entry["request"]["method"], entry["vendor"]) == ("OPTIONS", "rotor")
    assert (violation["in"], violation["field"]) == ("header", "x-api-kei")
    assert "did you mean 'x-api-key'?" in violation["message"]
    assert (verdict.rule, verdict.severity) == ("unmatched", "warning")
    assert verdict.message.startswith(f"asked to send the header 'x-api-kei' with GET {CUSTOMERS}: ")


def test_a_client_that_names_no_origin_gets_the_reply_as_it_is(server: Server) -> None:
    reply = httpx.get(server.url + CUSTOMERS, headers=server["rotor"].credentials["test_full"])

    assert not [name for name in reply.headers if name.startswith("access-control-") or name == "vary"]


def test_a_reply_that_is_kept_keeps_nothing_of_an_origin(server: Server) -> None:
    """An idempotency key brings the reply back for a page of another origin, and for nobody in particular."""
    headers = {**server["hydracore"].credentials["test_full"], "idempotency-key": "cross-origin"}
    body = {"email": "cross@origin.example", "name": "Cross Origin", "first_name": "C", "last_name": "O"}
    url = server["hydracore"].url + "/customers"

    sent = [
        httpx.post(url, json=body, headers=headers | more)
        for more in ({"origin": ORIGIN}, {}, {"origin": "null"})
    ]

    assert [reply.headers.get("access-control-allow-origin") for reply in sent] == [ORIGIN, None, "null"]
    assert len({reply.content for reply in sent}) == 1


@pytest.fixture(params=[True, False], ids=["cors", "no-cors"])
def app(request: pytest.FixtureRequest) -> Iterator[tuple[bool, str]]:
    """The URL of an app of another origin that calls a server, which may let it or not."""
    with mockserver.running("rotor", cors=request.param) as server:

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(APP.replace("ROOT", server["rotor"].url).encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as host:
            threading.Thread(target=host.serve_forever, daemon=True).start()
            yield request.param, f"http://127.0.0.1:{host.server_port}/"
            host.shutdown()


def test_a_browser_app_calls_the_vendor_where_it_is_let(app: tuple[bool, str], tmp_path: Path) -> None:
    let, url = app

    dom = dom_of(url, tmp_path)

    came = ["list: 2", "create: 201", "stranger: 401 true true", "cookies: 200", "document: 200"]
    refused = [f"{each.partition(':')[0]}: refused" for each in came]
    never = ["undeclared: refused", "admin: refused"]
    assert [line for line in (*came, *refused, *never) if f"<p>{line}</p>" in dom] == [
        *(came if let else refused), *never
    ]  # fmt: skip
