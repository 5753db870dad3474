"""The page at `/__admin/` in a real browser: a walk through all of it, and what it may load."""

import json
import re
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

import mockserver
from mockserver.admin.dashboard import FOLDER, POLICY
from mockserver.runtime.live import Server
from mockserver.settings import Settings
from tests.admin.acme import ACME
from tests.admin.browser.walking import ask, go, rows
from tests.chromium import Chromium

AXE = (
    Path(__file__).parents[1] / "axe" / "axe.min.js"
)  # axe-core 4.14.1, of the npm package of that name, unchanged
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUND = f"""axe.run({{runOnly: {RULES}}}).then(found => found.violations.map(
  each => `${{each.id}}: ${{each.nodes.map(node => node.target).join(" ")}}`))"""
SECTIONS = {
    "requests": "Answered",
    "requests/2": "How it broke the contract",
    "contract/acme/listThings": "contract-broken",
    "rows/acme/things": "Edit",
    "arrange": "No faults",
    "webhooks": "No deliveries",
    "state": "Take a snapshot",
    "documents/acme": "list things",
    "documents/acme?line=22": "What was understood",
}


def test_requests_come_by_themselves_and_are_filtered(page: Chromium, server: Server) -> None:
    newest, broken, made = rows(page)
    assert "/acme/v1/nothing" in newest
    assert "Refused" in newest
    assert "Broke the contract" in broken
    assert "201 ● Answered" in made
    assert page.evaluate("document.querySelectorAll('#strip .bar-of').length") == 3

    page.fill("Verdict", "broke")
    page.until("document.querySelectorAll('#request-rows tr').length === 1")
    page.fill("Verdict", "")
    page.fill("Search", "post")
    page.until("document.querySelectorAll('#request-rows tr').length === 1")
    page.fill("Search", "")
    page.fill("Status", "4")
    page.until("document.querySelectorAll('#request-rows tr').length === 2")
    page.fill("Status", "")
    page.click("Pause")
    ask(server, "GET", "/things")
    page.click("Go on")
    page.until("document.querySelectorAll('#request-rows tr').length === 4")


def test_one_request_is_opened_and_sent_again(page: Chromium, server: Server) -> None:
    broken = server.requests[-2].number
    go(page, f"requests/{broken}")
    page.see("How it broke the contract")
    page.see("query limit: no less than 1")
    page.click("Replay")
    page.see("Replayed: 400")
    page.until("document.querySelectorAll('#request-rows tr').length === 4")
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    page.click("Copy as curl")
    copied = page.until("window.copied")
    assert copied.startswith(f"curl -X GET '{server['acme'].url}/things?limit=0'")
    assert "-H 'key: test_full'" in copied
    line = ACME.splitlines().index(next(text for text in ACME.splitlines() if "name: limit" in text)) + 1
    page.click(f"acme.yaml, line {line}")
    page.see("name: limit")
    assert page.evaluate("document.querySelector('.source [aria-current]').dataset.line") == str(line)


def test_the_contract_fills_as_clients_touch_it(page: Chromium, server: Server) -> None:
    go(page, "contract/acme/listThings")
    page.see("contract-broken")
    before = page.until("document.querySelector('.figure').innerText")
    ask(server, "GET", "/things?limit=1")
    page.until(f"document.querySelector('.figure').innerText !== {json.dumps(before)}")
    assert "of" in page.evaluate("document.querySelector('.tile').ariaLabel")


def test_the_state_is_moved(page: Chromium, server: Server) -> None:
    go(page, "state")
    page.click("Freeze")
    page.see("Frozen")
    before = server.clock.time()
    page.click("+1 hour")
    page.until("true")
    page.click("Take a snapshot")
    page.see("Snapshot 1")
    ask(server, "POST", "/things", json={"name": "Second"})
    page.click("Restore snapshot 1")
    page.see("Back to snapshot 1")
    assert len(ask(server, "GET", "/things").json()) == 1
    assert server.clock.time() == before + 3600
    page.click("Reset")
    page.click("Reset", "dialog")
    page.see("Running")
    assert ask(server, "GET", "/things").json() == []


def test_a_document_is_explained(page: Chromium) -> None:
    go(page, "documents/acme")
    page.see("2 operations")
    page.fill("Search", "createThing")
    page.until("document.querySelectorAll('.card:last-of-type details.operation').length === 1")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    page: Chromium, width: int, scheme: str
) -> None:
    page.evaluate(AXE.read_text("utf-8") + ";0")
    numbers = page.evaluate("[...document.querySelectorAll('#request-rows tr')].map(row => row.dataset.id)")
    found: list[object] = []
    page.look(width, 740, scheme)
    for place, text in SECTIONS.items():
        go(page, place.replace("/2", f"/{numbers[1]}"))
        page.see(text)
        found += [(place, each) for each in page.evaluate(FOUND)]
        found += [place] * (page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0)

    assert found == []


def test_the_keyboard_reaches_everything_and_the_eye_is_told_where_it_is(page: Chromium) -> None:
    page.evaluate("document.activeElement.blur()")
    names = []
    for _ in range(30):
        for kind in ("rawKeyDown", "keyUp"):
            page.send("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        names.append(
            page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()")
        )
    assert names[0] == "Skip to the content"
    assert {"Contract", "Documents", "Pause", "Save as HAR"} <= set(names)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_nothing_that_was_sent_becomes_part_of_the_page(page: Chromium, server: Server) -> None:
    ask(server, "POST", "/things", json={"name": "<img src=x onerror=document.title=1>"})
    page.until("document.querySelectorAll('#request-rows tr').length === 4")
    go(page, f"requests/{server.requests[-1].number}")
    page.see("onerror")
    assert page.evaluate("document.querySelectorAll('img').length") == 0


def test_the_page_is_small_strict_and_asks_no_other_host(server: Server) -> None:
    files = [each.read_text("utf-8") for each in FOLDER.iterdir()]
    assert sum(len(text.encode()) for text in files) < 150_000
    assert [url for text in files for url in re.findall(r"https?://[^\s\"'`]+", text)] == [
        "http://www.w3.org/2000/svg"
    ] * 2
    for name in ("", *(f"assets/{each.name}" for each in FOLDER.iterdir() if each.name != "index.html")):
        reply = httpx.get(f"{server.url}/__admin/{name}")
        assert (reply.status_code, reply.headers["content-security-policy"]) == (200, POLICY)
    assert "inline" not in POLICY
    assert httpx.get(f"{server.url}/__admin", follow_redirects=True).text.startswith("<!doctype html>")
    assert httpx.get(f"{server.url}/__admin/assets/..%2Fapi.py").status_code == 404
    assert httpx.get(f"{server.url}/__admin/assets/api.py").status_code == 404


def test_others_get_the_page_that_asks_for_the_token_and_nothing_else() -> None:
    app = mockserver.create_app(["rotor"], settings=Settings(admin_token="secret", admin_hosts=("mock",)))
    elsewhere = TestClient(app, base_url="http://mock", client=("192.0.2.1", 1))

    assert elsewhere.get("/__admin/").status_code == 200
    assert elsewhere.get("/__admin/assets/main.js").status_code == 200
    assert elsewhere.get("/__admin/vendors").status_code == 401
    assert elsewhere.get("/__admin/", headers={"Origin": "http://evil.test"}).status_code == 403
    alone = TestClient(mockserver.create_app(["rotor"]), base_url="http://localhost", client=("192.0.2.1", 1))
    assert alone.get("/__admin/").status_code == 403
