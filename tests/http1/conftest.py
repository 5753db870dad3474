"""The running servers of the request path, and a small application of its own behind the protocol."""

import socket
from collections.abc import Iterator

import pytest

from tests.http1.wire import TIMEOUT, Application, serving
from tests.server.conftest import server_of

__all__ = ["server_of"]


@pytest.fixture(scope="module")
def app() -> Application:
    return Application()


@pytest.fixture(scope="module")
def port(app: Application) -> Iterator[int]:
    with serving(app) as found:
        yield found


@pytest.fixture
def client(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as made:
        yield made
