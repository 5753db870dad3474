"""The journal as the control plane shows, narrows, counts and clears it."""

import httpx

from mockserver.runtime.live import Server
from tests.admin.acme import Ask


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
