"""Answering browsers whose page came from another origin (Fetch standard, 3.3: the CORS protocol)."""

from collections.abc import Iterable
from copy import copy

from mockserver.errors import Violation, hint
from mockserver.exchange import Reply, Request

ASKED_METHOD, ASKED_NETWORK = b"access-control-request-method", b"access-control-request-private-network"
ASKED_HEADERS = b"access-control-request-headers"
# Headers that every call may have, whatever is declared: what negotiates, what steers this server, what traces a call
# (W3C Trace Context and Baggage: libraries put those into every request).
ALWAYS = (
    b"accept", b"content-type", b"prefer", b"mockserver-namespace", b"mockserver-expect",
    b"traceparent", b"tracestate", b"baggage",
)  # fmt: skip
# Headers of a reply that a page may read without a word (CORS-safelisted response-header names), and those that no
# script may read at all (forbidden response-header names).
UNTOLD = frozenset(
    b"cache-control content-language content-length content-type expires last-modified pragma set-cookie".split()
)
LASTING = (
    60  # seconds for which a browser may keep the answer to a preflight: documents change under development
)


def is_preflight(request: Request) -> bool:
    """Whether a browser asks in advance what a page of another origin may send."""
    headers = request.headers
    return request.method == "OPTIONS" and b"origin" in headers and ASKED_METHOD in headers


def method_asked(request: Request) -> str:
    """The method that a preflight asks for."""
    return request.headers[ASKED_METHOD].decode("latin-1")


def headers_barred(request: Request, sendable: Iterable[bytes]) -> list[str]:
    """The headers that a preflight asks for and that a page may not send.

    Args:
        request: The preflight.
        sendable: What may be sent besides what always may, in lower case.
    """
    asked = request.headers.get(ASKED_HEADERS, b"").lower().split(b",")
    let_in = {b"", *ALWAYS, *sendable}
    return [name.decode("latin-1") for name in map(bytes.strip, asked) if name not in let_in]


def barred_header(name: str, sendable: Iterable[str]) -> Violation:
    """What is wrong with a call that a page wants to make, which the browser does not send."""
    said = "the document does not declare it, so that the browser sends no call"
    text = f"a page may not send it: {said}; {hint(name, sendable)}"
    return Violation("header", (name,), "undeclared", {}, text).brief()


def preflight(request: Request, methods: bytes, headers: Iterable[bytes] = ()) -> Reply:
    """The answer to a preflight.

    Args:
        request: It, as `is_preflight` knows it.
        methods: What the path has, as `Allow` lists it.
        headers: What may be sent besides what always may, in lower case.
    """
    told = [
        *_opened(request),
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", b", ".join(dict.fromkeys([*ALWAYS, *headers]))),
        (b"access-control-max-age", b"%d" % LASTING),
    ]
    if ASKED_NETWORK in request.headers:  # a page of the internet asks a server of this machine
        told.append((b"access-control-allow-private-network", b"true"))
    return Reply(204, told, b"")


def shared(request: Request, reply: Reply, declared: Iterable[bytes] = ()) -> Reply:
    """A reply that a page of the request's origin may read, with its headers; what the reply itself says of it is lost.

    Args:
        request: Has an `Origin`.
        reply: As everybody gets it.
        declared: Headers that the operation declares, in lower case; they may be read as well as what the reply has.
    """
    own = [header for header in reply.headers if not header[0].startswith(b"access-control-")]
    exposed = [name for name in dict.fromkeys([*(name for name, _ in own), *declared]) if name not in UNTOLD]
    made = copy(reply)  # an idempotency key may bring the same one back
    made.headers = [*own, *_opened(request)]
    if exposed:
        made.headers.append((b"access-control-expose-headers", b", ".join(exposed)))
    return made


def _opened(request: Request) -> list[tuple[bytes, bytes]]:
    """Headers that let the origin in by name: `*` is for calls without credentials alone, and cookies are some."""
    return [
        (b"access-control-allow-origin", request.headers[b"origin"]),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]
