"""Where events may be delivered: to this machine, and to the hosts that were allowed by name.

A name is looked up once, what it leads to is checked, and the connection is made to that address: a name that leads
elsewhere a moment later changes nothing.
"""

import asyncio
import socket
from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from mockserver.errors import MockserverError

if TYPE_CHECKING:
    import httpx

SCHEMES = {"http": 80, "https": 443}


class RefusedHostError(MockserverError):
    """An address to which nothing may be sent; the text says why."""


class AllowedHosts:
    """Says which addresses events may be sent to, and where these are."""

    def __init__(self, named: Collection[str] = ()) -> None:
        """Take the hosts that are allowed beside this machine: names and addresses."""
        self._named = frozenset(_bare(each) for each in named)

    def parse(self, url: str) -> "httpx.URL":
        """An address that may be sent to, as far as its text says.

        Raises:
            RefusedHostError: For one that may not be, or is none.
        """
        import httpx  # noqa: PLC0415 - a server whose events go nowhere starts without a client

        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, ValueError) as error:
            raise RefusedHostError(f"{url[:200]!r} is no URL: {error}") from None
        if parsed.scheme not in SCHEMES or not parsed.host:
            raise RefusedHostError(f"{url[:200]!r} is no http or https URL")
        host = _bare(parsed.host)
        if host not in self._named and not _is_local(host):
            raise RefusedHostError(f"{host} is neither loopback nor allowed: --webhook-allow {host}")
        return parsed

    async def addresses(self, url: "httpx.URL") -> list[str]:
        """The addresses of a host that may be sent to, each of them checked.

        Raises:
            RefusedHostError: When one of them is not on this machine, and the host was not allowed by name.
        """
        import httpx  # noqa: PLC0415 - as above

        host = _bare(url.host)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(
                host, url.port or SCHEMES[url.scheme], type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
            )
        except OSError as error:
            raise httpx.ConnectError(f"{host} cannot be looked up: {error.strerror}") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if host not in self._named:
            for address in addresses:
                if not _is_loopback(address):
                    raise RefusedHostError(f"{host} leads to {address}, which is not this machine")
        return addresses


def _bare(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _is_local(host: str) -> bool:
    """Whether a host is this machine by its text: a loopback address, or `localhost` (RFC 6761, 6.3)."""
    return host == "localhost" or host.endswith(".localhost") or _is_loopback(host)


def _is_loopback(address: str) -> bool:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped.is_loopback
    return parsed.is_loopback
