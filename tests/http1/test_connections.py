"""Connections over real sockets: what ends them, who is waited for, what is no HTTP."""

import socket
from typing import Any

import pytest

import mockserver
from mockserver.http1 import protocol
from tests.http1.wire import GET, LARGE, MAX_BODY, TIMEOUT, Application, read_reply, serving


def test_an_application_that_needs_a_task_has_one(client: socket.socket) -> None:
    client.sendall(GET % b"/task" + GET % b"/after")

    assert [read_reply(client)[2], read_reply(client)[2]] == [b"/task 0", b"/after 0"]


def test_an_application_hears_that_its_client_is_gone(app: Application, port: int) -> None:
    app.waiting.clear()
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(GET % b"/gone")
        assert app.waiting.wait(TIMEOUT)

    assert app.gone.wait(TIMEOUT)


@pytest.mark.parametrize("path", [b"/raise", b"/silent", b"/split"])
def test_a_fault_of_the_application_is_a_500_and_the_server_goes_on(port: int, path: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(GET % path)
        status, headers, body = read_reply(client)
        assert (status, headers["connection"], body) == (500, "close", b"Internal Server Error")
        assert client.recv(1) == b""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(GET % b"/next")
        assert read_reply(client)[0] == 200


def test_a_response_in_parts_is_sent_as_one(client: socket.socket) -> None:
    client.sendall(GET % b"/parts")

    assert read_reply(client)[2] == b"one /parts 0"


def test_events_are_sent_as_they_come_until_their_client_is_gone(app: Application, port: int) -> None:
    app.gone.clear()
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(GET % b"/events")
        came = b""
        while came.count(b"data: 1") < 2:
            came += client.recv(1 << 16)
        head, _, events = came.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"content-length" not in head
        assert b"connection: close" in head
        assert events == b"data: 1\n\n" * 2
        assert not app.gone.is_set()

    assert app.gone.wait(TIMEOUT)


def test_events_end_when_the_server_stops() -> None:
    app = Application()
    with socket.socket() as client:
        client.settimeout(TIMEOUT)
        with serving(app) as port:
            client.connect(("127.0.0.1", port))
            client.sendall(GET % b"/events")
            assert app.waiting.wait(TIMEOUT)
            assert not app.gone.is_set()
        assert app.gone.is_set()
        while client.recv(1 << 16):
            pass


def test_a_client_that_does_not_read_its_events_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.http1.connection.STALLED", 0.2)
    monkeypatch.setattr("mockserver.http1.connection.PATROL", 0.05)
    app = Application()
    with serving(app) as port, socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(GET % b"/events/many")
        client.recv(1)
        assert app.gone.wait(TIMEOUT)


def test_head_of_events_has_no_body(client: socket.socket) -> None:
    client.sendall(b"HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n")
    client.shutdown(socket.SHUT_WR)

    assert read_reply(client, head=True)[0] == 200


def test_head_and_204_have_no_body(client: socket.socket) -> None:
    client.sendall(b"HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n")
    status, headers, _ = read_reply(client, head=True)
    assert (status, headers["x-method"]) == (200, "HEAD")
    client.sendall(GET % b"/empty")
    status, headers, _ = read_reply(client)
    assert (status, "content-length" in headers) == (204, False)
    client.sendall(GET % b"/b")  # what follows begins where it should
    assert read_reply(client)[2] == b"/b 0"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /a HTTP/1.0\r\n\r\n",
        b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        GET % b"/close",
    ],
    ids=["as the client asks", "HTTP/1.0", "HTTP/1.0 that would stay", "as the application asks"],
)
def test_a_connection_that_ends_says_so(client: socket.socket, request_: bytes) -> None:
    client.sendall(request_)

    assert read_reply(client)[1]["connection"] == "close"
    assert client.recv(1) == b""


