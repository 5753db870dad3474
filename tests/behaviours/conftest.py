"""A shop that is served."""

from collections.abc import Iterator

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.behaviours.shop import NOON, ROWS
from tests.builders import SPECS, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(
        SPECS / "acme_shop.yaml", tmp_path_factory.mktemp("shop"), ROWS, validate_responses=True
    ) as server:
        yield server


@pytest.fixture
def shop(server: Server) -> Iterator[httpx.Client]:
    server.reset()
    server.clock.freeze(NOON)
    with httpx.Client(base_url=server["acme_shop"].url) as client:
        yield client
