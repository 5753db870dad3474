"""A web page that is open in a browser beside the server commands nothing and reads nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server
from tests.browser import dom_of

ATTACK = """<!doctype html><body><script>
const root = "ROOT/__admin";
const simple = (path, body) => fetch(root + path, {method: "POST", mode: "no-cors", body: JSON.stringify(body),
                                                   headers: {"Content-Type": "text/plain"}});
const tries = [
  () => simple("/reset", {}),
  () => fetch(root + "/reset", {method: "POST", mode: "no-cors"}),
  () => simple("/seed", {rows: 3}),
  () => simple("/clock", {advance: 3600}),
  () => simple("/faults", {fault: "EMPTY_RESPONSE"}),
  () => navigator.sendBeacon(root + "/reset", "{}"),
  () => fetch(root + "/requests").then(reply => reply.text()).then(text => { document.title = text; }),
  () => fetch(root + "/requests", {method: "DELETE"}),
  () => fetch(root + "/reset", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}),
];
(async () => {
  for (const attempt of tries) { try { await attempt(); } catch (refused) {} }
  document.body.insertAdjacentHTML("beforeend", "<p>tried " + tries.length + "</p>");
})();
</script>"""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with one call in its journal."""
    with mockserver.running("rotor") as server:
        httpx.get(f"{server.url}/rotor/nothing")
        yield server


@pytest.fixture
def page(server: Server) -> Iterator[str]:
    """The URL of a page of another origin that attacks the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(ATTACK.replace("ROOT", server.url).encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as attacker:
        threading.Thread(target=attacker.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{attacker.server_port}/"
        attacker.shutdown()


def state(server: Server) -> list[Any]:
    """What a command would have changed."""
    root = f"{server.url}/__admin"
    told = [httpx.get(f"{root}/{path}").json() for path in ("vendors", "requests", "faults")]
    return [*told, httpx.get(f"{root}/clock").json()["now"][:16]]


def test_a_page_of_another_origin_changes_and_reads_nothing(
    server: Server, page: str, tmp_path: Path
) -> None:
    httpx.post(f"{server.url}/__admin/clock", json={"freeze": True})
    before = state(server)

    dom = dom_of(page, tmp_path)

    assert "<p>tried 9</p>" in dom
    assert "rotor/nothing" not in dom
    assert state(server) == before


def test_a_name_that_is_rebound_to_this_machine_reads_nothing(server: Server, tmp_path: Path) -> None:
    url = server.url.replace("127.0.0.1", "evil.test")

    dom = dom_of(f"{url}/__admin/requests", tmp_path, "--host-resolver-rules=MAP evil.test 127.0.0.1")

    assert "does not answer to the Host" in dom
    assert "rotor/nothing" not in dom
