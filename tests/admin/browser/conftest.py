"""A server whose page is open in a real browser."""

from collections.abc import Iterator

import pytest

import mockserver
from mockserver.runtime.live import Server
from mockserver.settings import Settings
from tests.admin.acme import ACME
from tests.admin.browser.walking import ask
from tests.chromium import Chromium, chromium


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("documents")
    for name in ("specs", "fixtures"):
        (folder / name).mkdir()
    (folder / "specs" / "acme.yaml").write_text(ACME)
    with mockserver.running(settings=Settings(folder / "specs", folder / "fixtures")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def page(server: Server, opened: Chromium) -> Iterator[Chromium]:
    """The page, with three calls: one that made a row, one that broke its contract, one that was refused."""
    server.reset()
    opened.errors.clear()
    opened.look(1280, 800)
    opened.open(f"{server.url}/__admin/")
    opened.see("No requests yet")
    ask(server, "POST", "/things", json={"name": "First"})
    ask(server, "GET", "/things?limit=0")
    ask(server, "GET", "/nothing")
    opened.until("document.querySelectorAll('#request-rows tr').length === 3")
    yield opened
    assert opened.errors == []
