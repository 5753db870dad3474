"""The journal as HAR: whole, readable again, and without keys."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from mockserver.contract.mock import SecurityMock
from mockserver.contract.model import SecurityScheme
from mockserver.drift.check import check_recordings
from mockserver.errors import UsageError
from mockserver.exchange import Exchange, Reply, Request
from mockserver.reports import Report, render, write
from tests.reports.conftest import contract, report
from tests.reports.readers import READERS


def test_each_exchange_is_an_entry(lived: Report) -> None:
    log = READERS["har"](render("har", lived))

    assert log["creator"]["name"] == "mockserver"
    assert [entry["response"]["status"] for entry in log["entries"]] == [
        exchange.reply.status for _, exchange in lived.exchanges if exchange.reply
    ]
    first = log["entries"][0]
    assert first["request"]["url"].endswith("/rotor/open-api/customers?limit=2&search=%C3%BC+%26+%3Cb%3E")
    assert {"name": "search", "value": "ü & <b>"} in first["request"]["queryString"]
    assert first["response"]["content"]["text"].startswith("{")
    assert first["comment"] == "rotor listCustomers"


def test_bodies_that_are_no_text_are_whole(lived: Report) -> None:
    (entry,) = [
        entry
        for entry in READERS["har"](render("har", lived))["entries"]
        if entry["request"].get("postData", {}).get("mimeType") == "image/png"
    ]

    posted = entry["request"]["postData"]
    assert (base64.b64decode(posted["text"]), posted["encoding"]) == (b"\xff\xfe\x00", "base64")


def test_keys_that_are_no_test_credentials_are_masked(lived: Report) -> None:
    """A key that the fixtures do not have may be a real one; those that they have are shown."""
    text = render("har", lived)

    assert "sk_live_secret" not in text
    assert '"value": "test_full"' in text


def test_keys_in_queries_and_cookies_are_masked() -> None:
    document = replace(
        contract(), schemes={"key": SecurityScheme("apiKey", "api_key", "query", SecurityMock())}
    )
    request = Request(
        "GET", b"/acme/things", b"a=1&api_key=s3cret&api_key=s%33cret", {b"cookie": b"id=s3cret"}
    )
    exchange = Exchange(request, 1000.0)
    exchange.vendor = "acme"
    exchange.reply = Reply(200, [(b"set-cookie", b"id=s3cret; Path=/")], b"")

    text = render("har", _journal(document, exchange))

    (entry,) = READERS["har"](text)["entries"]
    assert entry["request"]["url"] == "http://localhost/acme/things?a=1&api_key=***&api_key=***"
    assert "cret" not in text


def test_a_connection_that_was_cut_has_status_0() -> None:
    exchange = Exchange(Request("GET", b"/acme/things", b"", {b"host": b"[::1]:80"}), 1000.0)

    (entry,) = READERS["har"](render("har", _journal(contract(), exchange)))["entries"]

    assert (entry["response"]["status"], entry["request"]["url"]) == (0, "http://[::1]:80/acme/things")


def test_a_journal_is_judged_like_the_run_that_it_came_from(lived: Report, tmp_path: Path) -> None:
    """`mockserver check` reads it, and finds the same broken contracts."""
    path = tmp_path / "journal.har"
    write("har", lived, path)

    checked = check_recordings([path], lived.contracts.values())

    assert checked.judged == len(lived.exchanges)
    rules = {"contract-broken", "unmatched"}
    found = sorted((v.rule, v.operation, v.message) for v in checked.run.verdicts if v.rule in rules)
    assert found == sorted(
        (v.rule, v.operation, v.message) for v in lived.summary.run.verdicts if v.rule in rules
    )
    assert found


def test_a_run_from_a_file_has_no_journal(broken: Report) -> None:
    with pytest.raises(UsageError, match="har: coverage data hold no bodies"):
        render("har", broken)


def _journal(document: object, exchange: Exchange) -> Report:
    made = report([])
    return replace(made, contracts={"acme": document}, exchanges=[(1, exchange)])  # type: ignore[dict-item]
