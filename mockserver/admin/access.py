"""Who may use the control plane: this machine, and whoever has the token."""

import hmac
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.admin.problems import problem

ONLY_HERE = (
    "the control plane answers this machine alone; start the server with --admin-token to open it to others"
)
TOKEN_NEEDED = "send the server's admin token as `Authorization: Bearer TOKEN`"  # noqa: S105 - no secret


class Guard:
    """Lets a request through to the control plane, or refuses it."""

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if is_local(scope) or (
            self._token is not None and hmac.compare_digest(bearer(scope), self._token.encode())
        ):
            await self._app(scope, receive, send)
        elif self._token is None:
            await problem(403, ONLY_HERE)(scope, receive, send)
        else:
            await problem(401, TOKEN_NEEDED, {"WWW-Authenticate": "Bearer"})(scope, receive, send)


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine; a connection without addresses is a socket file of this machine."""
    client = scope.get("client")
    if client is None:
        return True
    try:
        address = ip_address(client[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def bearer(scope: Scope) -> bytes:
    """The bearer token of a request, empty without one."""
    value: bytes = dict(scope["headers"]).get(b"authorization", b"")
    word, _, token = value.partition(b" ")
    return token.strip() if word.lower() == b"bearer" else b""
