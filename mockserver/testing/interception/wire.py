"""The server's end of a connection in memory: bytes of HTTP/1.1 in, bytes out."""

from http import HTTPStatus

import h11

from mockserver.exchange import Reply, Request
from mockserver.faults import broken
from mockserver.testing.interception.interceptor import Interceptor

LONGEST_HEAD = 1 << 20  # bytes of a request's line and headers
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Wire:
    """One connection of a client to a vendor's host; requests on it follow one another."""

    def __init__(self, interceptor: Interceptor, host: str) -> None:
        """Connect.

        Args:
            interceptor: What answers.
            host: The vendor's own.
        """
        self.interceptor = interceptor
        self._host = host
        self._max_body = interceptor.app.options.settings.max_body
        self._begin()

    def _begin(self) -> None:
        self._peer = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._head: h11.Request | None = None
        self._chunks: list[bytes] = []
        self._size = 0
        self.continues = False

    def receive(self, data: bytes) -> Request | None:
        """The request that some bytes complete, None while it is incomplete.

        Raises:
            h11.RemoteProtocolError: When the client's bytes are no HTTP.
        """
        self._peer.receive_data(data)
        while True:
            event = self._peer.next_event()
            if isinstance(event, h11.Request):
                self._head = event
                self.continues = self._peer.they_are_waiting_for_100_continue
            elif isinstance(event, h11.Data):
                self._size += len(event.data)
                if self._size <= self._max_body + 1:  # more than is read of a body need not be kept
                    self._chunks.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                return self._complete()
            else:
                return None

    def _complete(self) -> Request:
        head = self._head
        if head is None:
            raise h11.RemoteProtocolError("a body without a request")
        body = b"".join(self._chunks) if self._size <= self._max_body else bytes(self._max_body + 1)
        self._begin()
        headers = [(bytes(name), bytes(value)) for name, value in head.headers]
        return self.interceptor.request(self._host, head.method.decode(), bytes(head.target), headers, body)


def reply_bytes(reply: Reply) -> bytes:
    """A reply as bytes.

    Raises:
        ConnectionFault: For one that breaks.
    """
    if reply.breaks is not None:
        raise broken(reply)
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {reply.status} {phrase}".encode(), *(b": ".join(header) for header in reply.headers)]
    return b"\r\n".join((*lines, b"", reply.body))
