"""One attempt to deliver over HTTP."""

import asyncio
import ssl
from collections.abc import Mapping
from functools import cached_property

import httpx

from mockserver.settings import VERSION
from mockserver.webhooks.hosts import AllowedHosts

MOST_ANSWER = 1 << 16  # bytes of a receiver's answer that are read
USER_AGENT = f"mockserver/{VERSION}"


class Sender:
    """Sends to addresses that were checked, for one event loop; it follows no redirect and knows no proxy."""

    def __init__(self, hosts: AllowedHosts) -> None:
        """Take what says where it may be sent."""
        self._hosts = hosts
        self._clients: list[httpx.AsyncClient] = []

    async def send(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> int:
        """POST a body, and return the status that is answered.

        Args:
            url, body, headers: What is sent, and where to.
            seconds: How long all of it may take.

        Raises:
            RefusedHostError: When nothing may be sent there.
            httpx.HTTPError, TimeoutError, OSError: When nothing is answered.
        """
        parsed = self._hosts.parse(url)
        async with asyncio.timeout(seconds):
            addresses = await self._hosts.addresses(parsed)
            for address in addresses[:-1]:
                try:
                    return await self._post(parsed, address, body, headers)
                except httpx.ConnectError:
                    continue  # `localhost` is two addresses, and most listen on one
            return await self._post(parsed, addresses[-1], body, headers)

    async def _post(self, url: httpx.URL, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        client = self._secure if url.scheme == "https" else self._plain
        named = {"host": url.netloc.decode("ascii"), "user-agent": USER_AGENT, **headers}
        # The name goes along for TLS, which checks the certificate against it.
        request = client.build_request(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers=named,
            extensions={"sni_hostname": url.host},
        )
        response = await client.send(request, stream=True)
        try:
            size = 0
            async for part in response.aiter_raw():
                size += len(part)
                if size > MOST_ANSWER:
                    break
        finally:
            await response.aclose()
        return response.status_code

    @cached_property
    def _plain(self) -> httpx.AsyncClient:
        return self._client(verify=False)  # for http alone, which has no certificates to load

    @cached_property
    def _secure(self) -> httpx.AsyncClient:
        return self._client(verify=ssl.create_default_context())

    def _client(self, *, verify: ssl.SSLContext | bool) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=0)
        client = httpx.AsyncClient(verify=verify, trust_env=False, timeout=None, limits=limits)  # noqa: S113 - as above
        self._clients.append(client)
        return client

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients:
            await client.aclose()
