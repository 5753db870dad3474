"""HTTP/1.1 to the letter: what frames a message, who may send what, and how long anybody is waited for."""

import select
import socket
import threading
import tracemalloc
from collections.abc import Iterator

import pytest

from mockserver.http1 import connection
from tests.http1.wire import GET, LARGE, MAX_BODY, TIMEOUT, Application, read_reply, serving

POST = b"POST /e HTTP/1.1\r\nHost: x\r\n%bContent-Length: 2\r\n\r\n"
LEAVE = b"HTTP/1.1 100 Continue\r\n\r\n"


def received(client: socket.socket) -> bytes:
    """All that comes until the connection ends."""
    return b"".join(iter(lambda: client.recv(1 << 16), b""))


@pytest.mark.parametrize("expect", [b"100-continue", b"100-Continue", b"100-CONTINUE", b" 100-continue "])
def test_leave_is_given_in_any_letter_case_once(client: socket.socket, expect: bytes) -> None:
    client.sendall(POST % (b"Expect: %b\r\n" % expect))
    assert client.recv(100) == LEAVE
    client.sendall(b"o")
    client.sendall(b"k" + GET % b"/next")

    assert [read_reply(client)[2], read_reply(client)[2]] == [b"/e 2", b"/next 0"]


def test_leave_is_given_after_the_answers_before(app: Application, client: socket.socket) -> None:
    client.sendall(GET % b"/a" + GET % b"/task" + POST % b"Expect: 100-continue\r\n")

    assert [read_reply(client)[2], read_reply(client)[2]] == [b"/a 0", b"/task 0"]
    assert client.recv(100) == LEAVE
    client.sendall(b"ok")
    assert read_reply(client)[2] == b"/e 2"


def test_leave_is_not_given_to_whom_has_sent_the_body(client: socket.socket) -> None:
    client.sendall(POST % b"Expect: 100-continue\r\n" + b"ok" + GET % b"/next")

    assert [read_reply(client)[2], read_reply(client)[2]] == [b"/e 2", b"/next 0"]


@pytest.mark.parametrize("more", [b"", b"Connection: Upgrade\r\nUpgrade: h2c\r\n"])
def test_leave_is_not_given_for_a_body_that_is_too_large(client: socket.socket, more: bytes) -> None:
    head = b"POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n%bContent-Length: %d\r\n\r\n"
    client.sendall(head % (more, MAX_BODY + 1))
    status, headers, body = read_reply(client)

    assert (status, headers["connection"], body) == (200, "close", b"/e 0")  # as the application has it
    assert client.recv(1) == b""


