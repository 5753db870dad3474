"""Replies that pass through: large, slow, broken off, over TLS; clients that go away."""

import gzip
import hashlib
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme

import mockserver
from mockserver.runtime.live import Server
from mockserver.settings import settings_of
from tests.forwarding.real_api import Handler, real_api

TIMEOUT = 20
PIECE = b"0123456789abcdef" * 4096  # 64 KiB
PIECES = 960  # of it: 60 MiB


class Apart:
    """Answers by path; each event tells a test what has happened at the API."""

    def __init__(self) -> None:
        self.go, self.gone, self.begun = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, handler: Handler) -> None:
        name = handler.path.rpartition("/")[2].partition("?")[0]
        getattr(self, name)(handler)

    def chunks(self, handler: Handler) -> None:
        handler.begin_chunks(content_type="text/plain")
        handler.chunk(b"first")
        self.go.wait(TIMEOUT)
        handler.chunk(b"second")
        handler.chunk()

    def large(self, handler: Handler) -> None:
        handler.begin_chunks(content_type="application/octet-stream")
        for _ in range(PIECES):
            handler.chunk(PIECE)
        handler.chunk()

    def endless(self, handler: Handler) -> None:
        handler.begin_chunks(content_type="application/octet-stream")
        self.begun.set()
        try:
            while True:
                handler.chunk(PIECE)
        except OSError:
            self.gone.set()
            raise

    def never(self, handler: Handler) -> None:
        self.begun.set()
        if not handler.rfile.read(1):  # until the other end closes
            self.gone.set()
        handler.close_connection = True

    def breaks(self, handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        handler.wfile.write(b"x" * 10)
        handler.close_connection = True

    def breakschunks(self, handler: Handler) -> None:
        handler.begin_chunks()
        handler.chunk(b"some")
        handler.close_connection = True

    def garbage(self, handler: Handler) -> None:
        handler.wfile.write(b"this is no HTTP\r\n\r\n")
        handler.close_connection = True

    def zipped(self, handler: Handler) -> None:
        handler.reply(
            200, gzip.compress(b'{"a": 1}'), content_type="application/json", content_encoding="gzip"
        )

    def redirect(self, handler: Handler) -> None:
        handler.reply(302, location="/open-api/elsewhere?a=1")

    def away(self, handler: Handler) -> None:
        handler.reply(302, location="https://other.example/x")

    def nothing(self, handler: Handler) -> None:
        handler.reply(204)

    def digest(self, handler: Handler) -> None:
        body = handler.api.asked[-1].body
        handler.json(200, json.dumps([len(body), hashlib.sha256(body).hexdigest()]))


@pytest.fixture
def apart() -> Apart:
    return Apart()


@pytest.fixture
def server(apart: Apart) -> Iterator[Server]:
    with (
        real_api(apart) as api,
        mockserver.running(
            "rotor", upstreams={"rotor": api.url}, settings=settings_of(max_body=64 << 20)
        ) as made,
    ):
        yield made


def at(server: Server, name: str) -> str:
    return f"{server['rotor'].url}/real/{name}"


def failure_of(server: Server) -> str:
    entry = server.requests[-1]
    assert entry.forwarding is not None
    return entry.forwarding.failure


def test_a_piece_is_passed_on_when_it_comes(server: Server, apart: Apart) -> None:
    with httpx.stream("GET", at(server, "chunks"), timeout=TIMEOUT) as reply:
        pieces = reply.iter_raw()
        assert next(pieces) == b"first"
        apart.go.set()
        assert b"".join(pieces) == b"second"
        assert reply.headers["transfer-encoding"] == "chunked"

    assert failure_of(server) == ""


def test_a_connection_goes_on_after_what_has_passed(server: Server, apart: Apart) -> None:
    apart.go.set()
    with httpx.Client() as client:
        replies = [client.get(at(server, name)) for name in ("chunks", "nothing", "zipped", "chunks")]
        own = client.get(f"{server['rotor'].url}/customers?limit=1", headers=server["rotor"].headers)
        head = client.head(at(server, "zipped"))

    assert [reply.status_code for reply in replies] == [200, 204, 200, 200]
    assert own.status_code == head.status_code == 200
    assert len({entry.request.peer for entry in server.requests}) == 1


def test_a_content_coding_passes_untouched_and_the_journal_reads_it(server: Server) -> None:
    reply = httpx.get(at(server, "zipped"))

    assert reply.headers["content-encoding"] == "gzip"
    assert reply.json() == {"a": 1}
    kept = server.requests[-1].reply
    assert kept is not None
    assert kept.body == b'{"a": 1}'


def test_a_large_body_is_sent_on_whole(server: Server) -> None:
    body = os.urandom(20 << 20)

    reply = httpx.post(at(server, "digest"), content=iter([body[:1000], body[1000:]]), timeout=TIMEOUT)

    assert reply.json() == [len(body), hashlib.sha256(body).hexdigest()]


def test_a_body_beyond_the_bound_is_not_sent_on() -> None:
    with (
        real_api(Apart()) as api,
        mockserver.running(
            "rotor", upstreams={"rotor": api.url}, settings=settings_of(max_body=1000)
        ) as server,
    ):
        reply = httpx.post(at(server, "digest"), content=b"x" * 2000)

        assert reply.status_code == 413
        assert "--max-body" in reply.json()["detail"]
        assert api.asked == []


GROWTH = """
import resource, sys, threading
import httpx, mockserver
with mockserver.running("rotor", upstreams={"rotor": sys.argv[1]}) as server:
    def get():
        total = 0
        with httpx.stream("GET", server["rotor"].url + "/real/" + sys.argv[2], timeout=60) as reply:
            for piece in reply.iter_raw():
                total += len(piece)
        return total
    httpx.get(server["rotor"].url + "/real/zipped")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    total = get()
    cut = server.requests[-1].reply.cut
    print(total, cut.size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_large_reply_takes_little_memory() -> None:
    with real_api(Apart()) as api:
        done = subprocess.run(
            [sys.executable, "-c", GROWTH, api.url, "large"],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

    total, size, grown = map(int, done.stdout.split())
    assert total == size == PIECES * len(PIECE)
    assert grown < 32 << 10  # KiB


@pytest.mark.parametrize("name", ["never", "endless"])
def test_a_client_that_goes_away_ends_the_call_to_the_api(server: Server, apart: Apart, name: str) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), TIMEOUT) as client:
        client.sendall(b"GET /rotor/open-api/real/%b HTTP/1.1\r\nHost: x\r\n\r\n" % name.encode())
        assert apart.begun.wait(TIMEOUT)

    assert apart.gone.wait(TIMEOUT)


@pytest.mark.parametrize("name", ["breaks", "breakschunks"])
def test_a_reply_that_breaks_off_breaks_off_here(server: Server, name: str) -> None:
    with httpx.stream("GET", at(server, name)) as reply:
        assert reply.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            reply.read()

    assert "breaks off" in failure_of(server)


def test_what_is_no_http_is_a_502(server: Server) -> None:
    reply = httpx.get(at(server, "garbage"))

    assert reply.status_code == 502
    assert "has not answered as HTTP asks" in reply.json()["detail"]


def test_an_api_that_does_not_answer_in_time_is_a_504() -> None:
    with (
        real_api(Apart()) as api,
        mockserver.running("rotor", upstreams={"rotor": api.url}, upstream_timeout=1) as server,
    ):
        reply = httpx.get(at(server, "never"))

        assert reply.status_code == 504
        assert "has not answered in time" in reply.json()["detail"]


def test_a_redirect_to_the_same_api_leads_back_here(server: Server) -> None:
    reply = httpx.get(at(server, "redirect"))

    assert reply.status_code == 302
    assert reply.headers["location"] == f"{server['rotor'].url}/elsewhere?a=1"
    assert httpx.get(at(server, "away")).headers["location"] == "https://other.example/x"


def test_an_api_is_called_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with real_api(Apart(), context) as api:
        with mockserver.running("rotor", upstreams={"rotor": api.url}) as server:
            distrusted = httpx.get(at(server, "zipped"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        with mockserver.running("rotor", upstreams={"rotor": api.url}) as server:
            trusted = httpx.get(at(server, "zipped"))

    assert distrusted.status_code == 502
    assert "CERTIFICATE_VERIFY_FAILED" in distrusted.json()["detail"]
    assert trusted.json() == {"a": 1}


def test_an_upstream_that_leads_back_here_is_a_508() -> None:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port = made.getsockname()[1]
    own = f"http://127.0.0.1:{port}/rotor/open-api"
    with mockserver.running("rotor", port=port, upstreams={"rotor": own}) as server:
        reply = httpx.get(at(server, "zipped"), timeout=TIMEOUT)

    assert reply.status_code == 508


def test_pages_of_other_origins_may_call_what_is_forwarded(server: Server) -> None:
    origin = {"origin": "https://app.example"}
    asked = {**origin, "access-control-request-method": "PATCH", "access-control-request-headers": "X-Mine"}

    preflight = httpx.options(at(server, "zipped"), headers=asked)
    reply = httpx.get(at(server, "zipped"), headers=origin)

    assert preflight.headers["access-control-allow-methods"] == "PATCH"
    assert "x-mine" in preflight.headers["access-control-allow-headers"]
    assert reply.headers["access-control-allow-origin"] == "https://app.example"
