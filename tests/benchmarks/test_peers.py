"""`make bench-peers`: what it asks for is what the document that every peer serves says."""

import importlib
from pathlib import Path

import httpx
import orjson
import pytest

import mockserver

ROWS = 60
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_document_is_served_with_nothing_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    peer_document = importlib.import_module("peer_document")
    path = tmp_path / "document.json"
    path.write_bytes(orjson.dumps(peer_document.document()))

    with mockserver.running(str(path), rows=ROWS) as server:
        url, known = server["document"].url, ""
        for asked in peer_document.loads():
            place = asked.path.replace("{id}", known).replace(peer_document.VARIED, "7")
            headers = {"Content-Type": "application/json"} if asked.body else {}
            got = httpx.request(
                asked.method, f"{url}{place}", content=asked.body, headers=headers, timeout=60
            )
            assert got.status_code == asked.status, (asked.name, got.text)
            if asked.name == "list":
                page = got.json()
                known = page["data"][0]["id"]
                assert (len(page["data"]), page["total"]) == (peer_document.SHOWN, ROWS)