def test_http_1_0_knows_no_leave(client: socket.socket) -> None:
    client.sendall(b"POST /e HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    client.sendall(b"ok")

    assert read_reply(client)[2] == b"/e 2"
    assert client.recv(1) == b""


@pytest.mark.parametrize("trailer", [b"X-A: 1", b"Authorization: Bearer t", b"Host: y"])
def test_trailers_are_no_headers(client: socket.socket, trailer: bytes) -> None:
    client.sendall(
        b"POST /t HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n%b\r\n\r\n"
        % trailer
    )
    _, headers, body = read_reply(client)

    assert (body, headers["x-fields"], headers["x-host"]) == (b"/t 2", "2", "x")


REFUSED = {
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
    "two hosts of HTTP/1.0": (b"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "a host with a path": (b"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400),
    "a host with a user": (b"GET / HTTP/1.1\r\nHost: x@y\r\n\r\n", 400),
    "a host with a space": (b"GET / HTTP/1.1\r\nHost: x y\r\n\r\n", 400),
    "a host with a port that is none": (b"GET / HTTP/1.1\r\nHost: x:y\r\n\r\n", 400),
    "HTTP/0.9": (b"GET / HTTP/0.9\r\n\r\n", 505),
    "HTTP/2.0": (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    "the preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "gzip, chunked": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    "two codings": (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
    "a coding that is last and not chunked": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    "a length among the trailers": (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 9\r\n\r\n", 400),
    "a coding of HTTP/1.0": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "two lengths": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "a length and chunks": (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a field that is folded": (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
    "a space before the colon": (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
    "a target that is too long": (b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 70_000), 414),
    "fields that are too large": (b"GET / HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"A: %b\r\n" % (b"b" * 9000) * 8), 431),
    "a field without an end": (b"GET / HTTP/1.1\r\nHost: x\r\nA: %b" % (b"b" * 300_000), 431),
    "a target without an end": (b"GET /%b" % (b"a" * 300_000), 414),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "status"), REFUSED.values(), ids=REFUSED)
def test_what_two_programs_may_read_differently_is_refused_and_nothing_read_after_it(
    client: socket.socket, sent: bytes, status: int
) -> None:
    client.sendall(sent)
    found, headers, _ = read_reply(client)

    assert (found, headers["connection"]) == (status, "close")
    assert client.recv(1) == b""


@pytest.mark.parametrize("host", [b"x", b"x:80", b"[::1]:80", b"", b"a-b.c_d~e%20f", b"x:"])
def test_a_host_may_have_every_form(client: socket.socket, host: bytes) -> None:
    client.sendall(b"GET /a HTTP/1.1\r\nHost: %b\r\n\r\n" % host)

    assert read_reply(client)[0] == 200


@pytest.mark.parametrize(
    ("target", "host"),
    [(b"http://y/a", "y"), (b"http://y:81/a?q", "y:81"), (b"http://[::1]:81/a", "[::1]:81")],
)
def test_the_authority_of_an_absolute_target_counts(client: socket.socket, target: bytes, host: str) -> None:
    client.sendall(GET % target)

    assert read_reply(client)[1]["x-host"] == host


def test_http_1_0_that_asks_for_another_protocol_closes(client: socket.socket) -> None:
    client.sendall(b"GET /a HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")

    assert read_reply(client)[1]["connection"] == "close"
    assert client.recv(1) == b""


def test_te_is_ignored(client: socket.socket) -> None:
    client.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\nTE: gzip, trailers\r\n\r\n")

    assert read_reply(client)[2] == b"/a 0"


def test_no_header_of_the_application_frames_the_answer(client: socket.socket) -> None:
    client.sendall(GET % b"/framed" + GET % b"/next")
    _, headers, body = read_reply(client)

    assert (body, "transfer-encoding" in headers) == (b"/framed 0", False)
    assert read_reply(client)[2] == b"/next 0"


@pytest.mark.parametrize("path", [b"/a", b"/task", b"/large"])
def test_a_client_that_has_said_all_gets_its_answers(client: socket.socket, path: bytes) -> None:
    client.sendall(GET % b"/first" + GET % path)
    client.shutdown(socket.SHUT_WR)

    assert read_reply(client)[2] == b"/first 0"
    assert read_reply(client)[2] in {path + b" 0", LARGE}
    assert client.recv(1) == b""


def test_a_client_that_reads_nothing_gets_no_further_answers(port: int) -> None:
    """Two thousand answers of 8 MB would be 16 GB."""
    tracemalloc.start()
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall((GET % b"/large") * 2000)
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as other:
            for _ in range(50):
                other.sendall(GET % b"/other")
                read_reply(other)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 5 * len(LARGE)
        assert [read_reply(client)[2] == LARGE for _ in range(3)] == [True] * 3


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that waits for nobody longer than a moment."""
    monkeypatch.setattr(connection, "PATROL", 0.05)
    monkeypatch.setattr(connection, "HEAD_TIMEOUT", 0.3)
    monkeypatch.setattr(connection, "STALLED", 0.3)
    with serving(Application()) as port:
        yield port


@pytest.mark.parametrize(
    "sent",
    [b"G", b"GET / HTTP/1.1\r\nHost: x\r\nA: ", POST % b"", POST % b"" + b"o", GET % b"/a" + b"GET"],
    ids=["a letter", "a part of a head", "no body", "a part of a body", "a second request"],
)
def test_what_never_comes_is_not_waited_for(hasty: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", hasty), TIMEOUT) as client:
        client.sendall(sent)
        found = received(client)

    assert found.rpartition(b"HTTP/1.1 ")[2].startswith(b"408 ")


def test_a_head_that_comes_byte_by_byte_for_ever_is_cut_off(hasty: int) -> None:
    with socket.create_connection(("127.0.0.1", hasty), TIMEOUT) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
        ended = threading.Event()

        def drip() -> None:
            while not ended.wait(0.02):
                try:
                    client.sendall(b"a")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            assert client.recv(100).startswith(b"HTTP/1.1 408 ")
        finally:
            ended.set()
            dripping.join(TIMEOUT)


@pytest.mark.parametrize(
    ("begin", "more"),
    [(b"0\r\nA: ", b"a" * 30_000), (b"0\r\n", b"A: b\r\n" * 5_000), (b"1;", b"a" * 30_000)],
    ids=["a trailer", "many trailers", "an extension"],
)
def test_what_is_no_body_is_read_only_so_long(client: socket.socket, begin: bytes, more: bytes) -> None:
    client.sendall(b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n" + begin)
    for _ in range(1000):
        client.sendall(more)
        if select.select([client], [], [], 0)[0]:
            break

    assert client.recv(100).startswith(b"HTTP/1.1 431 ")


def test_a_body_that_keeps_coming_is_waited_for(hasty: int) -> None:
    with socket.create_connection(("127.0.0.1", hasty), TIMEOUT) as client:
        client.sendall(b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        paced = threading.Event()
        for _ in range(10):
            paced.wait(0.1)
            client.sendall(b"a")
        assert read_reply(client)[2] == b"/slow 10"


def test_a_client_that_never_reads_is_cut_off(hasty: int) -> None:
    with socket.create_connection(("127.0.0.1", hasty), TIMEOUT) as client:
        client.sendall(GET % b"/large")
        ended = select.poll()
        ended.register(client, 0)

        assert ended.poll(TIMEOUT * 1000), "the connection is still there"
