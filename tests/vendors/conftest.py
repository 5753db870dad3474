"""Real clients over a real port, for the tests of the shipped documents."""

from collections.abc import Callable, Iterator

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]


class Servers:
    """One running server for each combination of variants that the tests ask for."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, tuple[str, ...]], Server] = {}
        self._contexts: list[object] = []

    def get(self, vendor: str, variants: tuple[str, ...]) -> Server:
        """The server of `vendor` with `variants` on, started when first asked for."""
        key = (vendor, variants)
        if key not in self._running:
            context = mockserver.running(vendor, variants={vendor: list(variants)}, validate_responses=True)
            self._running[key] = context.__enter__()
            self._contexts.append(context)
        return self._running[key]

    def reset(self) -> None:
        """Every server back to its seeded rows."""
        for server in self._running.values():
            server.reset()

    def stop(self) -> None:
        """Stop them all."""
        for context in self._contexts:
            context.__exit__(None, None, None)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The running servers of this worker."""
    servers = Servers()
    yield servers
    servers.stop()


@pytest.fixture
def server_of(servers: Servers) -> Callable[..., Server]:
    """`server_of(vendor, *variants)`: the running server, for its clock and journal."""
    servers.reset()
    return lambda vendor, *variants: servers.get(vendor, variants)


@pytest.fixture
def connect(servers: Servers) -> Iterator[Connect]:
    """`connect(vendor, credential="test_full", variants=())`: an `httpx.Client` at the vendor's base URL."""
    servers.reset()
    clients: list[httpx.Client] = []

    def connect(
        vendor: str, credential: str | None = "test_full", variants: tuple[str, ...] = ()
    ) -> httpx.Client:
        server = servers.get(vendor, tuple(variants))
        headers = server[vendor].credentials[credential] if credential else {}
        client = httpx.Client(base_url=server[vendor].url, headers=headers, timeout=30)
        clients.append(client)
        return client

    yield connect
    for client in clients:
        client.close()
