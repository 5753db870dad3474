"""Who may use the control plane: programs of this machine, and whoever has the token; never a web page of elsewhere.

A page that is open in a browser beside the server can send requests to it, and a name that its owner rebinds to
127.0.0.1 makes them look like the server's own (DNS rebinding). What a browser says of a request tells both: `Host`,
`Origin` (RFC 6454) and `Sec-Fetch-Site` (W3C Fetch Metadata).
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.admin.problems import problem_response
from mockserver.exchange import HOPS, join_headers

ONLY_HERE = (
    "the control plane answers this machine alone; start the server with --admin-token to open it to others"
)
TOKEN_NEEDED = "send the server's admin token as `Authorization: Bearer TOKEN`"  # noqa: S105 - no secret
NOT_FROM_PAGES = (
    "the control plane takes no request that a web page of another origin makes ({header}: {value})"
)
UNKNOWN_HOST = (
    "the control plane does not answer to the Host {host!r}; call it as localhost, "
    "or start the server with --admin-host {name}"
)
NOT_BY_EVENTS = "the control plane takes no delivery of an event: any caller may choose where these go"
SAME_SITE = frozenset({b"same-origin", b"none"})
FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip")
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let through: the status of the reply, and what to do."""

    status: int
    detail: str


class Guard:
    """Lets a request through to the control plane, or refuses it."""

    def __init__(
        self,
        app: ASGIApp,
        token: str | None,
        hosts: Collection[str] = (),
        open_paths: Collection[str] = (),
        page: tuple[str, str] | None = None,
    ) -> None:
        """Compose.

        Args:
            app: The control plane.
            token: What others than programs of this machine have to send; None keeps them out.
            hosts: The names, beside the local ones, under which the server is called.
            open_paths: Paths that anybody may read, such as those of probes.
            page: The path of the page that asks for the token, and the beginning of those of its files.
        """
        self._app = app
        self._token = token
        self._hosts = frozenset(host.lower() for host in hosts)
        self._open = frozenset(open_paths)
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        refusal = None if scope["path"] in self._open else self._refusal(scope)
        if refusal is not None and refusal.status == 401 and self._is_page(scope["path"]):
            refusal = None  # it holds nothing, and a browser sends no token before a page asks for it
        if refusal is None:
            await self._app(scope, receive, send)
            return
        challenge = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else None
        await problem_response(refusal.status, refusal.detail, challenge)(scope, receive, send)

    def _is_page(self, path: str) -> bool:
        return self._page is not None and (path == self._page[0] or path.startswith(self._page[1]))

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = join_headers(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        foreign = foreign_page(headers, host)
        if foreign is not None:
            value = headers[foreign.lower().encode()].decode("latin-1")
            return Refusal(403, NOT_FROM_PAGES.format(header=foreign, value=value))
        if HOPS in headers:
            return Refusal(403, NOT_BY_EVENTS)
        if not self._answers_to(scope, host):
            return Refusal(403, UNKNOWN_HOST.format(host=host, name=name_of(host) or "NAME"))
        if is_local(scope) and not any(name in headers for name in FORWARDED):
            return None
        if self._token is None:
            return Refusal(403, ONLY_HERE)
        if hmac.compare_digest(bearer(headers.get(b"authorization", b"")), self._token.encode()):
            return None
        return Refusal(401, TOKEN_NEEDED)

    def _answers_to(self, scope: Scope, host: str) -> bool:
        """Whether a name is the server's own; an address is where it is that of the connection: none can be rebound."""
        if scope.get("client") is None:
            return True  # a socket file: no page reaches it
        name = name_of(host)
        if name in self._hosts or name == "localhost" or name.endswith(".localhost"):  # RFC 6761, 6.3
            return True
        address = address_of(name)
        return address is not None and (
            address.is_loopback or address == address_of((scope.get("server") or ("",))[0])
        )


def foreign_page(headers: dict[bytes, bytes], host: str) -> str | None:
    """The header that tells that a page of another origin makes the request, None where none does."""
    if headers.get(b"sec-fetch-site", b"none") not in SAME_SITE:
        return "Sec-Fetch-Site"
    origin = headers.get(b"origin")
    if origin is None:
        return None
    page = split(origin.decode("latin-1"))
    here = split(f"{page.scheme}://{host}") if page is not None else None
    same = page is not None and here is not None and authority(page) == authority(here)
    return None if same else "Origin"


def split(url: str) -> SplitResult | None:
    """A URL with a host, in its parts; None for what is none."""
    try:
        found = urlsplit(url)
        known = found.hostname and found.port != 0  # reading the port raises for what is none
    except ValueError:
        return None
    return found if known else None


def authority(url: SplitResult) -> tuple[str | None, int | None]:
    """Host and port of a URL, the port also where it is the scheme's own."""
    return url.hostname, url.port or PORTS.get(url.scheme)


def name_of(host: str) -> str:
    """The name or address in a `Host`, without its port; empty where there is none."""
    url = split(f"http://{host}")
    return (
        (url.hostname or "").rstrip(".") if url is not None and url.netloc == host and "@" not in host else ""
    )


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """An IP address, the IPv4 one where it is mapped into IPv6; None for what is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine; a connection without addresses is a socket file of this machine."""
    client = scope.get("client")
    if client is None:
        return True
    address = address_of(client[0])
    return address is not None and address.is_loopback


def bearer(authorization: bytes) -> bytes:
    """The bearer token in an `Authorization` (RFC 6750, 2.1), empty without one."""
    word, _, token = authorization.partition(b" ")
    return token.strip() if word.lower() == b"bearer" else b""
