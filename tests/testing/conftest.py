"""Servers of the invented vendor, and projects that use the plugin."""

from collections.abc import Iterator

import pytest

import mockserver
from mockserver import Server
from tests.builders import SPECS
from tests.testing.parcels import ACME


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with one document, and warnings for errors."""
    specs = pytester.path / "specs"
    specs.mkdir()
    (specs / "acme_doors.yaml").write_text((SPECS / "acme_doors.yaml").read_text())
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = -p no:cacheprovider --strict-markers")
    return pytester


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """A server on a real port."""
    with mockserver.running(ACME) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """The same, at its seeded state."""
    running.reset()
    return running
