"""A server that issues tokens."""

from collections.abc import Iterator

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server
from tests.access.acme_tokens import ACME


@pytest.fixture(scope="module")
def issuing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests of a module."""
    document = tmp_path_factory.mktemp("specs") / "acme.yaml"
    document.write_text(ACME)
    with mockserver.running(str(document)) as server:
        # The first token takes longer than the others: the libraries are imported, and a key is made.
        form = {"grant_type": "client_credentials", "client_id": "test_full", "client_secret": "any"}
        httpx.post(f"{server.url}/acme/oauth/token", data=form, timeout=60).raise_for_status()
        yield server


@pytest.fixture
def server(issuing: Server) -> Server:
    """The same, as it began."""
    issuing.reset()
    return issuing
