"""A server of the shop, and a receiver."""

from collections.abc import Iterator

import pytest

from mockserver.runtime.server import Server
from tests.builders import serving
from tests.webhooks.receiver import Receiver, receiver
from tests.webhooks.shop import DOCUMENT


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(DOCUMENT, tmp_path_factory.mktemp("acme")) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.reset()
    return running


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as found:
        yield found
