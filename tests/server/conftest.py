"""Running servers for the tests of the request path."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

import mockserver
from mockserver.contract import catalog
from mockserver.contract.compiler import compile_contract
from mockserver.contract.document import load
from mockserver.contract.model import Contract
from mockserver.parts import PARTS
from mockserver.runtime.server import Server
from mockserver.settings import from_environment

SPECS = Path(__file__).parents[1] / "specs"
MAX_BODY = 1 << 20  # bytes: what sites.py takes for the limit
INVENTED = ("acme_parameters", "acme_styles", "acme_bodies", "acme_lenient")

ServerOf = Callable[..., Server]


def place_of(document: str) -> str:
    """What `mockserver.running` takes: a vendor's name, or the file of an invented document."""
    return str(SPECS / f"{document}.yaml") if document in INVENTED else document


def contracts() -> dict[str, Contract]:
    """The shipped documents and the invented ones, by name."""
    shipped = catalog.find([], from_environment())
    invented = [load(Path(place_of(name))) for name in INVENTED]
    return {document.name: compile_contract(document, PARTS) for document in (*shipped, *invented)}


@pytest.fixture(scope="session")
def server_of() -> Iterator[ServerOf]:
    """`server_of(document, pipeline="compiled")`: its server, one for the session, that checks every reply."""
    with ExitStack() as stack:

        @cache
        def serve(document: str, pipeline: str = "compiled") -> Server:
            running = mockserver.running(
                place_of(document), pipeline=pipeline, validate_responses=True, max_body=MAX_BODY
            )
            return stack.enter_context(running)

        yield serve
