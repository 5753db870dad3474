"""Running servers for the tests of the request path."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

import mockserver
from mockserver.testing.live_server import Server

INVENTED = Path(__file__).parents[1] / "specs"

ServerOf = Callable[..., Server]


def place_of(document: str) -> str:
    """What `mockserver.running` takes: a vendor's name, or the file of an invented document."""
    return str(INVENTED / f"{document}.yaml") if document.startswith("acme_") else document


@pytest.fixture(scope="session")
def server_of() -> Iterator[ServerOf]:
    """`server_of(document)`: its running server, one for the session, every reply checked."""
    with ExitStack() as stack:

        @cache
        def serve(document: str) -> Server:
            return stack.enter_context(mockserver.running(place_of(document), validate_responses=True))

        yield serve