def test_a_client_that_waits_for_leave_is_given_it(client: socket.socket) -> None:
    client.sendall(b"POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"ok")

    assert read_reply(client)[2] == b"/e 2"


def test_a_request_for_another_protocol_is_answered_in_this_one_with_its_body(client: socket.socket) -> None:
    """Java's own client asks for HTTP/2 in its first request (RFC 7540, 3.2)."""
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQA\r\n"
    client.sendall(b"POST /u HTTP/1.1\r\nHost: x\r\n%bContent-Length: 5\r\n\r\nhel" % upgrade)
    client.sendall(b"lo" + GET % b"/next")

    assert [read_reply(client)[2], read_reply(client)[2]] == [b"/u 5", b"/next 0"]


@pytest.mark.parametrize(
    "framing", [b"Content-Length: %d\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n%x\r\n"]
)
def test_of_a_body_that_is_too_large_the_application_gets_enough_to_see_that(
    client: socket.socket, framing: bytes
) -> None:
    size = 3 * MAX_BODY
    client.sendall(b"POST /big HTTP/1.1\r\nHost: x\r\n" + framing % size + b"z" * size)

    status, headers, body = read_reply(client)

    assert (status, headers["connection"]) == (200, "close")
    assert MAX_BODY < int(body.split()[1]) < size


def test_a_client_that_does_not_read_is_waited_for(port: int, client: socket.socket) -> None:
    client.sendall(GET % b"/large" * 4 + GET % b"/end")
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as other:  # nobody else is held up
        other.sendall(GET % b"/other")
        assert read_reply(other)[2] == b"/other 0"

    assert [len(read_reply(client)[2]) for _ in range(4)] == [len(LARGE)] * 4
    assert read_reply(client)[2] == b"/end 0"


def test_a_target_may_have_every_form(client: socket.socket) -> None:
    for target, path, query in (
        (b"http://x:80/a?b=1", b"/a 0", "b=1"),
        (b"/a?b=1#c", b"/a 0", "b=1"),
        (b"http://x", b"/ 0", ""),
        (b"*", b"* 0", ""),
    ):
        client.sendall(GET % target)
        _, headers, body = read_reply(client)
        assert (body, headers["x-query"]) == (path, query)


@pytest.mark.parametrize(
    ("garbage", "target"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b""),  # TLS
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"*"),
        (b"FETCH /a HTTP/1.1\r\nHost: x\r\n\r\n", b""),
        (b"GET /a HTTP/1.1\r\nHost: a\x00b\r\n\r\n", b"/a"),
        (b"POST /a?b HTTP/1.1\r\nContent-Length: abc\r\n\r\n", b"/a?b"),
        (b"POST /a HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", b"/a"),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"/a"),
        (b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", b"x:80"),
    ],
    ids=["tls", "http2", "method", "nul", "length", "two lengths", "chunk", "connect"],
)
def test_what_is_no_http_is_answered_and_the_connection_closed(
    client: socket.socket, garbage: bytes, target: bytes
) -> None:
    client.sendall(GET % b"/before")
    assert read_reply(client)[2] == b"/before 0"
    client.sendall(garbage)

    status, headers, body = read_reply(client)

    assert (status, headers["connection"]) == (400, "close")
    assert body.startswith(target + b": ")
    assert client.recv(1) == b""


def test_garbage_after_a_request_is_answered_after_it(client: socket.socket) -> None:
    client.sendall(GET % b"/a" + b"FETCH / HTTP/1.1\r\n\r\n")

    assert [read_reply(client)[0], read_reply(client)[0]] == [200, 400]


def test_a_server_that_stops_ends_idle_connections_and_gives_up_on_what_waits() -> None:
    app = Application()
    with serving(app) as port:
        idle = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        idle.sendall(GET % b"/a")
        read_reply(idle)
        busy = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        busy.sendall(GET % b"/wait")
        assert app.waiting.wait(TIMEOUT)
    with idle, busy:
        assert [idle.recv(1), busy.recv(1)] == [b"", b""]


def test_an_idle_connection_is_closed_and_a_used_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "KEEP_ALIVE", 0.3)
    with serving(Application()) as port, socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        for _ in range(3):
            client.sendall(GET % b"/a")
            assert read_reply(client)[0] == 200
        assert client.recv(1) == b""  # within the socket's own time limit


def test_garbage_for_a_vendor_is_refused_in_its_shape_and_told_in_the_journal(server_of: Any) -> None:
    server = server_of("hydracore")
    server.reset()
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, TIMEOUT) as client:
        client.sendall(b"POST /hydracore/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n")
        status, headers, body = read_reply(client)

    assert status == 400
    assert headers["content-type"] == "application/json"
    assert b"detail" in body
    (exchange,) = server.requests
    assert (exchange.vendor, exchange.operation, exchange.kind) == ("hydracore", None, "malformed_request")
    assert "Content-Length" in exchange.violations[0].text


def test_a_mock_server_answers_over_its_protocol() -> None:
    with (
        mockserver.running("rotor") as server,
        socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), TIMEOUT) as client,
    ):
        client.sendall(
            b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        assert [read_reply(client)[0], read_reply(client)[0]] == [200, 404]
