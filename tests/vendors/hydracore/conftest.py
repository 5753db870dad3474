"""Clients of HydraCore's stand-in."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from mockserver.runtime.live import Server
from tests.vendors.hydracore.facts import Connect, ServerOf


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    return connect("hydracore")


@pytest.fixture
def stopped(server_of: ServerOf) -> Iterator[Server]:
    """The server with its clock standing still at noon."""
    server = server_of("hydracore")
    server.clock.freeze(datetime(2026, 10, 1, 12, 0, tzinfo=UTC))
    yield server
    server.reset()
