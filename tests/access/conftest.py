"""A server that issues tokens."""

from collections.abc import Iterator

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
        yield server


@pytest.fixture
def server(issuing: Server) -> Server:
    """The same, as it began."""
    issuing.reset()
    return issuing
