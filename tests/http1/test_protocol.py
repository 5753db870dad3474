"""HTTP/1.1 byte by byte over real sockets: requests are read alike however they come, answered in their order."""

import socket
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.http1.wire import GET, TIMEOUT, Application, read_reply


def test_requests_on_one_connection_are_answered_one_after_another(client: socket.socket) -> None:
    for path in (b"/a", b"/b?q=1", b"/c"):
        client.sendall(GET % path)
        status, headers, body = read_reply(client)
        assert (status, body) == (200, b"%b 0" % path.partition(b"?")[0])
        assert headers["x-query"] == path.partition(b"?")[2].decode()


@pytest.mark.parametrize("pieces", [1, 7, 10_000])
def test_a_body_arrives_whole_however_it_is_sent(client: socket.socket, pieces: int) -> None:
    body = b"z" * 30_000
    client.sendall(b"POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    step = -(-len(body) // pieces)
    for start in range(0, len(body), step):
        part = body[start : start + step]
        client.sendall(b"%x\r\n%b\r\n" % (len(part), part))
    client.sendall(b"0\r\n\r\n")

    assert read_reply(client)[2] == b"/p 30000"


def test_a_request_may_arrive_byte_by_byte(client: socket.socket) -> None:
    for byte in b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc":
        client.sendall(bytes([byte]))

    assert read_reply(client)[2] == b"/slow 3"


BODIES = (b"", b"abc", b"abd", b"x" * 50, b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n")


def request_of(path: bytes, body: bytes, field: bytes, *, chunked: bool) -> bytes:
    """A POST with one more header field than it needs."""
    if chunked:
        size = b"Transfer-Encoding: chunked"
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    else:
        size = b"Content-Length: %d" % len(body)
    return b"POST %b HTTP/1.1\r\nHost: x\r\n%b\r\n%b\r\n\r\n%b" % (path, field, size, body)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"/a", b"/a?q=1"]),
            st.sampled_from(BODIES),
            st.sampled_from([b"X-A: 1", b"X-A: 2"]),
            st.booleans(),
            st.sampled_from([0, 0, 1, -1, -40]),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_requests_are_read_alike_however_often_they_come_and_however_they_are_cut(
    port: int, asked: list[tuple[bytes, bytes, bytes, bool, int, bool]]
) -> None:
    """A head that came before, alone or in pieces, with its body or without, never lends its body to another."""
    expected: list[tuple[bytes, bytes]] = []
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for path, body, field, chunked, cut, waits in asked:
            sent = request_of(path, body, field, chunked=chunked)
            client.sendall(sent[:cut])
            client.sendall(sent[cut:])
            expected.append((path, body))
            if waits:
                check_replies(client, expected)
        check_replies(client, expected)


def check_replies(client: socket.socket, expected: list[tuple[bytes, bytes]]) -> None:
    """Read the replies to requests by their targets and bodies, and forget those."""
    for target, body in expected:
        _, headers, text = read_reply(client)
        path, _, query = target.partition(b"?")
        assert text == b"%b %d" % (path, len(body))
        assert headers["x-sum"] == str(zlib.crc32(body))
        assert (headers["x-query"], headers["x-fields"]) == (query.decode(), "3")
    expected.clear()


def test_a_head_that_came_before_is_read_with_each_new_body(client: socket.socket) -> None:
    for number in range(100):
        body = b"%03d" % number
        client.sendall(request_of(b"/again", body, b"X-A: 1", chunked=False))
        assert read_reply(client)[1]["x-sum"] == str(zlib.crc32(body))


def test_pipelined_requests_are_answered_in_their_order(client: socket.socket) -> None:
    paths = [b"/%d" % number for number in range(200)]  # more than wait on one connection, more than a batch
    client.sendall(b"".join(GET % path for path in paths))

    assert [read_reply(client)[2] for _ in paths] == [path + b" 0" for path in paths]


def test_what_waits_holds_up_its_own_connection_alone(
    app: Application, port: int, client: socket.socket
) -> None:
    client.sendall(GET % b"/wait" + GET % b"/after")
    assert app.waiting.wait(TIMEOUT)

    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as other:
        other.sendall(GET % b"/other")
        assert read_reply(other)[2] == b"/other 0"
    app.release()

    assert [read_reply(client)[2], read_reply(client)[2]] == [b"/wait 0", b"/after 0"]
