"""`/__admin/events`: what happens, as it happens, to whoever listens."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
import pytest

import mockserver
from mockserver.admin import events
from mockserver.admin.entries import Wanted
from mockserver.admin.events import Event, EventReader
from mockserver.exchange import Exchange, Request
from mockserver.runtime.live import Server
from mockserver.state.journal import Journal
from tests.admin.acme import Ask

THINGS = "/things"


class Told(NamedTuple):
    """An event as it came."""

    name: str
    data: Any
    number: str | None


class Listening:
    """A reader of the stream."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def next(self) -> Told:
        """The next event; what is no event, such as the time after which to come back, is passed over."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "event" in fields:
                return Told(fields["event"], json.loads(fields["data"]), fields.get("id"))
        raise AssertionError("the stream has ended")


@contextmanager
def listening(server: Server, headers: dict[str, str] | None = None, **query: Any) -> Iterator[Listening]:
    """A reader who is there from now on."""
    url = f"{server.url}/__admin/events"
    with httpx.stream("GET", url, params=query, headers=headers, timeout=20) as reply:
        assert reply.status_code == 200, reply.read()
        assert reply.headers["content-type"].startswith("text/event-stream")
        lines = reply.iter_lines()
        assert next(lines) == "retry: 1000"
        yield Listening(lines)


def test_a_call_is_told_with_its_verdict_and_what_it_did_to_rows(server: Server, ask: Ask) -> None:
    with listening(server) as stream:
        made = ask("POST", THINGS, json={"name": "A"}).json()
        ask("GET", f"{THINGS}?limit=0")
        created, refused = stream.next(), stream.next()

    assert (created.name, created.number) == ("request", "1")
    assert created.data["request"] == {"method": "POST", "url": "/acme/v1/things"}
    assert created.data["response"] == {"status": 201}
    assert created.data["verdict"] == {"ok": True, "kind": None, "violations": []}
    assert created.data["changes"] == [{"resource": "things", "key": made["id"], "what": "created"}]
    assert refused.data["verdict"]["violations"] == [{"in": "query", "field": "limit", "keyword": "minimum"}]
    entry = httpx.get(f"{server.url}/__admin/requests/2").json()
    assert entry["deliveries"] == []  # what a call brings about is delivered after it was told
    same = entry.keys() - {"request", "verdict", "response", "deliveries"}
    assert {name: refused.data[name] for name in same} == {name: entry[name] for name in same}


def test_only_the_requests_are_told_that_were_asked_for(server: Server, ask: Ask) -> None:
    with listening(server, vendor="other", status=200) as stream:
        ask("GET", THINGS)
        ask("GET", f"{THINGS}?limit=0", vendor="other")
        ask("GET", THINGS, vendor="other")

        assert stream.next().number == "3"


def test_who_comes_back_hears_what_came_meanwhile(server: Server, ask: Ask) -> None:
    for _ in range(4):
        ask("GET", THINGS)
    with listening(server, headers={"Last-Event-ID": "2"}) as stream:
        assert [stream.next().number, stream.next().number] == ["3", "4"]
    with listening(server, after=0) as stream:
        assert stream.next().number == "1"
    with listening(server, after=99) as stream:  # a number of a server that is no more
        assert stream.next().number == "1"


def test_commands_are_told(server: Server, client: httpx.Client) -> None:
    with listening(server) as stream:
        client.post("/rows/acme/things", json={"id": "t1", "name": "A"})
        client.post("/clock", json={"advance": 60})
        client.post("/clock", json={"advance": "soon"})  # changes nothing
        client.post("/reset", json={"vendor": "acme"})
        server.reset()
        told = [stream.next() for _ in range(4)]

    assert [each.name for each in told] == ["change"] * 4
    assert [each.data["what"] for each in told] == ["rows", "clock", "reset", "reset"]
    assert told[0].data["path"] == "/rows/acme/things"
    assert [each.data["vendor"] for each in told[2:]] == ["acme", None]


def test_verdicts_are_told_once_somebody_asks_for_the_coverage(
    server: Server, ask: Ask, client: httpx.Client
) -> None:
    with listening(server) as stream:
        client.get("/coverage")
        ask("GET", f"{THINGS}?limit=0")
        assert stream.next().name == "request"
        verdict = stream.next()

    assert verdict.name == "verdict"
    assert (verdict.data["rule"], verdict.data["severity"]) == ("contract-broken", "error")
    assert verdict.data["line"] > 1


def test_a_burst_is_told_in_full(server: Server, ask: Ask) -> None:
    with listening(server) as stream:
        for _ in range(3 * events.MOST):
            server.app.exchange(Request("GET", b"/acme/v1/nothing", b"", {}))
        numbers = [stream.next().number for _ in range(3 * events.MOST)]

    assert numbers == [str(number) for number in range(1, 3 * events.MOST + 1)]


def test_what_the_journal_has_no_more_is_told_as_missed() -> None:
    journal = Journal(length=10)
    for _ in range(25):
        journal.add(Exchange(Request("GET", b"/", b"", {})))

    fresh, missed = journal.since(3)

    assert ([each.number for each in fresh], missed) == ([*range(16, 26)], 12)
    assert journal.since(20)[1] == 0
    journal.clear()
    journal.add(Exchange(Request("GET", b"/", b"", {})))
    assert ([each.number for each in journal.since(3)[0]], journal.since(3)[1]) == ([26], 0)


def test_a_slow_reader_has_a_bounded_queue_and_is_told_what_it_missed() -> None:
    async def taken() -> bytes:
        reader = EventReader(Wanted())
        for number in range(3000):
            reader.tell([Event(b"x" * 999 + b"%d" % (number % 10))])
        return await reader.taken()

    text = asyncio.run(taken())

    assert len(text) < events.MOST_WAITING + 1000
    count = int(text.partition(b'"count":')[2].partition(b"}")[0])
    assert count == 3000 + 1 - text.count(b"xx" * 400)


def test_nobody_is_told_while_nobody_listens(server: Server, ask: Ask) -> None:
    before = len(server.app.journal.listeners)
    with listening(server):
        assert len(server.app.journal.listeners) == before + 1
    client = httpx.Client()
    for _ in range(100):
        if len(server.app.journal.listeners) == before:
            break
        client.get(f"{server.url}/__admin/health")
    assert len(server.app.journal.listeners) == before


def test_a_reader_ends_with_the_server(documents: Any) -> None:
    ended = threading.Event()
    with mockserver.running(settings=documents) as server:
        address = httpx.URL(server.url)
        client = socket.create_connection((address.host, address.port or 80), 20)
        client.sendall(b"GET /__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(1 << 16)

        def read() -> None:
            while client.recv(1 << 16):
                pass
            ended.set()

        threading.Thread(target=read, daemon=True).start()
    assert ended.wait(20)
    client.close()


@pytest.mark.parametrize(
    ("query", "said"),
    [("after=x", "after"), ("vendors=acme", "unknown parameter"), ("ok=perhaps", "ok is true or false")],
)
def test_a_query_that_makes_no_sense_is_refused(client: httpx.Client, query: str, said: str) -> None:
    reply = client.get(f"/events?{query}")

    assert (reply.status_code, said in reply.json()["detail"]) == (400, True)


def test_only_so_many_listen_at_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "EVENT_READERS", 1)
    with listening(server):
        refused = httpx.get(f"{server.url}/__admin/events")
        assert refused.status_code == 503
        assert "close one of them" in refused.json()["detail"]
    while True:  # until the server has seen that the one is gone
        with httpx.stream("GET", f"{server.url}/__admin/events", timeout=20) as reply:
            if reply.status_code == 200:
                break


def test_head_says_what_get_would(client: httpx.Client) -> None:
    assert client.head("/events").headers["content-type"].startswith("text/event-stream")
