"""The page at `/__admin/` in a real browser: rows, stubs, faults and webhooks, arranged by hand."""

import json

import httpx

import mockserver
from mockserver.runtime.live import Server
from tests.admin.acme import ACME
from tests.admin.browser.walking import ask, go
from tests.chromium import CLICK, Chromium
from tests.webhooks.receiver import receiver


def test_rows_are_added_changed_and_deleted(page: Chromium, server: Server) -> None:
    go(page, "rows/acme/things")
    page.see("First")
    page.click("Add a row")
    page.fill("The row", '{"id": "t1", "name": 1}')
    page.click("Add", "dialog")
    page.see('name: 1 is not of type "string".')
    line = ACME.splitlines().index(next(text for text in ACME.splitlines() if "Thing: {" in text)) + 1
    assert page.evaluate("document.querySelector('dialog .wrong a').innerText") == f"acme.yaml, line {line}"
    page.fill("The row", '{"id": "t1", "name": "Second"}')
    page.click("Add", "dialog")
    page.see("Second")
    page.click("Edit t1")
    page.fill("The row", '{"id": "t1", "name": "Third"}')
    page.click("Save", "dialog")
    page.see("Third")
    page.fill("Filter things", "third")
    page.until("document.querySelectorAll('.rows tbody tr').length === 1")
    page.click("Delete t1")
    page.click("Delete", "dialog")
    page.see("None is like that")
    assert [row["name"] for row in server["acme"].rows("things")] == ["First"]


def test_a_stub_of_a_request_answers_those_like_it_alone(page: Chromium, server: Server) -> None:
    go(page, f"requests/{server.requests[0].number}")
    page.click("Make a stub of it")
    page.see("The stub, as JSON")
    page.click("Add", "dialog")
    page.see('body /name is "First"')
    same = ask(server, "POST", "/things", json={"name": "First"})
    other = ask(server, "POST", "/things", json={"name": "Second"})

    assert (same.status_code, other.status_code) == (201, 201)
    assert [call.stub is not None for call in server.requests[-2:]] == [True, False]


def test_a_stub_is_written_by_choosing_and_marked_once_it_is_spent(page: Chromium, server: Server) -> None:
    go(page, "arrange")
    page.click("Add a stub")
    page.fill("Operation", "createThing")
    page.until("""document.querySelector("dialog textarea").value.includes('"operation": "createThing"')""")
    stub = {"vendor": "acme", "operation": "createThing", "status": 201, "times": 1}
    page.fill("The stub", json.dumps(stub))
    page.click("Add", "dialog")
    page.see("0 of 1 hit")
    ask(server, "POST", "/things", json={"name": "Third"})
    page.see("Spent")
    page.see("1 of 1 hit")


def test_a_dialog_is_scrolled_where_the_window_is_low(page: Chromium) -> None:
    """What it asks goes under what answers it, which is always in sight."""
    page.look(360, 400)
    go(page, "arrange")
    page.click("Add a stub")
    page.see("The stub, as JSON")
    box = "document.getElementById('dialog').getBoundingClientRect()"
    low, high = page.evaluate(f"[{box}.top, {box}.bottom]")
    sent = "document.querySelector('dialog button.main').getBoundingClientRect().bottom"
    assert low >= 0
    assert high <= 400
    assert page.evaluate(
        "(dialog => dialog.scrollHeight > dialog.clientHeight)(document.getElementById('dialog'))"
    )
    assert page.evaluate(sent) <= high
    page.evaluate("document.getElementById('dialog').scrollTo(0, 9999)")
    assert page.evaluate(sent) <= high


def test_faults_are_added_and_removed(page: Chromium, server: Server) -> None:
    go(page, "arrange")
    page.click("Add a fault")
    page.fill("Vendor", "acme")
    page.fill("Status", "201")
    page.fill("Delay", "0.01")
    page.click("Add", "dialog")
    page.see("answers 201")
    assert [fault.status for fault in server.faults] == [201]
    page.click("Remove all", "section[aria-labelledby=faults-title]")
    page.click("Remove all", "dialog")
    page.see("No faults")


def test_a_dialog_opened_as_another_closes_keeps_what_it_asks(page: Chromium) -> None:
    go(page, "arrange")
    page.click("Add a fault")
    page.evaluate(
        f"({CLICK})('dialog', 'Cancel') && ({CLICK})('section[aria-labelledby=faults-title]', 'Remove all')"
    )
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert "Remove all faults?" in page.evaluate("document.getElementById('dialog').innerText")


def test_webhooks_are_subscribed_told_and_delivered_again(opened: Chromium) -> None:
    """The whole section, with a document that has events and limits, in a narrow window."""
    with mockserver.running("devdraft") as server, receiver() as hook:
        opened.errors.clear()
        opened.look(360, 740, "dark")
        opened.open(f"{server.url}/__admin/#/webhooks")
        opened.see("No subscriptions")
        opened.click("Subscribe")
        opened.fill("Address", hook.url)
        opened.fill("Events", "customer.*")
        opened.fill("Secret", "x" * 32)
        opened.click("Subscribe", "dialog")
        opened.see("customer.* · signed")
        devdraft = server["devdraft"]
        row = {"first_name": "Ines", "last_name": "Okoro", "phone_number": "+15550102244"}
        httpx.post(f"{devdraft.url}/customers", json=row, headers=devdraft.headers)
        opened.see("customer.created")
        opened.until("document.querySelector('#delivery-list .answered').innerText.includes('delivered')")
        opened.click("Redeliver")
        opened.see("2 attempts")
        opened.click(f"request {server.requests[-1].number}")
        opened.see("createCustomer")
        opened.evaluate("location.hash = '#/webhooks'")
        opened.click("Remove")
        opened.see("No subscriptions")
        opened.evaluate("location.hash = '#/state'")
        opened.see("per_minute")
        assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert opened.errors == []
