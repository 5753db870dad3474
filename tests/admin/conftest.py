"""A document that is served, and its control plane."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server
from mockserver.settings import Settings
from tests.admin.acme import ACME, Ask


@pytest.fixture
def documents(tmp_path: Any) -> Settings:
    """A specs and a fixtures folder of this test's own."""
    specs, fixtures = tmp_path / "specs", tmp_path / "fixtures"
    specs.mkdir()
    fixtures.mkdir()
    (specs / "acme.yaml").write_text(ACME)
    (specs / "other.yaml").write_text(ACME.replace("Acme", "Other").replace("api.acme", "api.other"))
    return Settings(specs, fixtures)


@pytest.fixture
def server(documents: Settings) -> Iterator[Server]:
    """A server of two vendors that are alike, one of them with a variant on."""
    with mockserver.running(settings=documents, variants={"other": ["loud"]}) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of the control plane."""
    with httpx.Client(base_url=f"{server.url}/__admin") as client:
        yield client


@pytest.fixture
def ask(server: Server) -> Iterator[Ask]:
    """`ask("GET", "/things", vendor="acme")`: a call of a vendor's client."""
    with httpx.Client() as http:

        def ask(
            method: str, path: str, *, vendor: str = "acme", who: str = "test_full", **more: Any
        ) -> httpx.Response:
            running = server[vendor]
            return http.request(method, running.url + path, headers=running.credentials[who], **more)

        yield ask
