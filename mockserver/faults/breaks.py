"""What is still sent on a connection that breaks."""

from hashlib import blake2b

from mockserver.exchange import Reply

GARBAGE = blake2b(b"fault", digest_size=48).digest()  # no HTTP, and no chunk


def empty(reply: Reply) -> bytes:
    """No byte."""
    return b""


def garbage(reply: Reply) -> bytes:
    """What is no HTTP."""
    return GARBAGE


def malformed_chunks(reply: Reply) -> bytes:
    """The head of an answer, and a body in chunks (RFC 9112, 7.1) that are none."""
    fields = [header for header in reply.headers if header[0] != b"content-length"]
    lines = [b"HTTP/1.1 %d " % reply.status, *(b": ".join(header) for header in fields)]
    return b"\r\n".join((*lines, b"transfer-encoding: chunked", b"", GARBAGE))
