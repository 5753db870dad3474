"""Clients of Commenda's stand-in."""

import httpx
import pytest

from tests.vendors.commenda.facts import NOW, Connect, ServerOf


@pytest.fixture
def client(connect: Connect, server_of: ServerOf) -> httpx.Client:
    """A client that may do everything, on the morning of 2026-02-03."""
    client = connect("commenda")
    server_of("commenda").clock.freeze(NOW)
    return client
